"""What must exist once exists once: locks, epochs, and claims that hold on to theirs."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from sqlalchemy import text

from bot.clock import SystemClock
from bot.leader import Leadership, Term
from bot.writer import Fenced, Writer
from storage import inbox, leadership, schema, signals
from storage.database import Database
from storage.leadership import Deposed, Hold, Part

NOW = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"


@pytest.fixture
def shared(postgres: str) -> Iterator[Database]:
    """A PostgreSQL database with all tables."""
    database = Database(postgres)
    schema.metadata.create_all(database.writer)
    yield database
    database.close()


def cut(database: Database, part: Part) -> None:
    """End the connections on which a part is held, as a failing network would."""
    with database.writer.begin() as connection:
        connection.execute(text(CUT), {"name": f"lianluo {part}"})


def test_a_lock_has_one_holder_and_is_free_when_its_connection_dies(shared: Database) -> None:
    first, second = (Hold(shared, "7", Part.SEND) for _ in range(2))
    other_bot = Hold(shared, "8", Part.SEND)
    assert first.try_take()
    assert other_bot.try_take()
    assert not second.try_take()
    cut(shared, Part.SEND)
    assert not first.is_held()
    assert second.try_take()
    assert second.is_held()
    for hold in (first, second, other_bot):
        hold.let_go()


async def test_who_has_been_deposed_writes_nothing_more(tables: Database) -> None:
    writer = Writer(tables)
    old, _ = await writer.do(leadership.take, Part.SEND, "first", NOW)
    fenced = Fenced(writer, Part.SEND, old)
    await fenced.do(inbox.receive, [(1, 7, "{}")], NOW)
    _, was_resigned = await writer.do(leadership.take, Part.SEND, "second", NOW)
    assert not was_resigned
    with pytest.raises(Deposed):
        await fenced.do(inbox.receive, [(2, 7, "{}")], NOW)
    assert [one.update_id for one in await writer.do(inbox.claim, 10, NOW)] == [1]
    writer.close()


def test_a_new_epoch_waits_for_claims_of_the_old_one(shared: Database) -> None:
    with shared.write() as session:
        epoch, _ = leadership.take(session, Part.SEND, "first", NOW)
    taken = Event()

    def take_over() -> None:
        with shared.write() as session:
            leadership.take(session, Part.SEND, "second", NOW)
        taken.set()

    with shared.write() as session:
        leadership.require(session, Part.SEND, epoch)
        taking = Thread(target=take_over)
        taking.start()
        assert not taken.wait(0.3)
    taking.join(10)
    assert taken.is_set()


def test_a_process_that_was_frozen_is_not_sure_any_more() -> None:
    assert not Term(1, sure_for=0.0).is_sure()
    assert Term(1, sure_for=float("inf")).is_sure()


async def test_a_part_is_taken_over_when_its_holder_loses_the_connection(shared: Database) -> None:
    at_work: list[str] = []
    began: asyncio.Queue[str] = asyncio.Queue()

    def leader(name: str) -> tuple[Leadership, Writer]:
        @asynccontextmanager
        async def begin(_: Term) -> AsyncIterator[None]:
            assert at_work == []  # never two at a time
            at_work.append(name)
            began.put_nowait(name)
            yield
            at_work.remove(name)

        writer = Writer(shared)
        return Leadership(writer, SystemClock(), "7", Part.TICK, begin), writer

    async with asyncio.timeout(30):
        one, first_writer = leader("one")
        other, second_writer = leader("other")
        tasks = [asyncio.create_task(one.run())]
        assert await began.get() == "one"
        tasks.append(asyncio.create_task(other.run()))
        for _ in range(50):  # whoever is cut off tries again: sooner or later the other is faster
            cut(shared, Part.TICK)
            if await began.get() == "other":
                break
        assert at_work == ["other"]
    for leadership_ in (one, other):
        leadership_.stop()
    await asyncio.gather(*tasks)
    first_writer.close()
    second_writer.close()


def test_two_processes_never_work_on_one_chat_and_share_the_others(shared: Database) -> None:
    raw = json.dumps({})
    with shared.write() as session:
        updates = [(number, chat, raw) for number, chat in enumerate([1, 1, 2, 3, 1])]
        inbox.receive(session, updates, NOW)
    with shared.write() as first, shared.write() as second:
        mine = inbox.claim(first, 2, NOW)
        theirs = inbox.claim(second, 10, NOW)
        assert {one.chat_id for one in mine} == {1, 2}
        assert {one.chat_id for one in theirs} == {3}
        assert inbox.claim_again(second, [0, 2, 3]) == theirs
    with shared.write() as session:  # nobody marked anything done: all of it is there again
        assert [one.update_id for one in inbox.claim(session, 10, NOW)] == [0, 1, 2, 3, 4]


def test_a_flood_from_one_chat_leaves_room_for_the_others(tables: Database) -> None:
    with tables.write() as session:
        flood = [(number, 1, "{}") for number in range(1000)]
        inbox.receive(session, [*flood, (1000, 2, "{}"), (1001, 3, "{}")], NOW)
    with tables.write() as session:
        claimed = inbox.claim(session, 30, NOW)
        assert {one.chat_id for one in claimed} == {1, 2, 3}
        assert [one.update_id for one in claimed if one.chat_id == 1] == list(range(10))


def test_what_is_told_is_heard_once_it_is_committed(shared: Database) -> None:
    with signals.listening(shared) as ear:
        with shared.write() as session:
            signals.tell(session, signals.OUTBOX)
            assert ear.heard(0.05) == set()
        assert ear.heard(10) == {signals.OUTBOX}
        with shared.writer.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE query LIKE 'LISTEN%' AND datname = current_database()"
                )
            )
        with pytest.raises(signals.DatabaseGone):
            ear.heard(5)
