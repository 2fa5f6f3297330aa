"""How officers make a plan."""

from typing import Any

from bot.sandbox.client import Phone
from tests.flows.steps import open_card

STEPS = "4月20日 完成现场调研\n5月20日 拿出治理方案"


async def plan_page(somebody: Phone, number: str = "0107") -> dict[str, Any]:
    """办理方案 of a card."""
    card = await open_card(somebody, number)
    await somebody.presses("办理方案", card)
    return await somebody.sees("责任领导：", after=card)


async def make_plan(officer: Phone, *, steps: str = STEPS, button: str = "制定方案") -> None:
    """Task, goal, milestones, submitted."""
    page = await plan_page(officer)
    await officer.presses(button, page)
    asked = await officer.sees("办理任务是什么", after=page)
    await officer.sends("削减湖区总磷。")
    asked = await officer.sees("工作目标是什么", after=asked)
    await officer.sends("总磷年均值降到0.05以下。")
    asked = await officer.sees("有哪些时间节点", after=asked)
    await officer.sends(steps)
    await officer.presses("提交方案", await officer.sees("没有错的话，请提交", after=asked))
    await officer.sees("办理方案已记入", after=asked)
