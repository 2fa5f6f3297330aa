"""件件有回音: who leaves a deputy without a word is reminded, and then the head (P42)."""

from bot.sandbox.client import words
from tests.flows.steps import from_bot, matter, owed, report_progress
from tests.house import LEAD, LEADER, OFFICER, House
from tests.practices.cadence import office, reports

REMINDED = "代表很久没有听到回音"


async def test_silence_reminds_the_officer_then_the_head_until_the_deputy_hears(
    house: House,
) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, LEADER, rows=(matter(),))
    officer, leader = house.phone(OFFICER), house.phone(LEADER)
    await house.to(2026, 5, 6, 9, 0)  # 29 days, none of them with a word
    await house.settle()
    assert owed(house, "no_echo") == []
    await house.to(2026, 5, 7, 9, 30)
    await house.settle()
    assert owed(house, "no_echo") == [(OFFICER, "open")]
    await house.to(2026, 5, 7, 15, 0)
    await house.settle()
    listed = [words(one) for one in await from_bot(officer)]
    assert any(REMINDED in one or "久无回音" in one for one in listed)
    assert await from_bot(leader, REMINDED) == []

    await house.to(2026, 5, 18, 9, 30)  # 41 days
    await leader.sees(REMINDED)
    assert (LEADER, "open") in owed(house, "no_echo")

    await report_progress(officer, "方案已征求意见。")
    await house.settle()
    assert {state for _, state in owed(house, "no_echo")} == {"done"}
    # It begins anew with what the deputy heard last.
    await house.to(2026, 6, 16, 15, 0)
    await house.settle()
    assert not [one for one in owed(house, "no_echo") if one[1] == "open"]
    await house.to(2026, 6, 18, 15, 0)
    await house.settle()
    assert (OFFICER, "open") in owed(house, "no_echo")


async def test_the_bot_s_answer_to_a_press_is_no_echo(house: House) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, rows=(matter(),))
    lead = house.phone(LEAD)
    await house.to(2026, 4, 30, 9, 30)
    await lead.presses("免见面", await lead.sees("您是在什么情况下"))
    await house.settle()
    await house.to(2026, 5, 7, 9, 30)
    await house.settle()
    assert owed(house, "no_echo") == [(OFFICER, "open")]
