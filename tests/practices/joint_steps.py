"""What joint units do."""

from typing import Any

from bot.sandbox.client import Phone

PAPER = b"%PDF-1.4 opinion"
OPINION = "本厅将在年内推广尾水治理，由畜牧处负责。"


async def hand_in_opinion(
    joint: Phone, asked: dict[str, Any], *, words: str = OPINION, number: str | None = None
) -> None:
    """提交会办意见 of a prompt or a card."""
    await joint.presses("提交会办意见", asked)
    asked = await joint.sees("请写会办意见", after=asked)
    await joint.sends(words)
    asked = await joint.sees("文号是什么", after=asked)
    if number is None:
        await joint.presses("没有文号", asked)
    else:
        await joint.sends(number)
    await joint.presses("提交意见", await joint.sees("请核对会办意见", after=asked))
    await joint.sees("已送主办单位", after=asked)


async def hand_in_paper(joint: Phone) -> None:
    """The same as a document."""
    card = await joint_card(joint)
    await joint.presses("提交会办意见", card)
    await joint.sees("请写会办意见", after=card)
    await joint.uploads(("会办意见.pdf", PAPER), kind="document")
    asked = await joint.sees("文号是什么", after=card)
    await joint.presses("没有文号", asked)
    await joint.presses("提交意见", await joint.sees("请核对会办意见", after=asked))
    await joint.sees("已送主办单位", after=asked)


async def joint_card(joint: Phone, number: str = "0107") -> dict[str, Any]:
    """The card of a joint unit."""
    sent = await joint.sends(f"/s {number}")
    return await joint.sees("与代表的沟通", after=sent)
