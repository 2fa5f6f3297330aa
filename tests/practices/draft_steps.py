"""How officers answer point by point, and how drafts go about."""

from typing import Any

from bot.sandbox.client import Phone
from tests.flows.steps import PROOF, open_card

A, B, C = "A 已解决或基本解决", "B 正在解决或列入规划", "C 因条件限制待以后解决"
DRAFT = "您的建议已采纳，将制定分年度削减方案。"


async def points_page(somebody: Phone, number: str = "0107") -> dict[str, Any]:
    """逐条答复 of an officer's card."""
    card = await open_card(somebody, number)
    await somebody.presses("逐条答复", card)
    return await somebody.sees("逐条答复 ·", after=card)


async def list_points(officer: Phone, *whats: str) -> dict[str, Any]:
    """列出诉求, one a line."""
    page = await points_page(officer)
    await officer.presses("列出诉求", page)
    asked = await officer.sees("每行写一条", after=page)
    await officer.sends("\n".join(whats))
    return await officer.sees(f"1. {whats[0]}", after=asked)


async def answer_point(
    officer: Phone, page: dict[str, Any], number: int, outcome: str, words: str
) -> dict[str, Any]:
    """One point is answered; the page as it is then."""
    await officer.presses(f"答复第{number}条", page)
    asked = await officer.sees("怎样答复？", after=page)
    await officer.presses(outcome, asked)
    asked = await officer.sees("请写明做了什么", after=asked)
    await officer.sends(words)
    return await officer.sees(words, after=asked)


async def answer_anew(
    officer: Phone, page: dict[str, Any], number: int, outcome: str, words: str
) -> dict[str, Any]:
    """重答 of a point that has an answer; what is seen then."""
    await officer.presses(f"重答第{number}条", page)
    asked = await officer.sees("怎样答复？", after=page)
    await officer.presses(outcome, asked)
    asked = await officer.sees("请写明做了什么", after=asked)
    await officer.sends(words)
    return asked


async def draft_page(somebody: Phone, number: str = "0107") -> dict[str, Any]:
    """答复稿 of a card."""
    card = await open_card(somebody, number)
    await somebody.presses("答复稿", card)
    return await somebody.sees("答复稿 ·", after=card)


async def write_draft(
    officer: Phone,
    *,
    words: str = DRAFT,
    reply_class: str = A,
    why: str | None = None,
    opening: str | None = None,
    why_no_more: str | None = None,
) -> dict[str, Any]:
    """A draft, kept; its page. `opening`: what is to be published, where that is asked."""
    page = await draft_page(officer)
    await officer.presses("拟写答复稿" if "还没有答复稿" in page["text"] else "重拟答复稿", page)
    asked = await officer.sees("请发来答复稿", after=page)
    await officer.sends(words)
    asked = await officer.sees("拟定为哪一类？", after=asked)
    await officer.presses(reply_class, asked)
    if why is not None:
        asked = await officer.sees("为什么调整类别？", after=asked)
        await officer.sends(why)
    if reply_class == A:
        asked = await officer.sees("请给出办成的依据", after=asked)
        await officer.sends(PROOF)
    if opening is not None:
        asked = await officer.sees("答复拟怎样公开？", after=asked)
        await officer.presses(opening, asked)
    if why_no_more is not None:
        asked = await officer.sees("为什么不主动公开？", after=asked)
        await officer.sends(why_no_more)
    asked = await officer.sees("请核对答复稿", after=asked)
    await officer.presses("存为答复稿", asked)
    return await officer.sees("可以送审", after=asked)
