"""What is put to somebody above, to the committee or to co-signers is not forgotten by them."""

from pathlib import Path

from bot.sandbox.client import Phone
from tests.flows.small import rows
from tests.flows.steps import owed
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import move, own_card
from tests.practices.closing_steps import let_climb
from tests.practices.gate_steps import stopped, with_gates
from tests.practices.plan_steps import make_plan


async def keys_of(somebody: Phone, text: str) -> int:
    """How many buttons the first message with these words still has."""
    found = await somebody.sees(text)
    return len(found.get("reply_markup", {}).get("inline_keyboard", []))


async def test_the_committee_is_reminded_of_a_request_until_it_decides(one_matter: House) -> None:
    house = one_matter
    supervisor = house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await move(house.phone(OFFICER), "申请延期", "涉及三市，需一个枯水期的监测数据。")
    asked = await supervisor.sees("延至")
    assert owed(house, "request") == [(SUPERVISOR, "open")]
    ((due_on,),) = rows(house, "SELECT due_on FROM duties WHERE kind = 'request'")
    assert str(due_on) == "2026-04-09"
    await supervisor.sends("/duties")
    await supervisor.sees("批复退办或延期")

    await house.to(2026, 4, 9, 9, 0)
    again = await supervisor.sees("延至", after=asked)
    await supervisor.presses("同意", again)
    await house.phone(LEAD).sees("经批准延期答复")
    await house.settle()
    assert owed(house, "request") == [(SUPERVISOR, "done")]
    assert await keys_of(supervisor, "延至") == 0
    await house.to(2026, 4, 13, 9, 0)
    await house.settle()
    assert rows(house, "SELECT count(*) FROM duties WHERE kind = 'request'") == [(1,)]


async def test_what_the_former_unit_asked_for_is_decided_no_more(one_matter: House) -> None:
    house = one_matter
    await with_gates(house, "contact_before_handling")
    officer, leader, supervisor = (house.phone(who) for who in (OFFICER, LEADER, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 30)
    await officer.presses("申请例外", await stopped(house, "办理进展"))
    await officer.sees("请写明理由")
    await officer.sends("代表出国，两个月内联系不上")
    exception = await leader.sees("申请例外")
    await move(officer, "申请延期", "涉及三市，需一个枯水期的监测数据。")
    await supervisor.sees("延至")
    await move(supervisor, "改派单位", "农业农村厅", "主要内容是养殖尾水。")
    await house.phone(LEAD).sees("改由")
    await house.settle()
    assert owed(house, "exception") == [(LEADER, "cancelled")]
    assert owed(house, "request") == [(SUPERVISOR, "cancelled")]
    said = await leader.presses_data(exception, "gate_yes:1")
    assert "不在您的权限" in said["text"] or "已经用过" in said["text"]
    assert rows(house, "SELECT is_granted, decided_by_id FROM passes") == [(False, None)]


async def test_a_leader_is_reminded_of_an_exception(one_matter: House) -> None:
    house = one_matter
    await with_gates(house, "contact_before_handling")
    officer, leader = house.phone(OFFICER), house.phone(LEADER)
    await house.to(2026, 4, 7, 9, 30)
    await officer.presses("申请例外", await stopped(house, "办理进展"))
    await officer.sees("请写明理由")
    await officer.sends("代表出国，两个月内联系不上")
    asked = await leader.sees("申请例外")
    assert owed(house, "exception") == [(LEADER, "open")]
    await house.to(2026, 4, 9, 9, 0)
    await leader.sees("代表出国，两个月内联系不上", after=asked)
    await leader.presses("同意")
    await officer.sees("✅ 刘明华同意第0107号建议例外")
    await house.settle()
    assert owed(house, "exception") == [(LEADER, "done")]
    assert await keys_of(leader, "申请例外") == 0


async def test_a_plan_that_nobody_looks_at_climbs(one_matter: House) -> None:
    house = one_matter
    officer, leader = house.phone(OFFICER), house.phone(LEADER)
    await with_gates(house, "plan_approved", more="[plans]\nneeds_approval = true\n")
    await house.stop()
    let_climb(Path(house.settings["LIANLUO_PROFILE"]))
    await house.start()
    await house.to(2026, 4, 7, 9, 30)
    await make_plan(officer)
    asked = await leader.sees("请您审定第0107号")
    assert owed(house, "plan") == [(LEADER, "open")]
    ((climbs_at,),) = rows(house, "SELECT climbs_at FROM duties WHERE kind = 'plan'")
    assert climbs_at is not None
    await house.to(2026, 4, 9, 9, 0)
    await leader.sees("请您审定第0107号", after=asked)
    await leader.presses("同意")
    await officer.sees("同意第0107号建议")
    await house.settle()
    assert owed(house, "plan") == [(LEADER, "done")]


async def test_a_co_signer_is_asked_once_more_and_then_left_alone(one_matter: House) -> None:
    house = one_matter
    lead, co_signer = house.phone(LEAD), house.phone(CO_SIGNER)
    await house.to(2026, 4, 7, 9, 30)
    await lead.presses("撤回建议", await own_card(lead))
    await lead.sees("请写明理由")
    await lead.sends("情况已经变化。")
    await lead.presses("确定撤回", await lead.sees("确定撤回吗"))
    asked = await co_signer.sees("请求撤回第0107号")
    assert owed(house, "consent") == [(CO_SIGNER, "open")]
    await house.to(2026, 4, 10, 9, 30)
    again = await co_signer.sees("请求撤回第0107号", after=asked)
    await co_signer.presses("同意", again)
    await lead.sees("已撤回，不再办理")
    await house.settle()
    assert owed(house, "consent") == [(CO_SIGNER, "done")]
