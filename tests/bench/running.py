"""Bots as processes of their own, on one sandbox, so that they can be measured side by side."""

import asyncio
import os
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.client import Phone, Stage
from storage.database import Database
from tests.bench import house
from tests.bench.server import cpu_seconds, sandbox

TOKEN = "1000001:SANDBOX"
PTB, AIOGRAM = "tests.bench.echo", "tests.bench.echo_aiogram"
WORDS = "这是代表说的第 {n} 段话，请承办单位研究办理。"


@dataclass(frozen=True, slots=True)
class Speed:
    """One measurement: updates a second, and CPU milliseconds an update."""

    per_second: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A bot at work, and the people who talk to it."""

    stage: Stage
    talkers: list[Phone]
    processes: list[Process]

    def cpu(self) -> float:
        """CPU seconds that the bot has used."""
        return sum(cpu_seconds(one.pid) for one in self.processes)


async def started(stage: Stage, *command: str, **environment: str) -> Process:
    """A process that has begun to ask for news."""
    seen = max((call["n"] for call in await stage.calls()), default=0)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env=os.environ | environment,
        cwd=Path(__file__).parents[2],
        stderr=asyncio.subprocess.DEVNULL,
    )
    if not await stage.calls("getUpdates", after=seen, wait=60):
        raise RuntimeError(f"{command} did not begin to ask for news")
    return process


@asynccontextmanager
async def echoing(folder: Path, module: str, talkers: int) -> AsyncIterator[Scene]:
    """A bare echo bot."""
    async with sandbox(folder) as stage:
        people = await house.people(stage, talkers)
        process = await started(stage, "-m", module, stage.url, TOKEN)
        try:
            yield Scene(stage, people, [process])
        finally:
            await end([process])


@asynccontextmanager
async def working(
    folder: Path,
    talkers: int,
    *,
    url: str | None = None,
    processes: int = 1,
    rules: str = house.UNLIMITED,
    before: Callable[[Stage, Database], Awaitable[None]] | None = None,
) -> AsyncIterator[Scene]:
    """This bot, in one process or several on one database; `before` prepares both."""
    async with sandbox(folder) as stage:
        everyone = await house.people(stage, 2 * talkers)
        deputies, officers = everyone[:talkers], everyone[talkers:]
        for officer in officers:
            await officer.opens(payload="x")
        profile = house.profile(folder, rules)
        database = Database(url or f"sqlite:///{folder / 'lianluo.db'}")
        house.fill(database, profile, [one.id for one in deputies], [one.id for one in officers])
        if before is not None:
            await before(stage, database)
        database.close()
        environment = house.settings(stage.url, folder) | {"LIANLUO_PROFILE": str(profile)}
        if url is not None:
            environment["LIANLUO_DATABASE_URL"] = url
        running = [await started(stage, "-m", "bot", "run", **environment)]
        command = (sys.executable, "-m", "bot", "run")
        for _ in range(processes - 1):  # which wait until they may lead
            running.append(
                await asyncio.create_subprocess_exec(
                    *command,
                    env=os.environ | environment,
                    cwd=Path(__file__).parents[2],
                    stderr=asyncio.subprocess.DEVNULL,
                )
            )
        try:
            yield Scene(stage, deputies, running)
        finally:
            await end(running)


async def end(processes: Sequence[Process]) -> None:
    """End what was started."""
    for process in processes:
        if process.returncode is None:
            process.terminate()
    for process in processes:
        await process.wait()


async def talk(scene: Scene, words_each: int) -> Speed:
    """Warm up, then let everybody talk at once and wait for the last word to be answered."""
    stage = scene.stage
    for talker in scene.talkers:
        await talker.sends("热身")
    await quiet(stage)
    seen = max((call["n"] for call in await stage.calls()), default=0)
    count = len(scene.talkers) * words_each
    used, began = scene.cpu(), time.monotonic()
    for talker in scene.talkers:
        await talker.floods(words_each, text=WORDS)
    done = 0
    while done < count:
        calls = await stage.calls("sendMessage", after=seen, wait=10)
        if not calls:
            raise RuntimeError(f"only {done} of {count} were answered")
        done += len(calls)
        seen = calls[-1]["n"]
    elapsed = time.monotonic() - began
    await quiet(stage)
    return Speed(count / elapsed, (scene.cpu() - used) / count * 1000)


async def quiet(stage: Stage) -> None:
    """Until nothing has been sent for half a second."""
    seen = -1
    while seen != (seen := len(await stage.calls("sendMessage"))):  # noqa: ASYNC110
        await asyncio.sleep(0.5)
