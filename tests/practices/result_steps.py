"""How results are noted."""

from bot.sandbox.client import Phone
from tests.flows.steps import open_card


async def note_result(
    officer: Phone, kind: str, *, point: str, what: str, proof: str, change: str = ""
) -> None:
    """登记成果 of the suggestion that has been replied to."""
    card = await open_card(officer)
    await officer.presses("成果", card)
    page = await officer.sees("成果 · 第0107号", after=card)
    await officer.presses("登记成果", page)
    await officer.presses(kind, await officer.sees("属于哪一种成果", after=page))
    last = page
    for question, words in (
        ("采纳了代表的哪一条意见", point),
        ("做成了什么", what),
        ("依据是什么", proof),
    ):
        last = await officer.sees(question, after=last)
        await officer.sends(words)
    last = await officer.sees("前后数据有什么变化", after=last)
    if change:
        await officer.sends(change)
    else:
        await officer.presses("没有数据", last)
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=last))
    await officer.sees("成果已登记", after=last)
