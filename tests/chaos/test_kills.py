"""kill -9 at random moments of a scripted day: nothing lost, nothing misrouted, doubles marked."""

import asyncio
import os

import pytest

from tests.chaos.scripted_day import ScriptedDay
from tests.house import House

KILLS = int(os.environ.get("LIANLUO_TEST_KILLS", "100"))
SEED = int(os.environ.get("LIANLUO_TEST_SEED", "20260407"))
PARTS = 2  # so that two cores share the work


@pytest.mark.parametrize("part", range(PARTS))
async def test_a_day_of_kills_loses_nothing(small_office: House, part: int) -> None:
    house = small_office
    deputies = {deputy: number for number, deputy, _ in house.pairs}
    officer_of = {number: officer for number, _, officer in house.pairs}
    day = ScriptedDay(house, deputies, officer_of, SEED + part)
    over = asyncio.Event()
    talking = asyncio.create_task(day.talk(over))
    await day.kill(KILLS // PARTS, pause=(0.0, 0.8))
    over.set()
    await talking
    await house.wait_until_running()
    await house.settle()
    await house.settle()
    await house.stop()
    found = await day.compare()
    print(f"seed {SEED + part}: {found.line()}")
    assert found.sent > 50
    assert (found.lost, found.misrouted, found.doubled_unmarked) == ([], [], []), found.line()
    assert (found.unrecorded, found.out_of_order) == ([], []), found.line()
