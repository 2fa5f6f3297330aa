"""How close the sender comes to the network's limits, and what it does when it is refused."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox.client import Json, Stage
from storage import messages
from storage.database import Database
from storage.vocabulary import Direction, MessageKind, MessageState, Priority
from tests.bench import house, latency
from tests.bench.figures import Row, median, percentile
from tests.bench.running import TOKEN, Scene, working

RULES = """extends = "hunan"
[delivery]
per_second = {per_second}
per_chat_per_second = {per_chat}
per_group_per_minute = 20
[prompts]
ack_quiet_minutes = 600
"""
ENOUGH = 100_000  # a second: no limit
LONGEST_SILENCE = 90  # seconds: a group's minute is waited for


@dataclass(frozen=True, slots=True)
class Case:
    """So many messages to so many chats under limits; `allowed` a second, after the first burst."""

    what: str
    chats: int
    messages: int
    allowed: float
    burst: int
    limits: Json
    faults: list[Json] = field(default_factory=list)
    per_second: int = ENOUGH  # what the profile says
    per_chat: float = ENOUGH
    is_group: bool = False


def cases(*, is_quick: bool) -> list[Case]:
    """The limits one by one."""
    many = 300 if is_quick else 600
    slow = [{"kind": "slow", "seconds": 0.045}]
    thirty = {"overall_per_second": 30, "private_per_second": ENOUGH}
    found = [
        Case("30 a second, sliding window", 120, many, 30, 30, thirty, per_second=30),
        Case(
            "30 a second, token bucket",
            120,
            many,
            30,
            30,
            thirty | {"style": "bucket"},
            per_second=30,
        ),
        Case(
            "30 a second, sliding window, 45 ms of network a call",
            120,
            many,
            30,
            30,
            thirty,
            slow,
            per_second=30,
        ),
        Case(
            "1,000 a second (paid), sliding window",
            400,
            3_000 if is_quick else 12_000,
            1000,
            1000,
            {"overall_per_second": 1000, "private_per_second": ENOUGH},
            per_second=1000,
        ),
        Case(
            "1 a second to each of 20 chats",
            20,
            20 * (6 if is_quick else 16),
            20,
            20,
            {"overall_per_second": ENOUGH, "private_per_second": 1},
            per_chat=1,
        ),
    ]
    if not is_quick:
        group = {"overall_per_second": ENOUGH, "group_per_minute": 20}
        # Whole minutes: what is left over would wait for another one and count as a slow pace.
        found.append(Case("20 a minute to a group", 1, 60, 20 / 60, 20, group, is_group=True))
    return found


async def measure(rounds: int, *, is_quick: bool) -> list[Row]:
    """Each limit in turn, round by round; then a refusal, then a broadcast."""
    found: dict[str, list[tuple[float, int, int]]] = {}
    for _ in range(rounds):
        for case in cases(is_quick=is_quick):
            found.setdefault(case.what, []).append(await _paced(case))
    rows = [
        Row(
            f"sender, {what}",
            f"{median(share for share, _, _ in all_):.1%} of the limit, "
            f"{sum(refused for _, refused, _ in all_)} × 429 in "
            f"{sum(calls for _, _, calls in all_)} calls",
        )
        for what, all_ in found.items()
    ]
    return [*rows, await _refused(), await _broadcast(2_000 if is_quick else 100_000)]


async def _paced(case: Case) -> tuple[float, int, int]:
    """(the share of the limit that was reached, refusals, calls)."""

    async def before(stage: Stage, database: Database) -> None:
        chats = await _chats(stage, case.chats, is_group=case.is_group)
        _queue(database, [chats[number % len(chats)] for number in range(case.messages)])
        await stage.limits(enabled=True, **case.limits)
        await stage.faults(*case.faults)

    rules = RULES.format(per_second=case.per_second, per_chat=case.per_chat)
    with tempfile.TemporaryDirectory() as folder:
        async with working(Path(folder), 1, rules=rules, before=before) as scene:
            calls = await _sent(scene, case.messages)
    times = _moments(calls)
    # The first window may be filled at once: what counts is the pace after it.
    pace = (len(times) - case.burst) / (times[-1] - times[case.burst - 1])
    refused = sum(call["status"] == 429 for call in calls)
    return pace / case.allowed, refused, len(calls)


async def _chats(stage: Stage, count: int, *, is_group: bool = False) -> list[int]:
    people = await house.people(stage, count)
    chats = [one.id for one in people]
    if is_group:
        chats = [(await stage.add_group("工作群", *people, is_forum=False)).id]
    for one in people:
        await one.opens(payload="x")
    # Who they are is no part of the measurement: what they said is dropped.
    async with aiohttp.ClientSession() as session:
        url = f"{stage.url}/bot{TOKEN}/deleteWebhook"
        async with session.post(url, json={"drop_pending_updates": True}) as answer:
            answer.raise_for_status()
    return chats


def _queue(database: Database, chats: Sequence[int], purpose: str = "notice") -> None:
    now = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)
    row: dict[str, Any] = {
        "direction": Direction.OUT,
        "kind": MessageKind.TEXT,
        "state": MessageState.QUEUED,
        "priority": Priority.PROMPT,
        "purpose": purpose,
        "next_at": now,
        "at": now,
    }
    for start in range(0, len(chats), 5000):
        with database.write() as session:
            for number, chat_id in enumerate(chats[start : start + 5000]):
                messages.add(session, row | {"chat_id": chat_id, "text": f"通知第 {number} 条"})


async def _sent(scene: Scene, count: int) -> list[Json]:
    """The calls by which so many messages were sent, each with its outcome."""
    calls: list[Json] = []
    latest = time.monotonic() + LONGEST_SILENCE
    while sum(call["status"] == 200 for call in calls) < count:
        last = calls[-1]["n"] if calls else 0
        more = await scene.stage.calls("sendMessage", after=last, wait=20)
        if more:
            latest = time.monotonic() + LONGEST_SILENCE
        elif time.monotonic() > latest:
            raise RuntimeError(f"only {len(calls)} calls, {count} messages were to be sent")
        answered = list(itertools.takewhile(lambda call: call["status"] is not None, more))
        if not answered:
            await asyncio.sleep(0.01)
        calls += [call for call in answered if "通知" in call["params"]["text"]]
    return calls


def _moments(calls: list[Json]) -> list[float]:
    good = [call["real_at"] for call in calls if call["status"] == 200]
    return [datetime.fromisoformat(at).timestamp() for at in good]


async def _refused() -> Row:
    """One chat is refused for five seconds; how fast the others get theirs."""
    paces: dict[bool, float] = {}
    for is_refused in (False, True):
        chosen: list[int] = []

        async def before(
            stage: Stage, database: Database, chosen: list[int] = chosen, *, bad: bool = is_refused
        ) -> None:
            chosen += await _chats(stage, 50)
            _queue(database, chosen * 20)
            if bad:
                match = {"chat_id": chosen[0]}
                fault = {"kind": "too_many", "retry_after": 5, "count": 1, "match": match}
                await stage.faults(fault)

        with tempfile.TemporaryDirectory() as folder:
            async with working(Path(folder), 1, before=before) as scene:
                calls = await _sent(scene, 1000)
        others = _moments([call for call in calls if call["chat_id"] != chosen[0]])
        paces[is_refused] = (others[-1] - others[0]) / len(others)
    return Row(
        "one chat answers 429 for 5 s: the pace of 49 others against their pace without that",
        f"{paces[False] / paces[True]:.2f} ×",
    )


async def _broadcast(count: int) -> Row:
    """Words of deputies while so many messages wait to be sent at 1,000 a second."""

    async def before(stage: Stage, database: Database) -> None:
        chats = await _chats(stage, 1000)
        _queue(database, [chats[number % len(chats)] for number in range(count)])

    rules = RULES.format(per_second=1000, per_chat=ENOUGH)
    words = max(4, count // 1000)  # two a second, for half of the time that it takes
    with tempfile.TemporaryDirectory() as folder:
        async with working(Path(folder), 20, rules=rules, before=before) as scene:
            found = await latency.delays(scene, words, 2)
    return Row(
        f"words of deputies during a broadcast of {count:,} messages to 1,000 chats",
        f"passed on after {1000 * median(found):.0f} ms (median), "
        f"{1000 * percentile(found, 0.99):.0f} ms (99th percentile)",
    )
