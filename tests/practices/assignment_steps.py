"""What units and the committee do about an assignment."""

from pathlib import Path
from typing import Any

from bot.sandbox.client import Phone
from tests.flows.steps import open_card
from tests.house import House


def let_units_sign(house: House) -> None:
    """Units sign for what is assigned to them; before the bot starts."""
    profile = Path(house.settings["LIANLUO_PROFILE"])
    text = profile.read_text("utf-8")
    profile.write_text(
        text.replace("sign_for_working_days = 0", "sign_for_working_days = 2"), "utf-8"
    )


def with_assignment(house: House, rule: str) -> None:
    """A further rule of [assignment]; before the bot starts."""
    path = Path(house.settings["LIANLUO_PROFILE"])
    rules = path.read_text("utf-8")
    path.write_text(rules.replace("[assignment]\n", f"[assignment]\n{rule}\n"), "utf-8")


async def menu(somebody: Phone, number: str = "0107") -> dict[str, Any]:
    """交办事项 of a card."""
    card = await open_card(somebody, number)
    await somebody.presses("交办事项", card)
    return await somebody.sees("交办事项，请选择", after=card)


async def own_card(deputy: Phone, number: str = "0107") -> dict[str, Any]:
    """A deputy's card of an own suggestion."""
    sent = await deputy.sends("/suggestions")
    own = await deputy.sees("您的建议", after=sent)
    await deputy.presses(f"{number} 关于加快第{number}号湖区治理的建议", own)
    return await deputy.sees("下一步：", after=own)


async def withdraw(deputy: Phone, reason: str = "情况已经变化。", number: str = "0107") -> None:
    """撤回建议 by a lead deputy behind whom nobody else stands."""
    card = await own_card(deputy, number)
    await deputy.presses("撤回建议", card)
    await deputy.sees("请写明理由", after=card)
    sent = await deputy.sends(reason)
    await deputy.presses("确定撤回", await deputy.sees("确定撤回吗", after=sent))
    await deputy.sees("已撤回，不再办理", after=sent)


async def take_out(supervisor: Phone, button: str, number: str = "0107") -> None:
    """涉密 or 转来信, and yes."""
    await supervisor.presses(button, await menu(supervisor, number))
    yes = {"涉密": "是，走纸质渠道", "转来信": "是，转来信"}[button]
    asked = await supervisor.sees("确定吗")
    await supervisor.presses(yes, asked)


ASKED = {
    "申请退办": ("请写明理由", "请写单位名称"),
    "申请延期": ("请写明理由",),
    "改派单位": ("请写单位名称", "请写明理由"),
    "分办": ("请写单位名称", "分办哪一部分"),
    "并案": ("请写建议编号",),
}


async def move(somebody: Phone, button: str, *said: str, number: str = "0107") -> None:
    """One of the moves, with the words that it asks for; what stands in 【】 is a button."""
    last = await menu(somebody, number)
    await somebody.presses(button, last)
    for question, words in zip(ASKED[button], said, strict=True):
        last = await somebody.sees(question, after=last)
        if words.startswith("【"):
            await somebody.presses(words.strip("【】"), last)
        else:
            last = await somebody.sends(words)
    await somebody.presses("提交", await somebody.sees("请提交", after=last))
