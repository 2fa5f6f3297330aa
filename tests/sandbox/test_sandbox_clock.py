"""The stage's clock: it runs on, is moved, and knows the working days of mainland China."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sandbox_api import Api

from bot.sandbox.client import Refused, Stage
from bot.sandbox.clock import SandboxClock


@pytest.mark.parametrize(
    ("today", "working"),
    [
        pytest.param("2026-01-03", "2026-01-04", id="make-up Sunday after New Year"),
        pytest.param("2026-02-13", "2026-02-14", id="make-up Saturday before Spring Festival"),
        pytest.param("2026-02-27", "2026-02-28", id="make-up Saturday after Spring Festival"),
        pytest.param("2026-05-08", "2026-05-09", id="make-up Saturday after Labour Day"),
        pytest.param("2026-09-19", "2026-09-20", id="make-up Sunday before National Day"),
        pytest.param("2026-09-30", "2026-10-08", id="eve of National Day"),
        pytest.param("2026-10-09", "2026-10-10", id="make-up Saturday after National Day"),
        pytest.param("2026-10-10", "2026-10-12", id="only Sunday is free then"),
        pytest.param("2026-11-20", "2026-11-23", id="a common Friday"),
        pytest.param("2026-12-31", "2027-01-04", id="over New Year"),
    ],
)
def test_the_next_working_day(today: str, working: str) -> None:
    clock = SandboxClock(datetime.fromisoformat(f"{today}T20:00"))
    clock.to_next_working_day()
    shown = clock.local()
    assert (shown.date(), shown.hour, shown.minute) == (date.fromisoformat(working), 9, 0)
    assert clock.version == 2


def test_it_runs_on_from_its_start_and_goes_back() -> None:
    start = datetime(2026, 9, 30, 1, tzinfo=UTC)
    clock = SandboxClock(start)
    assert timedelta(0) <= clock.now() - start < timedelta(minutes=1)
    clock.advance(-3600)
    assert clock.now() < start
    clock.to_real()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


async def test_messages_bear_its_time(api: Api, stage: Stage) -> None:
    deputy = stage.phone("李秀兰")
    await stage.clock_to("2026-10-01T08:30:00+08:00")
    await deputy.opens()
    sent = (await api("sendMessage", chat_id=deputy.id, text="x")).result
    moment = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
    assert 0 <= sent["date"] - moment.timestamp() < 60
    assert (await stage.advance(timedelta(days=7))).day == 8
    with pytest.raises(Refused, match="is not a moment"):
        await stage.clock_to("soon")


async def test_whoever_waits_for_the_clock_is_told(stage: Stage) -> None:
    version = (await stage.ask("GET", "clock"))["version"]
    waiting = asyncio.create_task(stage.ask("GET", "clock", version=version))
    await stage.clock_to("next_working_day")
    async with asyncio.timeout(10):
        assert (await waiting)["version"] == version + 1
