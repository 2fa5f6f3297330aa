"""How close the sender comes to the network's limits, and how often it is told to slow down."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox.client import Stage
from storage import messages, migrations
from storage.database import Database
from storage.vocabulary import Direction, MessageKind, MessageState
from tests.bench import house
from tests.bench.server import sandbox

CHATS = 120
MESSAGES = 600
PER_SECOND = 30


async def measure(folder: Path) -> str:
    """Send many messages under the sandbox's sliding window of 30 a second; one line."""
    async with sandbox(folder) as stage:
        chats = await house.people(stage, CHATS)
        for chat in chats:
            await chat.opens(payload="x")
        database = Database(f"sqlite:///{folder / 'lianluo.db'}")
        _queue(database, [chat.id for chat in chats])
        database.close()
        await stage.limits(enabled=True, overall_per_second=PER_SECOND)
        environment = {
            "LIANLUO_BOT_TOKEN": "1000001:SANDBOX",
            "LIANLUO_BOT_API_URL": stage.url,
            "LIANLUO_DATA_DIR": str(folder),
            "LIANLUO_NOW": "2026-04-07T09:30:00+08:00",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            env=os.environ | environment,
            cwd=Path(__file__).parents[2],
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            return await _watched(stage)
        finally:
            process.terminate()
            await process.wait()


def _queue(database: Database, chats: list[int]) -> None:
    migrations.upgrade(database)
    now = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)
    with database.write() as session:
        for number in range(MESSAGES):
            messages.add(
                session,
                {
                    "direction": Direction.OUT,
                    "kind": MessageKind.TEXT,
                    "state": MessageState.QUEUED,
                    "chat_id": chats[number % len(chats)],
                    "text": f"第 {number} 条",
                    "next_at": now,
                    "at": now,
                },
            )


async def _watched(stage: Stage) -> str:
    calls = []
    while sum(call["status"] == 200 for call in calls) < MESSAGES:
        last = calls[-1]["n"] if calls else 0
        calls += await stage.calls("sendMessage", after=last, wait=30)
    good = [datetime.fromisoformat(call["real_at"]) for call in calls if call["status"] == 200]
    # The first window may be filled at once: what counts is the pace after it.
    steady = (good[-1] - good[PER_SECOND - 1]).total_seconds()
    rate = (MESSAGES - PER_SECOND) / steady
    refused = sum(call["status"] == 429 for call in calls)
    return (
        f"sender: {rate:.2f} messages/s of {PER_SECOND} allowed ({rate / PER_SECOND:.1%}), "
        f"{refused} × 429 in {len(calls)} calls"
    )
