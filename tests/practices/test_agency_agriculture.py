"""The agriculture department's profile: 2+2, and what the year aims at."""

from bot.sandbox.client import words
from tests.house import LEAD, LEADER, OFFICER, House
from tests.practices.gate_steps import stopped
from tests.practices.ladder_steps import WATCHER, climbed, everybody, of_agency

FAST = """[contact_plan]
before_working_days = 2
"""


async def test_four_gates_the_office_that_watches_and_the_aims_of_the_year(house: House) -> None:
    of_agency(house, "agriculture", FAST + "[figures]\nsilent_days = 900\nsilent_head_days = 900\n")
    phones = await everybody(house, joined=(WATCHER,))
    leader = phones[LEADER]
    await house.to(2026, 4, 7, 9, 0)
    missing = words(await stopped(house, "送达答复"))
    gates = ("先沟通后办理", "先调研后办理", "先沟通后答复", "先座谈后答复", "六定", "请代表看")
    for gate in gates:
        assert gate in missing
    await leader.sends("/study 2026-04-07 研究办理方案 0107")
    await leader.sees("今年第 1 次")
    await leader.sends("/board")
    await leader.sees("党组研究 1/6 次，领导与代表见面 0/20 次")
    await house.to(2026, 4, 10, 8, 30)
    assert OFFICER in words(await phones[WATCHER].sees("逾期事项"))
    assert WATCHER in [name for name, _ in climbed(house)]
    assert LEAD in phones
