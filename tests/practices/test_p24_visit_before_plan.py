"""P24 先看现场再出方案: what is about a major project is seen before it is planned."""

from tests.flows.steps import record_visit
from tests.house import OFFICER, House
from tests.practices.gate_steps import with_gates
from tests.practices.plan_steps import make_plan, plan_page

RULES = '[plans]\nvisit_topics = ["ecology"]\n'


async def test_no_plan_before_the_place_was_seen(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await with_gates(house, "visit_before_plan", more=RULES)
    await house.to(2026, 4, 7, 9, 30)
    page = await plan_page(officer)
    await officer.presses("制定方案", page)
    stopped = await officer.sees("还不能这样做", after=page)
    assert "先看现场再出方案" in stopped["text"]
    await record_visit(officer, form="现场调研")
    await make_plan(officer)
    assert "拿出治理方案" in (await plan_page(officer))["text"]
