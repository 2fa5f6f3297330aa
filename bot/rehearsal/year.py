"""A rehearsal from beginning to end: the province, the play, the checks, what is printed."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.rehearsal import checks, ledger, raw, report
from bot.rehearsal.checks import Verdict
from bot.rehearsal.house import House
from bot.rehearsal.play import Play
from bot.sandbox.cast import Actor, Cast
from handlers.rules.profiles import load_profile

BEGINS = date(2026, 1, 5)  # the first working Monday
OPENS_AT = datetime.min.time().replace(hour=8)
ENDS = date(2026, 12, 31)
# By this file a folder is known to be a rehearsal's, which the next may empty.
MARKER, MARK = "rehearsal.txt", "A rehearsal of lianluo; emptied by the next one.\n"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How large a province, under which rules, how long, by which dice, and where it is kept."""

    profile: str
    deputies: int
    suggestions: int
    units: int
    seed: int
    folder: Path
    begins: date = BEGINS
    ends: date = ENDS


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of it."""

    play: Play
    verdicts: list[Verdict]
    is_as_written: bool

    @property
    def unplayed(self) -> list[str]:
        """What nobody gave the judges to look at: of that nothing is known."""
        return [verdict.name for verdict in self.verdicts if not verdict.was_played]

    @property
    def is_right(self) -> bool:
        """Whether nothing at all was found wrong."""
        return (
            all(verdict.is_right for verdict in self.verdicts)
            and not self.play.stuck
            and self.is_as_written
        )


async def live(wanted: Wanted, tell: Callable[[str], None]) -> Lived:
    """Play the year and judge it. Raises RuntimeError when a command of the house fails, and for a
    folder that holds anything but a rehearsal.
    """
    began = time.monotonic()
    profile = load_profile(wanted.profile)
    zone = ZoneInfo(profile.timezone)
    province = ledger.found(wanted.deputies, wanted.suggestions, wanted.units, wanted.seed)
    names = [*(name for name, _ in province.deputies), *(one.name for one in province.staff)]
    empty(wanted.folder)
    house = House(wanted.folder, wanted.profile, zone, Cast(tuple(map(Actor, names))))
    await house.open(datetime.combine(wanted.begins, OPENS_AT, zone))
    try:
        play = Play(house, province, profile.calendar, wanted.seed, wanted.ends)
        play.seat()
        await play.run()
        measured = report.Measured(time.monotonic() - began, house.memory())
        is_as_written = await _verified(house, tell)
    finally:
        await house.close()
    record = raw.read(house.database, zone)
    verdicts = checks.every(record, profile, play.cheats, play.cheated_so_often)
    for line in report.lines(play, record, verdicts, measured):
        tell(line)
    return Lived(play, verdicts, is_as_written)


def empty(folder: Path) -> None:
    """Make room for a rehearsal. Raises RuntimeError for a folder that is not one's own."""
    if folder.is_symlink() or folder.is_file():
        raise RuntimeError(f"{folder} 不是普通文件夹 (no plain folder)")
    is_own = (folder / MARKER).is_file()
    if folder.exists() and not is_own and any(folder.iterdir()):
        raise RuntimeError(
            f"{folder} 里有不是排练留下的东西，没有动它；请另选一个空文件夹"
            " (holds what no rehearsal has left there; nothing was touched: name an empty folder)"
        )
    if is_own:
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(MARK, "utf-8")


async def _verified(house: House, tell: Callable[[str], None]) -> bool:
    """Whether every row still is as the house wrote it."""
    try:
        tell((await house.lianluo("verify")).strip().splitlines()[-1])
    except RuntimeError as error:
        tell(f"WRONG       the record is not as written: {error}")
        return False
    return True
