"""P51 办结复核: nothing is closed before somebody who has not handled it has looked."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import (
    GONE,
    bar_of,
    begin,
    from_bot,
    give_reply,
    open_card,
    owed,
    rate,
    record_visit,
)
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.closing_steps import CHECKED, list_to_check
from tests.practices.draft_steps import answer_point, list_points, points_page
from tests.practices.gate_steps import with_gates

SATISFIED = ("满意", "满意", "满意")


async def test_the_clock_asks_for_the_look_that_closes_it_or_sends_it_back(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, leader = house.phone(LEAD), house.phone(OFFICER), house.phone(LEADER)
    await with_gates(house, more=CHECKED)
    await house.to(2026, 4, 7, 9, 30)
    await record_visit(officer)
    page = await list_points(officer, "统一尾水标准", "建监测站")
    await answer_point(officer, page, 1, "采纳", "修订排放标准。")
    await give_reply(officer, letter="A 已解决或基本解决")
    await lead.sees("已正式答复")
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, *SATISFIED)
    await house.to(2026, 4, 9, 9, 30)
    asked = await list_to_check(leader)
    assert "☑ 代表已评价" in words(asked)
    assert "☐ 诉求逐条答复" in words(asked)
    assert await from_bot(lead, "已办结") == []

    # The list follows from the record: without every point answered there is no closing.
    told = await leader.presses("复核通过", asked)
    assert "诉求逐条答复" in told["text"]
    await leader.presses("退回", asked)
    why = await leader.sees("为什么退回", after=asked)
    await leader.sends("第二条没有答复。")
    await leader.sees("复核意见已记入", after=why)
    await house.settle()
    assert owed(house, "closing_check") == [(LEADER, "done")]
    assert owed(house, "closing_mend") == [(OFFICER, "open")]
    supervisor = house.phone(SUPERVISOR)
    told = await supervisor.presses("办结", await open_card(supervisor))
    assert "补正后再办结" in told["text"]

    await house.to(2026, 4, 10, 9, 30)
    digest = await officer.sees("有2件事到期或临近")
    await officer.presses("1. 0107 补正后再请复核", digest)
    back = await officer.sees("办结复核退回", after=digest)
    assert "第二条没有答复" in words(back)
    await answer_point(officer, await points_page(officer), 2, "解释说明", "明年再建。")
    await officer.presses("已补正，再请复核", back)
    await officer.sees(f"已请{LEADER}复核")
    await house.to(2026, 4, 13, 9, 30)
    again = await leader.sees("☑ 诉求逐条答复")
    await leader.presses("复核通过", again)
    asked = await leader.sees("为什么可以办结", after=again)
    await leader.sends("回访另行安排。")
    await lead.sees("已办结")
    assert GONE in (await leader.presses("退回", again))["text"]
    record = await house.record()
    looks = record["closing_checks"]
    assert [(one["is_passed"], one["decided_by"]) for one in looks] == [
        (False, LEADER),
        (True, LEADER),
    ]
    assert "points" in looks[0]["missing"]
    assert looks[1]["reason"] == "回访另行安排。"


async def test_by_hand_it_waits_for_the_same_look(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await with_gates(house, more=CHECKED)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer, letter="A 已解决或基本解决")
    await lead.sees("已正式答复")
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, *SATISFIED)
    await begin(supervisor, "办结")
    told = await supervisor.sees("办结前要复核")
    assert LEADER in words(told)
    await begin(supervisor, "办结")
    await supervisor.sees("办结前要复核", after=told)
    await house.settle()
    assert rows(house, "SELECT count(*) FROM closing_checks") == [(1,)]
    assert "◉评价" in await bar_of(officer)


async def test_the_clock_waits_for_every_point_where_all_have_to_be_answered(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await with_gates(house, "points_answered")
    await house.to(2026, 4, 7, 9, 30)
    page = await list_points(officer, "统一尾水标准")
    await answer_point(officer, page, 1, "采纳", "修订排放标准。")
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, *SATISFIED)
    await lead.sees("谢谢您的评价")
    card = await lead.sees("下一步", after=await lead.sends("/s 0107"))
    await lead.presses("逐条答复", card)
    await lead.presses("还有遗漏", await lead.sees("1. 统一尾水标准", after=card))
    await lead.sees("还有哪一条诉求")
    await lead.sends("补贴养殖户")
    await lead.sees("已补上")
    await house.to(2026, 4, 9, 9, 30)
    await officer.sees("答复后才能办结")
    supervisor = house.phone(SUPERVISOR)
    told = await supervisor.presses("办结", await open_card(supervisor))
    assert "没有逐条答复" in told["text"]
    await answer_point(officer, await points_page(officer), 2, "部分采纳", "给规模场补贴。")
    await house.to(2026, 4, 10, 9, 30)
    await lead.sees("已办结")
