"""件件有回音: who leaves a deputy without a word is reminded, and then the head (P42)."""

from bot.sandbox.client import words
from tests.flows.steps import from_bot, give_reply, matter, open_card, owed, report_progress
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.cadence import office, reports
from tests.practices.promise_steps import note_promise

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


async def test_what_is_promised_is_heard_of_after_the_closing_too(house: House) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, SUPERVISOR, rows=(matter(),))
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await note_promise(officer, "完成清淤。", "2027年8月20日")
    await house.to(2026, 5, 20, 9, 30)
    await house.settle()
    await supervisor.presses("办结", await open_card(supervisor))
    await lead.sees("已办结")
    await house.settle()
    earlier = len(owed(house, "no_echo"))
    await house.to(2026, 8, 17, 15, 0)  # 89 days
    await house.settle()
    assert len(owed(house, "no_echo")) == earlier
    await house.to(2026, 8, 18, 9, 30)
    asked = await officer.sees("代表很久没有听到承诺的进展")
    assert owed(house, "no_echo")[earlier:] == [(OFFICER, "open")]
    await officer.presses("承诺事项", asked)
    page = await officer.sees("承诺事项 · 第0107号", after=asked)
    await officer.presses("报进展", page)
    asked = await officer.sees("有什么进展", after=page)
    await officer.sends("清淤已完成六成。")
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    assert "清淤已完成六成" in words(await lead.sees("承诺事项有新进展"))
    await house.settle()
    assert owed(house, "no_echo")[earlier:] == [(OFFICER, "done")]
    await house.to(2026, 11, 13, 15, 0)
    await house.settle()
    assert len(owed(house, "no_echo")) == earlier + 1
    await house.to(2026, 11, 17, 9, 30)
    await house.settle()
    assert owed(house, "no_echo")[earlier + 1 :] == [(OFFICER, "open")]


async def test_a_reply_on_paper_is_heard_by_whom_the_chat_does_not_reach(house: House) -> None:
    reports(house)
    await office(house, OFFICER, rows=(matter(),))
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 30, 9, 30)
    await give_reply(officer)
    await officer.sees("答复已登记")
    await house.to(2026, 5, 8, 9, 30)  # 31 days after the assignment, 8 after the reply
    await house.settle()
    assert owed(house, "no_echo") == []
