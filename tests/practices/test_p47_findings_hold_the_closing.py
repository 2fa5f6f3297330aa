"""待复核 (P47): what the committee has not looked into keeps the clock from closing it."""

from bot.sandbox.client import words
from tests.attackers.everybody import joins, write_staff
from tests.flows.steps import (
    bar_of,
    from_bot,
    give_reply,
    labels,
    matter,
    open_office,
    rate,
    tick,
)
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.honest_steps import heard_by_the_unit, replied, watched, write

DIRECTOR = "郑主任"  # leads the unit to which the committee's supervisors belong


async def test_a_report_of_pressure_holds_the_closing_until_it_is_settled(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    staff = (DIRECTOR, "代表工作委员会", "", "主要领导", "")
    await house.lianluo("import", str(write_staff(house.data.parent / "more.xlsx", staff)))
    await joins(house, DIRECTOR)
    form = await replied(house)
    await lead.presses("我受到压力（只告诉代表工作委员会）", form)
    await lead.presses("只报告，不说明", await lead.sees("是谁、用什么方式", after=form))
    report = await supervisor.sees("李秀兰代表：我受到压力")
    await rate(lead, "满意", "满意", "满意")
    await lead.sees("谢谢您的评价")
    await house.to(2026, 4, 9, 9, 0)  # when it would be closed
    await supervisor.presses("已受理", report)
    mine = await supervisor.sees("处理完，请按“已了结”")
    assert "处理中：1" in words(await watched(house))
    await house.settle()
    assert (await house.record())["stage"] == "rated"
    before = await bar_of(officer)
    # The deputy may still change it; the unit learns nothing.
    await lead.presses("修改评价")
    await house.settle()
    fresh = (await from_bot(lead, "请您评价第0107号"))[-1]
    await tick(lead, fresh, "满意", "基本满意", "满意")
    await lead.presses("提交评价", fresh)
    await house.settle()
    await house.to(2026, 4, 16, 9, 0)
    waits = await supervisor.sees("等了 5 个工作日")
    await house.phone(DIRECTOR).sees("等了 5 个工作日")
    assert (await house.record())["stage"] == "rated"
    assert await bar_of(officer) == before
    assert await heard_by_the_unit(house, "待复核", "受到压力", "办结已因") == []
    assert not await from_bot(officer, "已办结")

    await supervisor.presses("已了结", mine)
    await lead.sees("代表工作委员会已处理完")
    await officer.sees("已办结", after=waits)
    await house.settle()
    assert (await house.record())["stage"] == "closed"
    assert "处理中：0" in words(await watched(house))


async def test_something_strange_holds_it_until_it_is_looked_into(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await replied(house)
    await write(officer, "请您查收水质月报。")
    await lead.sees("请您查收水质月报。")
    await rate(lead, "满意", "满意", "满意")
    found = await supervisor.sees("几分钟内就给了好评")
    await house.to(2026, 4, 10, 9, 0)
    await house.settle()
    assert not await from_bot(lead, "已办结")
    await supervisor.presses("已核查", found)
    await lead.sees("已办结")


async def test_a_word_of_one_s_own_and_the_same_word_of_two(house: House) -> None:
    by_other = {"领衔代表": CO_SIGNER, "附议代表": ""}
    await open_office(
        house,
        matter("0107", 附议代表=""),
        matter("0108", **by_other),
        joined=(LEAD, CO_SIGNER, OFFICER, SUPERVISOR),
    )
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 0)
    for number in ("0107", "0108"):
        await give_reply(officer, number=number)
        await officer.sees(f"第{number}号建议的答复")
    await house.to(2026, 4, 8, 9, 0)
    for number, name in (("0107", LEAD), ("0108", CO_SIGNER)):
        phone = house.phone(name)
        form = await phone.sees(f"请您评价第{number}号")
        await tick(phone, form, "满意", "满意", "满意")
        await phone.presses("提交评价", form)
        given = await phone.sees("已提交。办结之前可以修改。")
        assert labels(given) == ["修改评价", "补一句评语"]
        await phone.presses("补一句评语", given)
        asked = await phone.sees("想对这次办理说一句什么", after=form)
        await phone.sends("承办单位高度重视，办理扎实有效。")
        await phone.sees("谢谢您的评价", after=asked)
        await supervisor.sees(f"第{number}号建议的评价补了一句话")
    assert "第0108号" in (await supervisor.sees("理由或评语一字不差"))["text"]
    await house.settle()
    assert not await from_bot(officer, "高度重视")  # sealed like the grades
    ratings = (await house.record())["ratings"]
    assert [(one["sequence"], one["effect"], one["reason"]) for one in ratings] == [
        (1, "satisfied", None),
        (2, "satisfied", "承办单位高度重视，办理扎实有效。"),
    ]
