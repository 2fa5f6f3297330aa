"""P27 专题研究办理方案: a plan is approved above before work starts, or sent back with a reason."""

from tests.house import LEADER, OFFICER, House
from tests.practices.gate_steps import stopped, with_gates
from tests.practices.plan_steps import make_plan, plan_page


async def test_the_leader_sends_a_plan_back_then_approves_it(one_matter: House) -> None:
    house = one_matter
    officer, leader = house.phone(OFFICER), house.phone(LEADER)
    await with_gates(house, "plan_approved", more="[plans]\nneeds_approval = true\n")
    await house.to(2026, 4, 7, 9, 30)
    assert "办理方案经领导同意" in (await stopped(house, "办理进展"))["text"]
    await make_plan(officer)
    asked = await leader.sees("请您审定第0107号")
    await leader.presses("退回修改", asked)
    await leader.sees("请写明要改什么")
    await leader.sends("加上枯水期的节点。")
    back = await officer.sees("退回第0107号建议")
    assert "加上枯水期的节点" in back["text"]
    assert "办理方案经领导同意" in (await stopped(house, "办理进展"))["text"]

    await make_plan(officer, steps="4月28日 枯水期监测", button="修改方案")
    again = await leader.sees("请您审定第0107号", after=asked)
    assert "枯水期监测" in again["text"]
    await leader.presses("同意", again)
    await officer.sees("同意第0107号建议")
    assert "✅ 刘明华同意" in (await plan_page(officer))["text"]
