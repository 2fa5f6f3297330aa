"""Another unit takes over: what was let pass and talked about before it is not its own, it has its
own days, its own people above it, and whoever answers for it may give it to somebody below.
"""

from bot.sandbox.client import words
from tests.attackers.everybody import joins, write_staff
from tests.flows.small import profile, rows
from tests.flows.steps import (
    JOINT,
    OUTSIDER,
    labels,
    matter,
    open_card,
    open_office,
    owed,
    record_visit,
)
from tests.house import EVERYBODY, LEAD, LEADER, OFFICER, SILENT, SUPERVISOR, House
from tests.practices.assignment_steps import let_units_sign, menu, move, with_assignment
from tests.practices.gate_steps import stopped, with_gates
from tests.practices.plan_steps import make_plan

CLIMBING = "[ladder]\nsteps = [{ to = 'leader', after_working_days = 1 }]\n"
THEIR_LEADER, THEIR_HEAD = "农副", "农头"


async def taken_over(house: House, *reason: str) -> None:
    """The committee moves it to the other unit."""
    await move(
        house.phone(SUPERVISOR), "改派单位", "农业农村厅", *(reason or ("主要是养殖尾水。",))
    )
    await house.phone(LEAD).sees("现改由农业农村厅办理")
    await house.settle()


async def test_what_the_former_unit_was_let_pass_opens_no_gate_for_the_next(house: House) -> None:
    await open_office(house, matter(), joined=EVERYBODY, besides=(JOINT,))
    await with_gates(house, "contact_before_handling", "six_fixed")
    lead, officer, joint = house.phone(LEAD), house.phone(OFFICER), house.phone(JOINT)
    await house.to(2026, 4, 8, 9, 30)
    await record_visit(officer)
    await lead.presses("属实", await lead.sees("看了三个点位"))
    await officer.presses("申请例外", await stopped(house, "办理进展"))
    await officer.sees("请写明理由")
    await officer.sends("方案要等省里的规划")
    await house.phone(LEADER).presses("同意", await house.phone(LEADER).sees("申请例外"))
    await officer.sees("同意第0107号建议例外")
    assert rows(house, "SELECT stage FROM suggestions") == [("pre_contacted",)]

    await taken_over(house)
    assert rows(house, "SELECT stage FROM suggestions") == [("assigned",)]
    card = await open_card(joint)
    assert "例外" not in words(card)
    await joint.presses("办理进展", card)
    told = await joint.sees("还不能这样做", after=card)
    assert "先沟通后办理、六定" in words(told)

    # It talks with the deputy itself, who is not asked the four questions once more.
    assert ("contact", "open") in rows(
        house,
        "SELECT kind, duties.state FROM duties JOIN people ON people.id = person_id"
        " WHERE people.name = ?",
        JOINT,
    )
    assert len(owed(house, "opening")) == 1
    await record_visit(joint, summary="新单位看了两个点位")
    await house.settle()
    assert rows(house, "SELECT stage FROM suggestions") == [("pre_contacted",)]
    card = await open_card(joint)
    await joint.presses("办理进展", card)
    told = words(await joint.sees("还不能这样做", after=card))
    assert "六定" in told
    assert "先沟通后办理" not in told


async def test_a_plan_of_the_former_unit_is_not_on_the_list_of_the_next(house: House) -> None:
    profile(house, "[gates]\nplan_approved = true\n[plans]\nneeds_approval = true\n")
    await open_office(house, matter(), joined=EVERYBODY, besides=(JOINT,))
    officer, leader, joint = house.phone(OFFICER), house.phone(LEADER), house.phone(JOINT)
    await house.to(2026, 4, 8, 9, 30)
    await make_plan(officer)
    await leader.presses("同意", await leader.sees("请您审定第0107号"))
    await officer.sees("同意第0107号建议")
    await taken_over(house)
    card = await open_card(joint)
    await joint.presses("办理清单", card)
    assert "○ 办理方案审定" in words(await joint.sees("办理清单：已完成", after=card))


async def test_whoever_answers_for_it_gives_it_on_and_their_leader_sees_it(house: House) -> None:
    await open_office(house, matter(), joined=EVERYBODY, besides=(JOINT, OUTSIDER))
    staff = write_staff(
        house.data.parent / "more.xlsx",
        (THEIR_LEADER, "农业农村厅", "", "分管领导", ""),
        (THEIR_HEAD, "农业农村厅", "", "主要领导", ""),
    )
    await house.lianluo("import", str(staff))
    their_leader, their_head = await joins(house, THEIR_LEADER), await joins(house, THEIR_HEAD)
    joint, outsider, lead = house.phone(JOINT), house.phone(OUTSIDER), house.phone(LEAD)
    await house.to(2026, 4, 8, 9, 30)
    await taken_over(house)
    await open_card(their_leader)
    asked = await their_head.sees("现在没有责任领导，由哪位领导领办")
    await joint.presses("转交承办人", await menu(joint))
    await joint.presses(f"{OUTSIDER} 畜牧处", await joint.sees("转交给谁承办"))
    await outsider.sees(f"{JOINT}把第0107号建议")
    await lead.sees(f"现由{OUTSIDER}承办")
    await house.settle()
    assert (OUTSIDER, "open") in owed(house, "reply")
    await their_head.presses(THEIR_LEADER, asked)
    await their_leader.sees("请您领办第0107号")


async def test_days_count_from_the_move_where_the_months_do_not(house: House) -> None:
    let_units_sign(house)
    with_assignment(house, "move_restarts_months = false")
    await open_office(house, matter(), joined=EVERYBODY, besides=(JOINT,))
    joint = house.phone(JOINT)
    await house.to(2026, 4, 20, 9, 30)
    await taken_over(house)
    signing = rows(house, "SELECT due_on, state FROM duties WHERE kind = 'sign_for' ORDER BY id")
    assert [(str(day), state) for day, state in signing][-1] == ("2026-04-22", "open")
    offered = labels(await menu(joint))
    assert "签收" in offered
    await joint.presses("签收", await menu(joint))
    await joint.sees("已签收第0107号建议")
    await joint.presses("申请退办", await menu(joint))
    await joint.sees("请写明理由")


async def test_what_the_former_unit_let_lie_is_no_matter_of_the_next_unit_s_superiors(
    house: House,
) -> None:
    profile(house, CLIMBING, reports=SILENT)
    with_assignment(house, "move_restarts_months = false")
    await open_office(house, matter(), joined=EVERYBODY, besides=(JOINT,))
    await house.to(2026, 7, 9, 9, 30)
    await house.settle()
    assert (LEADER, "open") in owed(house, "overdue")
    await taken_over(house)
    assert {state for _, state in owed(house, "overdue")} == {"cancelled"}
    level = "SELECT level FROM duties WHERE kind = 'reply' AND state = 'open'"
    assert rows(house, level) == [(None,)]
    await house.to(2026, 7, 10, 9, 30)
    await house.settle()
    assert rows(house, level) == [(1,)]  # a working day after it came here
