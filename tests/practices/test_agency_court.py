"""The high court's profile: the five-step cadence, and the call-back with its three axes."""

from bot.sandbox.client import words
from handlers.rules.profiles import load_profile
from storage.vocabulary import Role
from tests.flows.steps import give_reply, owed, rate
from tests.house import LEAD, LEADER, OFFICER, House
from tests.practices.draft_steps import write_draft
from tests.practices.ladder_steps import everybody, of_agency

QUIET = "[figures]\nsilent_days = 900\nsilent_head_days = 900\n[ladder]\nsteps = []\n"


async def test_the_court_calls_back_early_and_looks_at_its_figures_in_five_steps(
    house: House,
) -> None:
    of_agency(house, "court", QUIET)
    phones = await everybody(house, joined=())
    lead, officer, leader = phones[LEAD], phones[OFFICER], phones[LEADER]
    await house.to(2026, 4, 7, 9, 0)
    await officer.presses("送审", await write_draft(officer))
    await leader.presses("通过", await leader.sees("请您审核答复稿"))
    await officer.sees("审核通过，可以送达答复")
    await give_reply(officer, letter=None)
    await lead.sees("已正式答复")
    await house.to(2026, 4, 8, 9, 0)
    await rate(lead, "满意", "基本满意", "满意")
    await house.settle()
    record = await house.record()
    (rating,) = record["ratings"]
    assert [rating[axis] for axis in ("content", "attitude", "effect")] == [
        "satisfied",
        "mostly_satisfied",
        "satisfied",
    ]
    assert owed(house, "follow_up") != []

    # Weekly, monthly, quarterly, half a year, a year: each on its day.
    for day, name in (
        ((2026, 4, 13), "周例会"),
        ((2026, 5, 6), "月调度"),
        ((2026, 7, 3), "季分析"),
        ((2026, 7, 6), "半年总结"),
        ((2026, 12, 21), "述职"),
    ):
        await house.to(*day, 8, 30)
        assert words(await leader.sees(name))
    await officer.sees("周例会")  # in the court, whoever handles it hears weekly, too


def test_nobody_outside_the_court_stands_in_its_chain() -> None:
    court = load_profile("court")
    assert [step.to for step in court.ladder.steps] == [Role.OFFICE_HEAD, Role.LEADER, Role.HEAD]
    assert court.ladder.watching_office == ""
