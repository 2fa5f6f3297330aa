"""P17 不受理具体案件: what speaks for a lawsuit is pointed out, and goes on as a letter."""

import pytest

from handlers.rules.letters import signs
from tests.flows.small import rows
from tests.flows.steps import begin, matter, open_card, open_office
from tests.house import LEAD, OFFICER, SUPERVISOR, House

CASE = "关于尽快执行（2026）湘01民初12号判决书的建议"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CASE, ["（2026）湘01民初12号", "判决书"]),
        ("(2025)最高法民申1234号案久拖不决", ["(2025)最高法民申1234号"]),
        ("〔2024〕湘0102执恢88号", ["〔2024〕湘0102执恢88号"]),
        ("关于完善破产审判机制的建议", []),
        ("湘环函〔2026〕15号文件落实不到位", []),
        ("2026年在长沙市民政局办12号窗口", []),
    ],
)
def test_case_numbers_are_told_from_documents(text: str, found: list[str]) -> None:
    assert signs(text, ["判决书", "再审"]) == found


async def test_the_committee_is_warned_and_makes_it_a_letter(house: House) -> None:
    two = (matter("0107", 标题=CASE), matter("0108"))
    await open_office(house, *two, joined=(LEAD, OFFICER, SUPERVISOR))
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 30)
    assert "可能涉及具体案件" not in (await open_card(officer))["text"]
    card = await open_card(supervisor)
    assert "（2026）湘01民初12号" in card["text"]
    assert "可能涉及具体案件" not in (await open_card(supervisor, "0108"))["text"]
    await begin(supervisor, "交办事项")
    await supervisor.presses("转来信")
    await supervisor.presses("是，转来信", await supervisor.sees("转为来信处理，办理即行结束"))
    assert "按规定转为来信" in (await lead.sees("按规定转为来信"))["text"]
    await officer.sees("转为来信处理，办理结束")
    assert (await house.record())["stage"] == "letter"
    assert ("reply", "cancelled") in rows(
        house, "SELECT kind, state FROM duties WHERE suggestion_id = 1"
    )
