"""Units that make satisfaction up (被满意), one in each way that a chat allows, and what they say.

The other ways of domain §4 need no unit: that no form is sent, that silence counts, that one is
asked once only or by whoever handles it are looked at in the record of all.
"""

from collections.abc import Iterable
from enum import StrEnum

from bot.rehearsal.ledger import Matter, Province


class Cheat(StrEnum):
    """What a unit does."""

    ASKS = "asks"  # its officers ask for a score
    PRESSES = "presses"  # 人情攻势: words between reply and rating; the deputy says so in private
    FILLS_IN = "fills_in"  # its officers press the buttons of the form
    SOON = "soon"  # deputies rate as soon as they have been spoken to
    CHANGED = "changed"  # deputies better their rating after they have been spoken to
    ALIKE = "alike"  # deputies give the words they were told to give
    NO_SPREAD = "no_spread"  # nothing but the best from everybody


# So often it has to have happened before it can be seen; once for the others.
LEAST = {Cheat.ALIKE: 2, Cheat.NO_SPREAD: 10}
SAYS = {
    Cheat.ASKS: "请您评价时给个满意，拜托了！",
    Cheat.PRESSES: "领导很看重这件事，您也知道我们的难处。",
    Cheat.SOON: "补充材料已经寄出，您收到后有事随时联系。",
    Cheat.CHANGED: "补充材料已经寄出，您收到后有事随时联系。",
}
DICTATED = "按照承办单位的意思填写，没有别的意见。"


def who_cheats(units: Iterable[str]) -> dict[str, Cheat]:
    """One unit for each way, as long as at least as many are honest."""
    found = list(units)
    return dict(zip(found[: len(found) // 2], Cheat, strict=False))


def swayed(province: Province, cheats: dict[str, Cheat]) -> dict[str, dict[str, Cheat]]:
    """Deputy → number → how its unit cheats."""
    found: dict[str, dict[str, Cheat]] = {}
    for one in _of(province.matters, cheats):
        found.setdefault(one.lead, {})[one.number] = cheats[one.unit]
    return found


def _of(matters: Iterable[Matter], cheats: dict[str, Cheat]) -> Iterable[Matter]:
    return (one for one in matters if one.unit in cheats)
