"""How results are noted."""

from typing import Any

from bot.sandbox.client import Phone
from tests.flows.steps import open_card


async def result_page(somebody: Phone, number: str = "0107") -> dict[str, Any]:
    """成果 of a card."""
    card = await open_card(somebody, number)
    await somebody.presses("成果", card)
    return await somebody.sees(f"成果 · 第{number}号", after=card)


async def note_result(
    officer: Phone,
    kind: str,
    *,
    point: str,
    what: str,
    proof: str,
    document: str = "",
    amount: str = "",
    change: str = "",
) -> None:
    """登记成果 of the suggestion that has been replied to. `point` may be one that is listed."""
    page = await result_page(officer)
    await officer.presses("登记成果", page)
    await officer.presses(kind, await officer.sees("属于哪一种成果", after=page))
    last = page
    questions = [("采纳了代表的哪一条意见", point, point), ("做成了什么", what, "")]
    if "民生" not in kind:
        questions.append(("文号是什么", document, "没有文号"))
    if "政策" not in kind:
        questions.append(("金额多少", amount, "没有金额"))
    questions += [("依据是什么", proof, ""), ("前后数据有什么变化", change, "没有数据")]
    for question, words, button in questions:
        last = await officer.sees(question, after=last)
        shown = last.get("reply_markup", {}).get("inline_keyboard", [])
        if button in [key["text"] for row in shown for key in row] and words in ("", button):
            await officer.presses(button, last)
        else:
            await officer.sends(words)
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=last))
    await officer.sees("成果已登记", after=last)
