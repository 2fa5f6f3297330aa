"""P45 先调研后办理: a study comes first; one that the deputy disputes is none."""

from tests.flows.steps import answer_questions, record_visit, report_progress
from tests.house import LEAD, OFFICER, House
from tests.practices.gate_steps import stopped, with_gates


async def test_no_progress_before_a_study(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await with_gates(house, "contact_before_handling", "study_before_handling")
    missing = (await stopped(house, "办理进展"))["text"]
    assert "先沟通后办理、先调研后办理" in missing
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    assert "尚未做到：先调研后办理。" in (await stopped(house, "办理进展"))["text"]

    await record_visit(officer, form="现场调研")
    await lead.presses("有出入", await lead.sees("属实"))
    await lead.sends("我没有去过。")
    await officer.sees("我没有去过。")
    assert "先调研后办理" in (await stopped(house, "办理进展"))["text"]

    await record_visit(officer, form="现场调研", summary="这次去了")
    await lead.presses("属实", await lead.sees("这次去了"))
    await officer.sees("沟通记录属实")
    await report_progress(officer, "调研后拟了方案。")
    await lead.sees("调研后拟了方案。")
