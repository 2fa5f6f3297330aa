"""三次沟通 (P30): before, during and after handling; what is missing is said and asked for."""

from bot.sandbox.client import words
from tests.flows.steps import (
    answer_questions,
    from_bot,
    give_reply,
    open_card,
    record_visit,
    report_progress,
)
from tests.house import LEAD, OFFICER, House


async def test_each_of_the_three_is_planned_asked_for_and_counted(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    card = words(await open_card(officer))
    assert "○ 办前" in card
    assert "○ 办中" in card
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    assert "✓ 办前" in words(await open_card(officer))

    # 45 days after the assignment the second is asked for, by name and day.
    await house.to(2026, 5, 22, 9, 0)
    await house.settle()
    asked = [words(one) for one in await from_bot(officer, "请报办理进展")]
    assert len(asked) == 1
    assert "第0107号" in asked[0]
    await report_progress(officer, "方案已成稿。")
    await lead.presses("同意", await lead.sees("方案已成稿。"))
    assert "✓ 办中" in words(await open_card(officer))

    await give_reply(officer)
    await lead.sees("已正式答复")
    assert "○ 办后" in words(await open_card(officer))
    await record_visit(officer, form="电话", summary="回访")
    await lead.presses("属实", await lead.sees("回访"))
    await house.settle()
    done = {one["phase"] for one in (await house.record())["contacts"] if one["state"] == "done"}
    assert done == {"before", "during", "after"}
