"""How a reply is published, and how somebody else looks before a suggestion is closed."""

from pathlib import Path
from typing import Any

from bot.sandbox.client import Phone
from tests.flows.steps import open_card

BAR_OF_SIX = """[stages]
bar = ["assigned", "in_progress", "reviewed", "replied", "feedback", "published"]
[publication]
decide_working_days = 5
"""


async def publication_page(somebody: Phone, number: str = "0107") -> dict[str, Any]:
    """公开 of a card."""
    card = await open_card(somebody, number)
    await somebody.presses("公开", card)
    return await somebody.sees(f"公开 · 第{number}号", after=card)


async def note_published(officer: Phone, page: dict[str, Any], day: str, url: str) -> None:
    """登记公开, to the end."""
    await officer.presses("登记公开", page)
    asked = await officer.sees("哪一天公开的", after=page)
    await officer.sends(day)
    asked = await officer.sees("在哪里可以看到", after=asked)
    await officer.sends(url)
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    await officer.sees("已公开", after=asked)


CHECKED = """[closing]
check = true
"""


async def list_to_check(somebody: Phone) -> dict[str, Any]:
    """What somebody is to look at before it is closed."""
    return await somebody.sees("请做办结复核")


def let_climb(profile: Path) -> None:
    """The ladder that comes with the house, which tests do without."""
    rules = profile.read_text("utf-8").replace("[ladder]\nsteps = []\n", "")
    profile.write_text(rules, "utf-8")
