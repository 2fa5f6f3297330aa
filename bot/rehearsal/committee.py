"""What the committee does of its own accord in a year: 并案, 分办, 转来信, 涉密, 回头看.

What comes due is brought to supervisors like to everybody above; this is what nobody reminds them
of. Each act is begun on a day of its own, about suggestions that the dice of the year name.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from bot.rehearsal.above import Superior
from bot.rehearsal.ledger import Matter, Province
from bot.rehearsal.officer import CARD
from bot.rehearsal.person import Doing, text_of
from bot.sandbox.model import Message

MERGED_ON = date(2026, 3, 11)
SPLIT_ON = date(2026, 3, 12)
TAKEN_OUT_ON = date(2026, 3, 16)
LOOKS_BACK_ON = date(2026, 10, 12)
PART = "请牵头落实其中属于本单位职责的部分。"


@dataclass(frozen=True, slots=True)
class Chosen:
    """About which suggestions the committee does what; None where none of the province fits."""

    alike: tuple[Matter, Matter] | None  # of the same title, by different deputies
    parted: Matter | None  # of which another unit gets a part
    of_a_case: Matter | None  # which turns out to be about a concrete case
    secret: Matter | None


def chosen(province: Province, cheats: Set[str]) -> Chosen:
    """The first that fit, of honest units and of the assignment after the session, each once."""
    plain = [
        one for one in province.matters if one.unit not in cheats and one.assigned_on < MERGED_ON
    ]
    alike = next(
        (
            (first, second)
            for place, first in enumerate(plain)
            for second in plain[place + 1 :]
            if first.title == second.title and first.lead != second.lead
        ),
        None,
    )
    taken = set(alike or ())
    alone = [one for one in plain if one not in taken and not one.joint]
    names = [next(iter(alone[at : at + 1]), None) for at in range(3)]
    return Chosen(alike, *names)


async def merge(supervisor: Superior, first: Matter, second: Matter) -> None:
    """并案: both are handled together, each deputy is answered and rates alone."""
    await _begin(supervisor, first, "并案", "与哪些建议并案")
    supervisor.says(second.number)
    await _submit(supervisor)


async def split(supervisor: Superior, one: Matter, unit: str) -> None:
    """分办: another unit answers a part."""
    await _begin(supervisor, one, "分办", "应交给哪个单位")
    supervisor.says(unit)
    await supervisor.until("请写明该单位分办哪一部分")
    supervisor.says(PART)
    await _submit(supervisor)


async def take_out(supervisor: Superior, one: Matter, way: str, surely: str) -> None:
    """转来信 or 涉密: it leaves the chat, after one more question."""
    supervisor.press(surely, await _begin(supervisor, one, way, surely))
    await supervisor.until("已", "走纸质渠道")


async def look_back(supervisor: Superior, year: int) -> None:
    """/lookback: once a year, about every promise."""
    supervisor.says("/lookback")
    asked = await supervisor.until("回头看：将就", "还没有")
    if "将就" in text_of(asked):
        supervisor.press(f"开始{year}年回头看", asked)
        await supervisor.until("回头看已开始", "已问")


async def _begin(supervisor: Superior, one: Matter, move: str, asked: str) -> Message:
    """交办事项 of a card up to the first question of a move."""
    supervisor.says(f"/s {one.number}")
    card = await supervisor.until(CARD, "没有找到")
    await supervisor.press_within("交办事项", card)
    menu = await supervisor.until("交办事项，请选择", "没有您能办")
    supervisor.press(move, menu)
    return await supervisor.until(asked)


async def _submit(supervisor: Superior) -> None:
    supervisor.press("提交", await supervisor.until("没有错的话，请提交"))
    await supervisor.until("已处理")


def doing(
    supervisor: Superior, province: Province, cheats: Set[str]
) -> list[tuple[date, str, Doing]]:
    """The committee's own agenda: day, name, what is done."""
    found: list[tuple[date, str, Doing]] = []
    chosen_ = chosen(province, cheats)
    if chosen_.alike is not None:
        first, second = chosen_.alike
        found.append((MERGED_ON, "merge", lambda: merge(supervisor, first, second)))
    if chosen_.parted is not None:
        parted = chosen_.parted
        other = province.next_to(parted.unit, cheats)
        found.append((SPLIT_ON, "split", lambda: split(supervisor, parted, other)))
    if chosen_.of_a_case is not None:
        case = chosen_.of_a_case
        found.append(
            (TAKEN_OUT_ON, "letter", lambda: take_out(supervisor, case, "转来信", "是，转来信"))
        )
    if chosen_.secret is not None:
        secret = chosen_.secret
        found.append(
            (TAKEN_OUT_ON, "secret", lambda: take_out(supervisor, secret, "涉密", "是，走纸质渠道"))
        )
    found.append((LOOKS_BACK_ON, "look back", lambda: look_back(supervisor, LOOKS_BACK_ON.year)))
    return found
