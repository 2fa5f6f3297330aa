"""举一反三: topics, similar suggestions, recurrence over years, root causes with measures (P16)."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import from_bot, happened, labels, matter, open_card
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.cadence import ROWS, office, reports

OLD = matter(
    "0033", 会次="2", 标题="关于加强农村饮水安全、改造供水管网的建议", 交办日期="2024-03-01"
)


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
    assert rows(house, "SELECT done FROM causes") == [("已列入三年改造计划",)]

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
