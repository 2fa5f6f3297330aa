"""The supervisor hears in chat of what stays broken: once a day, by day, and when it is over."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot import counts, scheduler, watch
from bot.clock import SystemClock
from bot.scheduler import Scheduler
from handlers.acts.keeping import parked
from handlers.turn import Turn
from storage import inbox, messages, outbox
from storage.database import Database, Session
from storage.people import Account, Person
from storage.vocabulary import Role
from tests.house import at
from tests.runtime.desk import Desk, a_desk, make_hole, mend_hole, texts

SUPERVISOR = "王若楠"
NOON = at(2026, 4, 8, 10, 0)
NIGHT = at(2026, 4, 8, 23, 0)
MORNING = at(2026, 4, 9, 9, 0)


class HandClock(SystemClock):
    """A clock that stands where it was put."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was put to."""
        return self.moment


@pytest_asyncio.fixture
async def desk(
    tmp_path: Path, tables: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    """A desk with a supervisor, at ten in the morning; the disk is as empty as one could wish."""
    monkeypatch.setattr(watch, "free_percent", lambda _: 80.0)
    monkeypatch.setattr(counts, "database_faults", deque())
    async with a_desk(tmp_path, tables) as opened:
        opened.clock = HandClock(NOON)
        (phone,) = await opened.opened(SUPERVISOR)
        with opened.database.write() as session:
            person = Person(key="s", role=Role.SUPERVISOR, name=SUPERVISOR, notes={})
            session.add(person)
            session.flush()
            session.add(Account(person_id=person.id, user_id=phone.id, bound_at=NOON))
        yield opened


async def looked(desk: Desk, look: watch.Watch, moment: datetime, times: int = 3) -> list[str]:
    """What the supervisor has been told after so many looks at a moment."""
    assert isinstance(desk.clock, HandClock)
    desk.clock.moment = moment
    for _ in range(times):
        await look.look()
    with desk.database.read() as session:
        rows = session.execute(text("SELECT id FROM messages WHERE purpose = 'alarm' ORDER BY id"))
        ids = [row[0] for row in rows]
    await desk.sent(ids)
    return [told for told in await texts(desk.stage.phone(SUPERVISOR)) if told[0] in "⚠✅"]


async def test_what_could_not_be_handled_is_told_and_that_it_is_over(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    look = desk.watch()
    with desk.database.write() as session:
        inbox.receive(session, [(7, 7, json.dumps({"update_id": 7}))], NOON)
        inbox.failed(session, 7, "KeyError", park_after=1)
    assert await looked(desk, look, NOON, times=2) == []
    with caplog.at_level(logging.WARNING):
        (told,) = await looked(desk, look, NOON, times=2)
    assert "有 1 条收到的消息，程序未能处理" in told
    assert "stays broken: parked" in caplog.text
    assert len(await looked(desk, look, NOON + timedelta(hours=3), times=5)) == 1
    assert len(await looked(desk, look, MORNING, times=5)) == 2, "once a day"
    with desk.database.write() as session:
        parked.drop_update(Turn(session, desk.office, MORNING), 7, "已处理")
    (*_, told) = await looked(desk, look, MORNING, times=5)
    assert told == "✅ 已恢复正常：未能处理的消息。"
    assert len(await looked(desk, look, MORNING + timedelta(days=1), times=5)) == 3


async def test_nobody_is_woken_and_what_has_passed_by_morning_is_not_told(desk: Desk) -> None:
    look = desk.watch()
    stuck = desk.queue(1, "stuck", next_at=NIGHT - timedelta(hours=1))
    assert await looked(desk, look, NIGHT, times=5) == []
    other = desk.watch()  # another process leads by now
    (told,) = await looked(desk, other, MORNING)
    assert "有消息已" in told
    with desk.database.write() as session:
        messages.get(session, stuck).next_at = MORNING + timedelta(days=9)
    assert len(await looked(desk, other, MORNING.replace(hour=23))) == 1
    (_, told) = await looked(desk, other, MORNING + timedelta(days=1))
    assert told.startswith("✅")


async def test_a_database_that_keeps_failing_is_told_when_it_works_again(desk: Desk) -> None:
    look = desk.watch()
    make_hole(desk.database, "INSERT", "NEW.purpose = 'words'")
    for _ in range(5):
        with pytest.raises(IntegrityError, match="hole"):
            await desk.writer.run(lambda: desk.queue(1, "lost", purpose="words"))
    assert await looked(desk, look, NOON) == [], "refusing a row is no fault of the database"
    mend_hole(desk.database)
    for _ in range(5):
        with pytest.raises(OperationalError):
            await desk.writer.do(broken)
    (told,) = await looked(desk, look, NOON)
    assert "数据库反复出错，最近 15 分钟内 5 次" in told


BREAKING = {
    "sqlite": "SELECT 1 FROM nowhere",
    "postgresql": "SELECT pg_terminate_backend(pg_backend_pid())",
}


def broken(session: Session) -> None:
    """Ask for something over which the database fails."""
    session.execute(text(BREAKING[session.get_bind().dialect.name]))


async def test_a_disk_that_fills_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "free_percent", lambda _: 3.7)
    (told,) = await looked(desk, desk.watch(), NOON)
    assert "只剩 3%" in told


async def test_it_is_looked_at_again_and_again_and_not_because_a_clock_was_moved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.database.write() as session:
        inbox.receive(session, [(7, 7, json.dumps({"update_id": 7}))], NOON)
        inbox.failed(session, 7, "KeyError", park_after=1)
    told = asyncio.Event()
    slow = Scheduler(
        desk.writer,
        desk.office,
        desk.clock,
        told.set,
        [],
        *desk.keepers(told.set),
    )
    slow.start()
    for _ in range(5):
        slow.hurry()
        await slow.prompt()
    await slow.stop()
    monkeypatch.setattr(scheduler, "LOOKS_EVERY", 0.02)
    quick = Scheduler(
        desk.writer,
        desk.office,
        desk.clock,
        told.set,
        [],
        *desk.keepers(told.set),
    )
    with desk.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM messages WHERE purpose = 'alarm'")) == 0
    quick.start()
    async with asyncio.timeout(20):
        while not await desk.writer.do(outbox.unsent_exists):
            told.clear()
            await told.wait()
    await quick.stop()


def test_the_free_part_of_a_disk_is_a_percentage(tmp_path: Path) -> None:
    assert 0 < watch.free_percent(tmp_path) <= 100
