"""举一反三: topics, similar suggestions, recurrence over years, root causes with measures (P16)."""

from bot.sandbox.client import words
from tests.flows.small import profile, rows
from tests.flows.steps import from_bot, happened, labels, matter, open_card, owed
from tests.house import LEAD, LEADER, OFFICER, SILENT, SUPERVISOR, House
from tests.practices.cadence import ROWS, office, reports

OLD = matter(
    "0033", 会次="2", 标题="关于加强农村饮水安全、改造供水管网的建议", 交办日期="2024-03-01"
)
CLIMBS = '[ladder]\nsteps = [{ to = "leader", after_working_days = 1 }]\n'


async def test_the_officer_sees_what_is_alike_and_what_it_is_about(house: House) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, SUPERVISOR, rows=(*ROWS, OLD))
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    card = await open_card(officer, "0108")
    text = words(card)
    assert "相近的建议：" in text
    assert "0033 关于加强农村饮水安全" in text
    assert "（2024年，交办）" in text
    assert "0107" not in text.partition("相近的建议")[2]
    assert "#惠民生" in text

    # Topics are put right by hand; the latest word counts.
    await officer.presses("主题", card)
    choice = await officer.sees("点一下选上或去掉")
    assert "✓ 惠民生" in labels(choice)
    await officer.presses("✓ 惠民生", choice)
    await officer.presses("助治理")
    await house.settle()
    text = words(await open_card(officer, "0108"))
    assert "#助治理" in text
    assert "#惠民生" not in text
    assert len(happened(await house.record("0108"), "tagged")) == 2

    # A root cause, and what was done about it.
    await officer.sends("/cause")
    await officer.sees("还没有登记根源问题")
    await officer.sends("/cause 农村供水管网老化 0108 7777")
    await officer.sees("没有找到第7777号")
    await officer.sends("/cause 农村供水管网老化 0108 0109 14-2-0033")
    await officer.sees("已登记为第 1 号")
    await supervisor.sends("/cause")
    assert "尚未采取措施" in words(await supervisor.sees("农村供水管网老化"))
    await officer.sends("/cause 1 已列入三年改造计划")
    await officer.sees("已记下第 1 号")
    assert rows(house, "SELECT what FROM cause_measures") == [("已列入三年改造计划",)]

    sent = await supervisor.sends("/report 季")
    text = words(await supervisor.sees("季分析", after=sent))
    assert "—" not in text.partition("跨 2 年")[0].rpartition("·")[2]
    assert "0033" in text.partition("跨 2 年")[0].rpartition("·")[2]
    assert "1. 农村供水管网老化 → 已列入三年改造计划" in text
    assert "助治理 1" in text


async def test_at_assignment_the_officer_hears_what_is_alike(house: House) -> None:
    reports(house)
    only = (ROWS[1], OLD)
    await office(house, LEAD, OFFICER, rows=only)
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await house.settle()
    pressed = [
        (one, label)
        for one in await from_bot(officer)
        for label in labels(one)
        if "0108 办前沟通" in label
    ]
    await officer.presses(pressed[0][1], pressed[0][0])
    assert "0033" in words(await officer.sees("请做办前沟通")).partition("相近的建议")[2]


async def test_somebody_is_to_do_something_about_a_cause_by_a_day(house: House) -> None:
    profile(house, "", reports=SILENT + CLIMBS)
    await office(house, LEAD, OFFICER, LEADER, SUPERVISOR, rows=ROWS)
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await officer.sends("/cause 农村供水管网老化 0108 0109")
    noted = await officer.sees("已登记为第 1 号")
    await officer.presses("看根源问题", noted)
    page = await officer.sees("根源问题 1", after=noted)
    assert "尚未采取措施" in words(page)
    assert "请先写明" in (await officer.presses("已解决", page))["text"]
    await officer.presses("定责任人和期限", page)
    await officer.presses(OFFICER, await officer.sees("由谁采取措施", after=page))
    asked = await officer.sees("什么时间前", after=page)
    await officer.sends("昨天")
    await officer.sees("请写明天以后的日期", after=asked)
    await officer.sends("2026年4月20日")
    page = await officer.sees("根源问题 1", after=asked)
    assert f"{OFFICER}，2026年4月20日" in words(page)
    await house.settle()
    assert owed(house, "cause") == [(OFFICER, "open")]
    await house.to(2026, 4, 17, 15, 0)
    await house.settle()
    assert any("根源问题" in words(one) for one in (await officer.messages())[-4:])
    await house.to(2026, 4, 22, 9, 30)
    await house.settle()
    climbed = (
        "SELECT told.state FROM duties AS told JOIN duties AS owed ON owed.id = told.subject_id"
        " WHERE told.kind = 'overdue' AND owed.kind = 'cause'"
    )
    assert rows(house, climbed) == [("open",)]

    # What was done stays, the later beside the earlier; then nobody owes it any more.
    for day, said in ((22, "完成管网普查"), (24, "改造一期开工")):
        await house.to(2026, 4, day, 10, 0)
        await officer.presses("写措施", page)
        asked = await officer.sees("采取了什么措施", after=page)
        await officer.sends(said)
        await officer.sees("已记下第 1 号", after=asked)
    await house.settle()
    assert owed(house, "cause") == [(OFFICER, "done")]
    assert rows(house, climbed) == [("done",)]
    assert rows(house, "SELECT what FROM cause_measures ORDER BY id") == [
        ("完成管网普查",),
        ("改造一期开工",),
    ]
    await officer.presses("已解决", page)
    await house.settle()
    sent = await supervisor.sends("/cause")
    listed = await supervisor.sees("根源问题与措施", after=sent)
    assert "✅ 1. 农村供水管网老化" in words(listed)
    await supervisor.presses("1. 农村供水管网老化", listed)
    shown = await supervisor.sees("✅ 根源问题 1", after=listed)
    assert "完成管网普查" in words(shown)
    assert labels(shown) == []
    for day, last in (("20", "尚未采取措施"), ("23", "完成管网普查"), ("24", "改造一期开工")):
        sent = await supervisor.sends(f"/report 季 2026-04-{day}")
        assert f"1. 农村供水管网老化 → {last}" in words(await supervisor.sees("季分析", after=sent))


async def test_causes_come_page_by_page(house: House) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, rows=ROWS)
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    for number in range(1, 12):
        await officer.sends(f"/cause 第{number}个根源 0108")
        await officer.sees(f"已登记为第 {number} 号")
    sent = await officer.sends("/cause")
    first = await officer.sees("根源问题与措施", after=sent)
    assert "11. 第11个根源" in words(first)
    await officer.presses("更多", first)
    second = await officer.sees("根源问题与措施", after=first)
    assert labels(second) == ["1. 第1个根源"]
