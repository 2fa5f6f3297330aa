"""分办 and 会办 that come in midway have days of their own; a new round asks for a part anew."""

from bot.sandbox.client import Phone
from tests.flows.small import rows
from tests.flows.steps import JOINT, give_reply, matter, open_office, owed, rate, record_visit
from tests.house import EVERYBODY, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import move
from tests.practices.gate_steps import with_gates
from tests.practices.joint_steps import hand_in_opinion, joint_card

DATES = (
    "SELECT units.short_name, opinion_due_on FROM joint_units JOIN units ON units.id = unit_id"
    " ORDER BY units.short_name"
)


def dates(house: House) -> dict[str, str]:
    """By when each unit owes its part."""
    return {unit: str(day) for unit, day in rows(house, DATES)}


async def answer_part(joint: Phone, words: str) -> None:
    """分办答复, in words, without a number."""
    card = await joint_card(joint)
    await joint.presses("答复分办部分", card)
    asked = await joint.sees("请写分办答复，或发来文件", after=card)
    await joint.sends(words)
    asked = await joint.sees("分办答复的文号是什么", after=asked)
    await joint.presses("没有文号", asked)
    await joint.presses("提交意见", await joint.sees("请核对分办答复", after=asked))
    await joint.sees("的答复已送代表", after=asked)


async def test_a_part_split_off_late_has_the_time_of_the_reply_and_moves_nobody_else_s(
    house: House,
) -> None:
    await open_office(house, matter(会办单位="农业农村厅"), joined=EVERYBODY, besides=(JOINT,))
    officer, joint = house.phone(OFFICER), house.phone(JOINT)
    await house.to(2026, 4, 28, 9, 30)
    await hand_in_opinion(joint, await joint_card(joint))
    await house.to(2026, 5, 6, 9, 30)
    handed = await officer.sees("会办意见")
    await officer.presses("退回重提", handed)
    await officer.sees("请写明")
    await officer.sends("没有实质内容。")
    await joint.sees("没有实质内容")
    await house.settle()
    assert dates(house) == {"农业农村厅": "2026-05-12"}
    await house.to(2026, 6, 8, 9, 30)
    await move(house.phone(SUPERVISOR), "分办", "代表工作委员会", "联络代表。")
    await house.phone(LEAD).sees("分办并答复您")
    await house.settle()
    assert dates(house) == {"农业农村厅": "2026-05-12", "代表工作委员会": "2026-07-07"}


async def test_a_part_is_owed_and_answered_again_in_a_new_round(house: House) -> None:
    await open_office(house, matter(附议代表=""), joined=EVERYBODY, besides=(JOINT,))
    lead, joint = house.phone(LEAD), house.phone(JOINT)
    await house.to(2026, 4, 8, 9, 30)
    await move(house.phone(SUPERVISOR), "分办", "农业农村厅", "养殖尾水的治理。")
    await lead.sees("分办并答复您")
    await answer_part(joint, "三年内全部改造。")
    await lead.sees("三年内全部改造。")
    await give_reply(house.phone(OFFICER))
    await lead.sees("已正式答复")
    await house.to(2026, 4, 9, 9, 30)
    await rate(lead, "不满意", "满意", "满意")
    await lead.sees("说说不满意的原因")
    await lead.sends("三年太久。")
    await lead.sees("重新办理")
    await house.settle()
    assert owed(house, "opinion") == [(JOINT, "done"), (JOINT, "open")]
    assert dates(house) == {"农业农村厅": "2026-05-09"}
    await answer_part(joint, "一年内全部改造。")
    await lead.sees("一年内全部改造。")


async def test_a_part_is_answered_only_once_somebody_has_talked_with_the_deputy(
    house: House,
) -> None:
    await open_office(house, matter(附议代表=""), joined=EVERYBODY, besides=(JOINT,))
    await with_gates(house, "contact_before_reply")
    joint = house.phone(JOINT)
    await house.to(2026, 4, 8, 9, 30)
    await move(house.phone(SUPERVISOR), "分办", "农业农村厅", "养殖尾水的治理。")
    await house.phone(LEAD).sees("分办并答复您")
    said = await joint.presses("答复分办部分", await joint_card(joint))
    assert "还没有与代表沟通过" in said["text"]
    await record_visit(house.phone(OFFICER))
    await house.phone(LEAD).sees("看了三个点位")
    await answer_part(joint, "三年内全部改造。")
