"""An office with gates, and what officers do at one."""

from pathlib import Path
from typing import Any

from tests.flows.steps import open_card
from tests.house import OFFICER, House


async def with_gates(house: House, *gates: str, more: str = "") -> None:
    """The office begins anew with these gates on, and more rules."""
    await house.stop()
    lines = "\n".join(f"{gate} = true" for gate in gates)
    _add(Path(house.settings["LIANLUO_PROFILE"]), f"[gates]\n{lines}\n{more}")
    await house.start()


def _add(profile: Path, rules: str) -> None:
    profile.write_text(profile.read_text("utf-8") + rules, "utf-8")


async def stopped(house: House, button: str) -> dict[str, Any]:
    """The officer presses a button of the card and is told what is missing."""
    officer = house.phone(OFFICER)
    card = await open_card(officer)
    await officer.presses(button, card)
    return await officer.sees("还不能这样做", after=card)
