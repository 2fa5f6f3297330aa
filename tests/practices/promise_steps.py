"""How promises are noted and kept."""

from typing import Any

from bot.sandbox.client import Phone
from tests.flows.steps import open_card


async def promise_page(somebody: Phone, number: str = "0107") -> dict[str, Any]:
    """承诺事项 of a card."""
    card = await open_card(somebody, number)
    await somebody.presses("承诺事项", card)
    return await somebody.sees(f"承诺事项 · 第{number}号", after=card)


async def note_promise(officer: Phone, what: str, day: str, number: str = "0107") -> None:
    """登记承诺."""
    page = await promise_page(officer, number)
    await officer.presses("登记承诺", page)
    asked = await officer.sees("承诺了什么", after=page)
    await officer.sends(what)
    asked = await officer.sees("什么时间兑现", after=asked)
    await officer.sends(day)
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    await officer.sees("承诺事项已记入", after=asked)


async def keep_promise(officer: Phone, button: str, proof: str) -> None:
    """已兑现, with its proof."""
    page = await promise_page(officer)
    await officer.presses(button, page)
    asked = await officer.sees("以什么证明已兑现", after=page)
    await officer.sends(proof)
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    await officer.sees("承诺事项已记入", after=asked)
