"""P46 先座谈后答复: with all four gates of the agriculture department, in their order."""

from pathlib import Path

from tests.flows.steps import answer_questions, give_reply, record_visit, report_progress
from tests.house import LEAD, OFFICER, House
from tests.practices.draft_steps import B, write_draft
from tests.practices.gate_steps import stopped
from tests.practices.plan_steps import make_plan


async def test_the_four_gates_of_the_agriculture_department(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.stop()
    extend(Path(house.settings["LIANLUO_PROFILE"]), "agriculture")
    await house.start()
    missing = (await stopped(house, "送达答复"))["text"]
    assert "先沟通后办理、先调研后办理、六定、先沟通后答复、先座谈后答复、" in missing
    assert "答复稿先请代表看" in missing

    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await make_plan(officer)
    await record_visit(officer, form="现场调研", summary="看了三个点位")
    await lead.presses("属实", await lead.sees("看了三个点位"))
    await report_progress(officer, "答复稿要点。")
    await lead.presses("同意", await lead.sees("答复稿要点。"))
    missing = (await stopped(house, "送达答复"))["text"]
    assert "尚未做到：先座谈后答复、答复稿先请代表看。" in missing
    await record_visit(officer, form="座谈会", summary="开了座谈会")
    await lead.presses("属实", await lead.sees("开了座谈会"))
    assert "尚未做到：答复稿先请代表看。" in (await stopped(house, "送达答复"))["text"]
    await officer.presses("请代表先看", await write_draft(officer, reply_class=B))
    await house.to(2026, 4, 7, 15, 0)
    await lead.presses("同意", await lead.sees("请您先看答复稿"))
    await give_reply(officer)
    await lead.sees("已正式答复")


def extend(profile: Path, name: str) -> None:
    """The office of the tests by the rules of one of the four agencies."""
    rules = profile.read_text("utf-8")
    profile.write_text(rules.replace('extends = "hunan"', f'extends = "{name}"'), "utf-8")
