"""Words of a deputy stored, routed, relayed and noted as delivered, beside bare echo bots."""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from tests import postgres
from tests.bench.figures import Row, median
from tests.bench.running import AIOGRAM, PTB, Scene, Speed, echoing, talk, working

TALKERS = 40
NETWORK = 0.04  # seconds a call
Opening = Callable[[Path], AbstractAsyncContextManager[Scene]]


async def measure(rounds: int, *, is_quick: bool) -> list[Row]:
    """All four bots in turn, round by round; then two of them over a slow network."""
    words = 15 if is_quick else 50
    with postgres.embedded() as server:
        bots: dict[str, Opening] = {
            "ptb": lambda folder: echoing(folder, PTB, TALKERS),
            "aiogram": lambda folder: echoing(folder, AIOGRAM, TALKERS),
            "sqlite": lambda folder: working(folder, TALKERS),
            "postgresql": lambda folder: working(folder, TALKERS, url=server.create()),
        }
        fast = await _in_turn(bots, rounds, words)
    near = {"ptb": bots["ptb"], "sqlite": bots["sqlite"]}
    far = await _in_turn(near, rounds, 3 if is_quick else 8, delay=NETWORK)
    return [
        _row("SQLite", fast["sqlite"], fast["ptb"], "bare python-telegram-bot echo"),
        _row("PostgreSQL", fast["postgresql"], fast["ptb"], "bare python-telegram-bot echo"),
        _row("SQLite", fast["sqlite"], fast["aiogram"], "bare aiogram echo"),
        _row(
            f"SQLite, {NETWORK * 1000:.0f} ms of network a call",
            far["sqlite"],
            far["ptb"],
            "bare python-telegram-bot echo, one after the other",
        ),
    ]


async def _in_turn(
    bots: dict[str, Opening], rounds: int, words: int, *, delay: float = 0
) -> dict[str, Speed]:
    found: dict[str, list[Speed]] = {name: [] for name in bots}
    for _ in range(rounds):
        for name, opening in bots.items():
            with tempfile.TemporaryDirectory() as folder:
                async with _delayed(opening, Path(folder), delay) as scene:
                    found[name].append(await talk(scene, words))
    return {
        name: Speed(median(one.per_second for one in all_), median(one.cpu_ms for one in all_))
        for name, all_ in found.items()
    }


@asynccontextmanager
async def _delayed(opening: Opening, folder: Path, delay: float) -> AsyncIterator[Scene]:
    async with opening(folder) as scene:
        if delay:
            await scene.stage.faults({"kind": "slow", "seconds": delay})
        yield scene


def _row(where: str, ours: Speed, theirs: Speed, whom: str) -> Row:
    return Row(
        f"a deputy's words stored, routed, relayed, delivery noted ({where}), against {whom}",
        f"{ours.per_second / theirs.per_second:.2f} × its updates/s ({ours.per_second:.0f}/s "
        f"against {theirs.per_second:.0f}/s) at {ours.cpu_ms / theirs.cpu_ms:.2f} × its CPU "
        f"per update ({ours.cpu_ms:.2f} ms against {theirs.cpu_ms:.2f} ms)",
    )
