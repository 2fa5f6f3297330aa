"""P44 先沟通后答复: no reply before the deputy has said something to what is being done."""

from tests.flows.steps import answer_questions, give_reply, report_progress
from tests.house import LEAD, OFFICER, House
from tests.practices.gate_steps import stopped, with_gates


async def test_no_reply_before_the_deputy_has_answered_the_progress(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await with_gates(house, "contact_before_reply")
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    assert "尚未做到：先沟通后答复" in (await stopped(house, "送达答复"))["text"]
    await report_progress(officer, "答复稿的要点如下。")
    progress = await lead.sees("答复稿的要点如下。")
    # It has been told, and nobody has answered: that is no contact yet.
    assert "先沟通后答复" in (await stopped(house, "送达答复"))["text"]
    await lead.presses("同意", progress)
    await give_reply(officer)
    await lead.sees("已正式答复")
