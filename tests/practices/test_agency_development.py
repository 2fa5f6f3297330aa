"""The development commission's profile: three levels, and first the place, then the plan."""

from bot.sandbox.client import words
from tests.flows.steps import begin, from_bot, matter
from tests.house import LEADER, OFFICER, House
from tests.practices.gate_steps import stopped
from tests.practices.ladder_steps import HEAD, climbed, everybody, of_agency
from tests.practices.plan_steps import plan_page


async def test_all_three_levels_are_named_and_the_head_hears_after_six_working_days(
    house: House,
) -> None:
    of_agency(house, "development")
    unled = matter("0107", 责任领导="", 标题="关于加快推进高速铁路重大项目的建议")
    phones = await everybody(house, unled, joined=(HEAD,))
    officer, head = phones[OFFICER], phones[HEAD]
    await house.to(2026, 4, 7, 9, 0)
    closed = await stopped(house, "办理进展")
    assert "还缺：分管领导" in words(closed)
    await officer.presses("请主要领导指定责任领导", closed)
    await head.presses(LEADER, await head.sees("请您指定第0107号"))
    await phones[LEADER].sees("请您领办第0107号")

    # What is about a major project is seen before it is planned.
    page = await plan_page(officer)
    await officer.presses("制定方案", page)
    assert "先看现场再出方案" in words(await officer.sees("还不能这样做", after=page))

    # A visit to the place is recorded only with a picture of it.
    await begin(officer, "登记沟通")
    await officer.presses("现场调研")
    await officer.presses("今天")
    for said in ("项目工地", "李秀兰、陈思远", "先看了现场"):
        sent = await officer.sends(said)
    told = await officer.presses("完成", await officer.sees("照片或文件", after=sent))
    assert "照片" in told["text"]
    await house.settle()
    record = await house.record()
    assert not [one for one in record["contacts"] if one["form"] == "study_visit"]

    # The first contact is 20 working days on: 8 May; then 1, 2 and 3 more.
    await house.to(2026, 5, 9, 8, 30)
    await house.to(2026, 5, 12, 8, 30)
    await house.settle()
    assert await from_bot(head, "逾期事项") == []
    await house.to(2026, 5, 15, 8, 30)
    await head.sees("逾期事项")
    assert len(climbed(house)) == 3
