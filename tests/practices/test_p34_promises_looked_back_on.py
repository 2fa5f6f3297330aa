"""P34 近年办理回头看: promises of closed suggestions are asked about, and stay in one ledger."""

from tests.flows.small import rows
from tests.flows.steps import give_reply
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.look_back_steps import asked_to_look_back, begin_look_back
from tests.practices.promise_steps import note_promise


async def test_promises_are_looked_back_on_once_their_suggestion_is_over(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_promise(officer, "完成清淤。", "2027年8月20日")
    await house.to(2026, 5, 20, 9, 30)
    await supervisor.sends("/s 0107")
    await supervisor.presses("办结", await supervisor.sees("轮，答复期限"))
    await lead.sees("办结")
    await house.to(2026, 11, 3, 9, 30)
    sent = await officer.sends("/promises")
    ledger = await officer.sees("还要兑现或确认的承诺", after=sent)
    assert "完成清淤" in ledger["text"]
    await begin_look_back(house)
    await lead.presses("未兑现", await asked_to_look_back(house, lead))
    await supervisor.sees("承诺作了评价：未兑现")
    assert rows(house, "SELECT view FROM look_back_answers") == [("not_kept",)]
