"""kill -9 while the clock sets things going: every prompt comes once, in contact hours."""

import os
import random
from collections import Counter
from datetime import datetime
from typing import Any

from bot.sandbox.client import words
from handlers.rules.contact_hours import allowed_at
from handlers.rules.profiles import load_profile
from tests.house import STAFF, ZONE, House

KILLS = max(5, int(os.environ.get("LIANLUO_TEST_KILLS", "30")) // 5)
SEED = int(os.environ.get("LIANLUO_TEST_SEED", "20260407"))
PROFILE = load_profile("hunan")
DAYS = [f"2026-04-{day:02}" for day in range(7, 31)] + [f"2026-05-{day:02}" for day in range(1, 31)]


async def test_prompts_come_once_and_in_hours_whatever_dies(small_office: House) -> None:
    house = small_office
    await house.settle()
    before = {name: len(await house.phone(name).messages()) for name in names(house)}
    dice = random.Random(SEED)
    for day in DAYS[:: max(1, len(DAYS) // KILLS)]:
        for hour in (9, 15):
            await house.stage.clock_to(datetime.fromisoformat(f"{day}T{hour:02}:00+08:00"))
            if dice.random() < 0.6:
                await house.kill_after(dice.uniform(0.0, 0.3))
                await house.start_unwatched()
        await house.settle()
    await house.wait_until_running()
    await house.settle()
    await house.settle()
    await house.stop()
    marked = await marked_texts(house)
    seen = 0
    for name in names(house):
        shown = [
            one
            for one in (await house.phone(name).messages())[before[name] :]
            if one["outgoing_by_bot"]
        ]
        seen += len(shown)
        check_hours(name, shown)
        check_once(shown, marked)
    assert seen > 10


def names(house: House) -> list[str]:
    return [
        *dict.fromkeys(name for _, deputy, officer in house.pairs for name in (deputy, officer))
    ]


async def marked_texts(house: House) -> set[str]:
    """The beginnings of all texts that may have been delivered twice, and are marked so."""
    found: set[str] = set()
    for number, _, _ in house.pairs:
        record = await house.record(number)
        found |= {(row["text"] or "")[:40] for row in record["messages"] if row["maybe_twice"]}
    return found | await house.marked_digests()


def check_hours(name: str, shown: list[dict[str, Any]]) -> None:
    hours = PROFILE.contact_hours
    windows = hours.staff if name in STAFF else hours.deputies
    for one in shown:
        moment = datetime.fromtimestamp(one["date"], ZONE)
        assert allowed_at(moment, windows, PROFILE.calendar, ZONE), (name, moment, words(one))


def check_once(shown: list[dict[str, Any]], marked: set[str]) -> None:
    def day_of(one: dict[str, Any]) -> str:
        return f"{datetime.fromtimestamp(one['date'], ZONE):%m-%d}"

    times = Counter((day_of(one), words(one)) for one in shown)
    twice = [text for (_, text), count in times.items() if count > 1]
    assert [text for text in twice if text[:40] not in marked] == []
