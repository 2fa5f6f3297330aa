"""党组研究与领导见面: both are counted over the year from what is recorded (P40)."""

from bot.sandbox.client import words
from tests.flows.steps import record_visit
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.cadence import frozen, office, reports


async def test_meetings_that_leaders_held_count_once_the_deputy_has_confirmed(
    house: House,
) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, LEADER, SUPERVISOR)
    lead, officer, leader = house.phone(LEAD), house.phone(OFFICER), house.phone(LEADER)
    supervisor = house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 0)
    await leader.sends("/study 2026-04-07 研究办理方案 0107")
    await leader.sees("今年第 1 次")
    await leader.sends("/board")
    await leader.sees("本年：党组研究 1 次")
    await record_visit(leader)  # with the leader himself
    claimed = await lead.sees("看了三个点位")
    await supervisor.sends("/report 周")
    assert "领导与代表见面 0 次" in words(await supervisor.sees("党组专题研究 1 次"))
    await lead.presses("属实", claimed)
    await house.settle()
    await record_visit(officer, number="0108", summary="处里去看了")  # without a leader
    await lead.presses("属实", await lead.sees("处里去看了"))
    await house.settle()
    sent = await supervisor.sends("/report 周")
    assert "领导与代表见面 1 次" in words(await supervisor.sees("党组专题研究 1 次", after=sent))
    assert frozen(house, "weekly")["counters"]["leader_meetings"] == 1
