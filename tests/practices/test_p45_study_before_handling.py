"""P45 先调研后办理: a study comes first; one that the deputy disputes is none."""

from tests.flows.small import rows
from tests.flows.steps import answer_questions, record_visit, report_progress
from tests.house import LEAD, OFFICER, House
from tests.practices.assignment_steps import own_card
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


async def test_nothing_counts_as_under_way_before_what_has_to_come_first(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await with_gates(house, "contact_before_handling", "study_before_handling")
    await house.to(2026, 4, 8, 10, 0)
    for said in ("第一次电话", "第二次电话"):
        await record_visit(officer, form="电话", summary=said)
        await lead.presses("属实", await lead.sees(said))
    await house.settle()
    assert rows(house, STAGES) == [("pre_contacted",)]
    assert "◉办前沟通 ○承办" in bare((await own_card(lead))["text"])
    # The study that is wanted prepares the handling, too; what comes after it is handling.
    await record_visit(officer, form="现场调研", summary="去看了现场")
    await lead.presses("属实", await lead.sees("去看了现场"))
    await house.settle()
    assert rows(house, STAGES) == [("pre_contacted",)]
    await record_visit(officer, form="电话", summary="谈了方案")
    await house.settle()
    assert rows(house, STAGES) == [("in_progress",)]
    phases = [phase for (phase,) in rows(house, PHASES)]
    assert phases == ["before", "before", "before", "during"]


STAGES = "SELECT stage FROM suggestions"
PHASES = "SELECT phase FROM contacts WHERE state = 'done' ORDER BY done_at, recorded_at, id"


def bare(text: str) -> str:
    """Without what holds words together on a screen."""
    return text.replace("\u2060", "")
