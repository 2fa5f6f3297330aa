"""P22 节点化推进: milestones with lights; near ones are brought to mind, overdue ones stay red."""

from tests.flows.small import rows
from tests.house import OFFICER, House
from tests.practices.plan_steps import make_plan, plan_page


async def test_milestones_turn_yellow_and_red_and_remind(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await make_plan(officer)
    page = (await plan_page(officer))["text"]
    assert "🟢 2026年4月20日" in page
    await house.to(2026, 4, 17, 9, 30)
    reminded = await officer.sees("完成现场调研")
    assert "时间节点" in reminded["text"]
    assert "🟡 2026年4月20日" in (await plan_page(officer))["text"]
    await house.to(2026, 4, 21, 9, 30)
    page = await plan_page(officer)
    assert "🔴 2026年4月20日" in page["text"]
    await officer.presses("完成：完成现场调研", page)
    done = await officer.sees("✅ 2026年4月20日", after=page)
    assert "🟢 2026年5月20日" in done["text"]
    left = rows(house, "SELECT note FROM duties WHERE kind = 'milestone' AND state = 'open'")
    assert left == [("拿出治理方案",)]
