"""`make bench`: this bot beside a bare echo bot, and the sender against the enforced limits.

Figures are ratios of medians from one run on one machine; absolute numbers say little elsewhere.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import Process
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.client import Phone, Stage
from storage.database import Database
from tests.bench import house, limits
from tests.bench.server import cpu_seconds, sandbox

ROUNDS = int(os.environ.get("LIANLUO_BENCH_ROUNDS", "3"))
TALKERS = 40
WORDS_EACH = int(os.environ.get("LIANLUO_BENCH_WORDS", "50"))
TOKEN = "1000001:SANDBOX"


@dataclass(frozen=True, slots=True)
class Speed:
    """One measurement: updates a second, and CPU milliseconds an update."""

    per_second: float
    cpu_ms: float


async def main() -> None:
    """Measure and print."""
    print(f"{TALKERS} people × {WORDS_EACH} words, {ROUNDS} rounds, each round both bots in turn")
    echoes, ours = [], []
    for number in range(1, ROUNDS + 1):
        with tempfile.TemporaryDirectory() as folder:
            echoes.append(await _echo(Path(folder)))
        with tempfile.TemporaryDirectory() as folder:
            ours.append(await _ours(Path(folder)))
        print(
            f"  round {number}: echo {echoes[-1].per_second:6.0f}/s {echoes[-1].cpu_ms:5.2f} ms; "
            f"lianluo {ours[-1].per_second:6.0f}/s {ours[-1].cpu_ms:5.2f} ms"
        )
    echo, mine = _median(echoes), _median(ours)
    print("\n| bot | updates/s | CPU per update | against bare echo |")
    print("| --- | --- | --- | --- |")
    print(f"| bare python-telegram-bot echo | {echo.per_second:.0f} | {echo.cpu_ms:.2f} ms | 1 |")
    print(
        f"| lianluo: stored, routed, relayed, delivery noted | {mine.per_second:.0f} "
        f"| {mine.cpu_ms:.2f} ms | {mine.per_second / echo.per_second:.2f} × updates/s, "
        f"{mine.cpu_ms / echo.cpu_ms:.2f} × CPU |"
    )
    print()
    with tempfile.TemporaryDirectory() as folder:
        print(await limits.measure(Path(folder)))


def _median(speeds: list[Speed]) -> Speed:
    return Speed(
        statistics.median(one.per_second for one in speeds),
        statistics.median(one.cpu_ms for one in speeds),
    )


async def _echo(folder: Path) -> Speed:
    async with sandbox(folder) as stage:
        talkers = await house.people(stage, TALKERS)
        process = await _started(stage, "-m", "tests.bench.echo", stage.url, TOKEN)
        try:
            return await _measured(stage, process, talkers)
        finally:
            process.terminate()
            await process.wait()


async def _ours(folder: Path) -> Speed:
    async with sandbox(folder) as stage:
        everyone = await house.people(stage, 2 * TALKERS)
        talkers, officers = everyone[:TALKERS], everyone[TALKERS:]
        for officer in officers:
            await officer.opens(payload="x")
        profile = house.profile(folder)
        database = Database(f"sqlite:///{folder / 'lianluo.db'}")
        house.fill(database, profile, [one.id for one in talkers], [one.id for one in officers])
        database.close()
        environment = {
            "LIANLUO_BOT_TOKEN": TOKEN,
            "LIANLUO_BOT_API_URL": stage.url,
            "LIANLUO_DATA_DIR": str(folder),
            "LIANLUO_PROFILE": str(profile),
            "LIANLUO_NOW": "2026-04-07T09:30:00+08:00",
        }
        process = await _started(stage, "-m", "bot", "run", **environment)
        try:
            return await _measured(stage, process, talkers)
        finally:
            process.terminate()
            await process.wait()


async def _started(stage: Stage, *command: str, **environment: str) -> Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env=os.environ | environment,
        cwd=Path(__file__).parents[2],
        stderr=asyncio.subprocess.DEVNULL,
    )
    await stage.calls("getUpdates", wait=30)
    return process


async def _measured(stage: Stage, process: Process, talkers: list[Phone]) -> Speed:
    """Warm up, then let everybody talk at once and wait for the last word to be passed on."""
    for talker in talkers:
        await talker.sends("热身")
    await _quiet(stage)
    seen = max((call["n"] for call in await stage.calls()), default=0)
    count = len(talkers) * WORDS_EACH
    used, began = cpu_seconds(process.pid), time.monotonic()
    for talker in talkers:
        await talker.floods(WORDS_EACH, text="这是代表说的第 {n} 段话，请承办单位研究办理。")
    done = 0
    while done < count:
        calls = await stage.calls("sendMessage", after=seen, wait=10)
        assert calls, f"only {done} of {count} were passed on"
        done += len(calls)
        seen = calls[-1]["n"]
    elapsed = time.monotonic() - began
    await _quiet(stage)
    return Speed(count / elapsed, (cpu_seconds(process.pid) - used) / count * 1000)


async def _quiet(stage: Stage) -> None:
    """Until nothing has been sent for half a second."""
    seen = -1
    while seen != (seen := len(await stage.calls("sendMessage"))):  # noqa: ASYNC110
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main())
