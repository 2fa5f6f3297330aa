"""What a ledger costs as it grows: what is due sets the cost, not what exists."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands import export_suggestion
from bot.sandbox.client import Stage
from handlers import routes, ticks
from handlers.incoming import Said, Sender
from handlers.office import Office
from handlers.rules.profiles import load_profile
from handlers.sheets.importing import import_files
from storage.database import Database, Session
from tests.bench import growing, house
from tests.bench.figures import Row, median
from tests.bench.growing import NOW
from tests.bench.running import end, started
from tests.bench.server import cpu_seconds, resident_mb, sandbox

IDLE_SECONDS = 5
IMPORTED = 200
LOOKS = 30
TAKEN_BACK = 1 << 40  # update ids of what is done only to see what it costs


async def measure(_rounds: int, *, is_quick: bool, is_largest: bool = False) -> list[Row]:
    """Each size in turn; every figure against the smallest."""
    sizes = [1_000, 10_000] if is_quick else [1_000, 10_000, 100_000]
    sizes += [1_000_000] if is_largest else []
    found = {size: await _at(size) for size in sizes}
    small = found[sizes[0]]
    shown = " · ".join(f"{size:,}" for size in sizes)
    rows = []
    for what, before in small.items():
        is_absolute = what in ABSOLUTE
        figures = [
            f"{found[size][what]:.{ABSOLUTE[what]}f}"
            if is_absolute
            else f"{found[size][what] / before:.2f} ×"
            for size in sizes
        ]
        unit = "" if is_absolute else f" (1 × = {1000 * before:.1f} ms)"
        rows.append(Row(f"{what}, with {shown} suggestions", " · ".join(figures) + unit))
    return rows


ABSOLUTE = {
    "cold start until the first question to the network, s of CPU": 2,
    "idle, % of a core": 1,
    "resident memory after that, MB": 0,
}


async def _at(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'lianluo.db'}")
        growing.fill(database, size)
        rules = load_profile(str(house.profile(folder)))
        office = Office(rules, rules.calendar, ZoneInfo(rules.timezone))
        found = _inside(database, office, folder)
        database.close()
        return found | await _outside(folder)


def _inside(database: Database, office: Office, folder: Path) -> dict[str, float]:
    """What single things cost, in CPU seconds."""

    def said(words: str) -> Callable[[Session], object]:
        sender = Sender(3_000_001, "人", "zh")
        message = Said(sender, sender.user_id, is_private=True, message_id=1, at=NOW, text=words)
        return lambda session: routes.handle(session, office, NOW, TAKEN_BACK, message)

    def due(session: Session) -> object:
        return ticks.whose(session, NOW), ticks.next_moment(session, office, NOW)

    sheet = folder / "more.csv"
    lines = ["届次,会次,建议编号,标题,领衔代表,主办单位,承办人,交办日期"]
    lines += [f"14,5,{n},新的建议{n},代表1,单位2,承办1,2026-04-07" for n in range(IMPORTED)]
    sheet.write_text("\n".join(lines), "utf-8")
    number = str(growing.OFFICER_HAS)
    return {
        "looking for what is due": _cost(database, due),
        "the card of a suggestion": _cost(database, said("/s 1")),
        "an officer's list": _cost(database, said("/my")),
        "the whole record of one suggestion": _timed(
            lambda: export_suggestion.written(database, office, NOW, number, "html"), LOOKS
        ),
        f"import of {IMPORTED} more": _timed(
            lambda: import_files(database, office, NOW, [sheet], dry_run=False), 1
        ),
    }


def _cost(database: Database, work: Callable[[Session], object]) -> float:
    """The CPU time of something that is taken back each time."""
    costs = []
    for _ in range(LOOKS):
        try:
            with database.write() as session:
                began = time.process_time()
                work(session)
                session.flush()
                costs.append(time.process_time() - began)
                raise _TakenBack
        except _TakenBack:
            pass
    return median(costs)


class _TakenBack(Exception):
    """Nothing of it is kept."""


def _timed(work: Callable[[], object], times: int) -> float:
    costs = []
    for _ in range(times):
        began = time.process_time()
        work()
        costs.append(time.process_time() - began)
    return median(costs)


async def _outside(folder: Path) -> dict[str, float]:
    """The process: how it starts, how it idles, how big it is."""
    async with sandbox(folder) as stage:
        environment = house.settings(stage.url, folder) | {
            "LIANLUO_PROFILE": str(folder / "rules.toml"),
            # As it is where it has been installed: the first start has left its bytecode behind.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        }
        await end([await started(stage, "-m", "bot", "run", **environment)])
        process = await started(stage, "-m", "bot", "run", **environment)
        try:
            start = cpu_seconds(process.pid)
            await _quiet(stage)
            before = cpu_seconds(process.pid)
            await asyncio.sleep(IDLE_SECONDS)
            idle = cpu_seconds(process.pid) - before
            resident = resident_mb(process.pid)
        finally:
            await end([process])
    return dict(zip(ABSOLUTE, (start, 100 * idle / IDLE_SECONDS, resident), strict=True))


async def _quiet(stage: Stage) -> None:
    """Until what was due has been asked."""
    seen = -1
    while seen != (seen := len(await stage.calls())):  # noqa: ASYNC110
        await asyncio.sleep(2)
