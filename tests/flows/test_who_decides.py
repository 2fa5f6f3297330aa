"""Whoever was to decide, lead or handle may leave or get another post: nothing lies with them."""

from bot.sandbox.client import words
from tests.attackers.everybody import joins, write_staff
from tests.flows.steps import (
    DENIED,
    from_bot,
    labels,
    open_card,
    owed,
)
from tests.house import LEAD, LEADER, OFFICER, House
from tests.practices.gate_steps import stopped, with_gates
from tests.practices.ladder_steps import HEAD, OFFICE_HEAD, climbing_office
from tests.practices.plan_steps import make_plan, plan_page

NEXT_LEADER = "新副厅"


async def leaves(house: House, name: str, office: str, role: str) -> None:
    """The clerk imports that somebody of the lead unit is here no longer."""
    row = (name, "生态环境厅", office, role, "离任")
    gone = write_staff(house.data.parent / "gone.xlsx", row)
    await house.lianluo("import", str(gone))


async def test_a_leader_who_has_left_leads_nothing_and_the_head_names_another(
    house: House,
) -> None:
    rules = "[gates]\nsix_fixed = true\n[ladder]\nsteps = []\n"
    phones = await climbing_office(house, rules, joined=(HEAD,))
    head, officer = phones[HEAD], phones[OFFICER]
    staff = write_staff(
        house.data.parent / "more.xlsx", (NEXT_LEADER, "生态环境厅", "", "分管领导", "")
    )
    await house.lianluo("import", str(staff))
    await house.to(2026, 4, 8, 9, 30)
    await make_plan(officer)
    assert "还缺" not in words(await plan_page(officer))

    await leaves(house, LEADER, "", "分管领导")
    asked = await head.sees("现在没有责任领导，由哪位领导领办")
    page = words(await plan_page(officer))
    assert "责任领导：—" in page
    assert "还缺：责任领导" in page
    assert "六定" in words(await stopped(house, "办理进展"))
    await head.presses(NEXT_LEADER, asked)
    await head.sees(f"由{NEXT_LEADER}领办")
    assert "还缺" not in words(await plan_page(officer))


async def test_deputies_hear_who_handles_it_when_the_officer_leaves(house: House) -> None:
    phones = await climbing_office(house, "[ladder]\nsteps = []\n", joined=(OFFICE_HEAD,))
    await house.to(2026, 4, 8, 9, 30)
    await leaves(house, OFFICER, "水处", "承办人")
    await phones[OFFICE_HEAD].sees("第0107号建议《关于加快第0107号湖区治理的建议》现由您承办")
    told = await phones[LEAD].sees(f"现由{OFFICE_HEAD}承办")
    assert "第0107号" in told["text"]
    assert len(await from_bot(phones[LEAD], f"现由{OFFICE_HEAD}承办")) == 1


async def test_an_exception_goes_to_the_next_above_when_its_approver_has_another_office(
    house: House,
) -> None:
    rules = "[gates]\ncontact_before_handling = true\n[ladder]\nsteps = []\n"
    phones = await climbing_office(house, rules, joined=(OFFICE_HEAD,))
    officer, office_head, leader = phones[OFFICER], phones[OFFICE_HEAD], phones[LEADER]
    await house.to(2026, 4, 7, 9, 30)
    await officer.presses("申请例外", await stopped(house, "办理进展"))
    await officer.sees("请写明理由")
    await officer.sends("代表出国，两个月内联系不上")
    asked = await office_head.sees("申请例外")
    row = (OFFICE_HEAD, "生态环境厅", "大气处", "处室负责人", "")
    await house.lianluo("import", str(write_staff(house.data.parent / "elsewhere.xlsx", row)))
    await leader.sees("代表出国，两个月内联系不上")
    await house.settle()
    assert owed(house, "exception") == [(OFFICE_HEAD, "cancelled"), (LEADER, "open")]
    assert DENIED in (await office_head.presses_data(asked, "gate_yes:1"))["text"]

    # And where nobody is left above, it can be asked for anew.
    await leaves(house, LEADER, "", "分管领导")
    await officer.sees("例外申请已没有上级可以批复")
    assert "申请例外" in labels(await stopped(house, "办理进展"))


async def test_a_plan_is_put_to_the_leader_who_leads_now(house: House) -> None:
    rules = "[gates]\nplan_approved = true\n[plans]\nneeds_approval = true\n[ladder]\nsteps = []\n"
    phones = await climbing_office(house, rules, joined=(HEAD,))
    staff = write_staff(
        house.data.parent / "more.xlsx", (NEXT_LEADER, "生态环境厅", "", "分管领导", "")
    )
    await house.lianluo("import", str(staff))
    next_leader = await joins(house, NEXT_LEADER)
    head, leader, officer = phones[HEAD], phones[LEADER], phones[OFFICER]
    await house.to(2026, 4, 8, 9, 30)
    await make_plan(officer)
    asked = await leader.sees("请您审定第0107号")
    card = await open_card(head)
    await head.presses("指定领办", card)
    await head.presses(NEXT_LEADER, await head.sees("由哪位领导领办", after=card))
    again = await next_leader.sees("请您审定第0107号")
    assert DENIED in (await leader.presses_data(asked, "plan_yes:1"))["text"]
    await next_leader.presses("同意", again)
    await officer.sees("同意第0107号建议")


async def test_nobody_is_asked_for_an_exception_at_night(one_matter: House) -> None:
    house = one_matter
    await with_gates(house, "contact_before_handling")
    officer, leader = house.phone(OFFICER), house.phone(LEADER)
    await house.to(2026, 4, 8, 23, 30)
    await officer.presses("申请例外", await stopped(house, "办理进展"))
    await officer.sees("请写明理由")
    await officer.sends("代表出国，两个月内联系不上")
    await officer.sees("已请刘明华批复")
    await house.settle()
    assert not await from_bot(leader, "申请例外")
    await house.to(2026, 4, 9, 8, 5)
    await leader.sees("申请例外")
