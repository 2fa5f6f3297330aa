"""Turns: many to a transaction, and one that fails takes back only itself."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text

from bot.receiver import Receiver
from bot.worker import Worker
from bot.writer import Writer
from storage import inbox, people, signals
from storage.database import Database
from storage.events import Event
from storage.inbox import Update
from storage.messages import Message
from storage.people import Account, Person
from storage.vocabulary import Direction, InboxState, Role
from tests.bench import house
from tests.runtime.desk import Desk, fill_disk, free_disk, make_hole, texts, until

ALICE, BOB = "李秀兰", "周建国"


@asynccontextmanager
async def working(desk: Desk, rung: list[str] | None = None) -> AsyncIterator[Worker]:
    """Receiver, worker and sender together, as in the application."""
    async with desk.sending() as sender:
        worker = desk.worker(sender.wake, (rung if rung is not None else []).append)
        receiver = Receiver(desk.line, desk.writer, desk.clock, worker.wake, poll_seconds=1)
        receiving = asyncio.create_task(receiver.run())
        at_work = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            receiving.cancel()
            worker.stop()
            await asyncio.gather(receiving, at_work, return_exceptions=True)
            await worker.finish()


def join(desk: Desk, *names: str) -> None:
    """Put people on the roster, with their accounts."""
    with desk.database.write() as session:
        for name in names:
            person = Person(key=f"deputy|{name}", role=Role.DEPUTY, name=name, notes={})
            session.add(person)
            session.flush()
            user_id = desk.stage.phone(name).id
            session.add(Account(person_id=person.id, user_id=user_id, bound_at=desk.clock.now()))


def inbox_states(desk: Desk) -> Counter[InboxState]:
    """How many updates there are in each state."""
    with desk.database.read() as session:
        return Counter(session.scalars(select(Update.state)))


def words_kept(desk: Desk) -> list[str | None]:
    """What people said, in order, as it was kept."""
    with desk.database.read() as session:
        question = select(Message.text).where(Message.direction == Direction.IN)
        return list(session.scalars(question.order_by(Message.id)))


async def test_whoever_asks_for_figures_has_them_begun_at_once(desk: Desk) -> None:
    rung: list[str] = []
    (officer,) = await desk.opened(ALICE)
    join(desk, ALICE)
    with desk.database.write() as session:
        session.execute(text("UPDATE people SET role = 'supervisor'"))
    async with working(desk, rung):
        await officer.sends("/help")
        await officer.sees("/honest")
        assert rung == []
        await officer.sends("/ledger")
        await until(lambda: bool(rung))
    assert rung == [signals.REPORTS]


async def test_a_stranger_gets_one_answer_and_leaves_no_words(desk: Desk) -> None:
    stranger = await desk.stage.add_person("路人")
    async with working(desk):
        await stranger.opens()
        await stranger.sees("")
        await stranger.sends("我的电话是13900000000")
        await _all_done(desk, 2)
    assert len(await texts(stranger)) == 1
    with desk.database.read() as session:
        assert set(session.scalars(select(Update.raw))) == {"{}"}
    assert words_kept(desk) == []


async def test_a_replayed_update_is_done_once(desk: Desk) -> None:
    await desk.opened(ALICE)
    join(desk, ALICE)
    alice = desk.stage.phone(ALICE)
    async with working(desk):
        await alice.sends("只说一次")
        await _all_done(desk, 2)
        with desk.database.read() as session:
            raw = json.loads(
                session.scalars(select(Update.raw).order_by(Update.update_id.desc())).first() or ""
            )
        await desk.stage.inject(raw)
        await alice.sends("后来的话")
        await _all_done(desk, 3)
    assert words_kept(desk) == ["只说一次", "后来的话"]


async def test_a_failing_update_is_parked_with_an_apology_and_the_others_are_done(
    desk: Desk,
) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    join(desk, ALICE, BOB)
    make_hole(desk.database, "INSERT", "NEW.text = 'poison'")
    for phone, words in ((alice, "一"), (bob, "二"), (alice, "poison"), (bob, "三"), (alice, "四")):
        await phone.sends(words)
    stranger = await desk.stage.add_person("路人")
    await stranger.sends("refused in the same batch")
    async with working(desk):
        await _all_done(desk, 8)
        parked = await alice.sees("编号")
    assert words_kept(desk) == ["一", "二", "三", "四"]
    with desk.database.read() as session:
        (row,) = inbox.parked(session)
        assert row.attempts == 3
        assert row.error == "IntegrityError"
        assert str(row.update_id) in parked["text"]
    assert len(await texts(stranger)) == 1
    assert inbox_states(desk) == {InboxState.DONE: 7, InboxState.PARKED: 1}


async def test_a_broken_database_delays_and_loses_nothing(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    join(desk, ALICE)
    with desk.database.write() as session:
        session.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    async with working(desk):
        await alice.sends("说过的话")
        last = 0
        for _ in range(3):  # asked again and again, as nothing could be kept
            asked = await desk.stage.calls("getUpdates", after=last, wait=10)
            last = asked[-1]["n"]
        assert {one["params"].get("offset") for one in await desk.stage.calls("getUpdates")} == {
            None
        }
        with desk.database.write() as session:
            session.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
        await _all_done(desk, 2)
    assert words_kept(desk) == ["说过的话"]


async def test_a_full_disk_is_no_updates_fault(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (alice,) = await desk.opened(ALICE)
    join(desk, ALICE)
    fill_disk(desk.database)
    async with working(desk):
        for number in range(5):
            await alice.sends(f"第{number}句" + "长" * 4000)
        await until(lambda: "the inbox waits" in caplog.text or "not be kept" in caplog.text)
        free_disk(desk.database)
        await _all_done(desk, 6)
    assert [str(one)[:3] for one in words_kept(desk)] == [f"第{n}句" for n in range(5)]
    assert inbox_states(desk) == {InboxState.DONE: 6}


async def test_every_press_is_answered(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    join(desk, ALICE)
    one = desk.queue(alice.id, "?", keyboard=[[{"text": "旧", "callback_data": "no such thing"}]])
    async with working(desk):
        await desk.sent([one])
        answer = await alice.presses("旧")
    assert answer["answered"]
    assert answer["text"]


async def test_a_batch_is_one_turn_after_another_by_number(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    join(desk, ALICE)
    for n in range(120):
        await alice.sends(str(n))
    async with working(desk):
        await _all_done(desk, 121)
    assert words_kept(desk) == [str(n) for n in range(120)]
    with desk.database.read() as session:
        numbers = list(session.scalars(select(Event.update_id).where(Event.update_id.is_not(None))))
        assert numbers == sorted(numbers)
        assert people.by_user(session, alice.id) is not None


async def _all_done(desk: Desk, count: int) -> None:
    """Wait until that many updates have been acted on (or parked)."""
    await until(lambda: inbox_states(desk).total() - inbox_states(desk)[InboxState.NEW] >= count)


async def test_words_of_many_deputies_cost_no_more_questions_than_those_of_a_few(
    desk: Desk, tmp_path: Path
) -> None:
    deputies, officers = list(range(1001, 1041)), list(range(2001, 2041))
    with closing(Database(f"sqlite:///{tmp_path / 'filled.db'}")) as database:
        house.fill(database, house.profile(tmp_path), deputies, officers)
        few = await _statements(desk, database, 0, deputies[:5])
        many = await _statements(desk, database, 100, deputies)
        with database.read() as session:
            question = select(Message.chat_id).where(Message.purpose == "relay")
            assert Counter(session.scalars(question)) == Counter([*officers[:5], *officers])
    assert many <= few + 5


async def _statements(desk: Desk, database: Database, first: int, deputies: list[int]) -> int:
    """How many statements the words of so many deputies take, all in one batch."""
    with database.write() as session:
        updates = [(first + n, who, _words(who, first + 1)) for n, who in enumerate(deputies)]
        inbox.receive(session, updates, desk.clock.now())
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    worker = Worker(
        desk.line, Writer(database), desk.office, desk.clock, lambda: None, lambda _: None
    )
    event.listen(database.writer, "before_cursor_execute", note)
    at_work = asyncio.create_task(worker.run())
    await until(lambda: not _left(database))
    worker.stop()
    await at_work
    event.remove(database.writer, "before_cursor_execute", note)
    return len(asked)


def _left(database: Database) -> int:
    with database.read() as session:
        question = select(func.count()).where(Update.state == InboxState.NEW)
        return session.scalar(question) or 0


def _words(user_id: int, message_id: int) -> str:
    sender = {"id": user_id, "is_bot": False, "first_name": "人"}
    chat = {"id": user_id, "type": "private", "first_name": "人"}
    message = {"message_id": message_id, "date": 0, "chat": chat, "from": sender, "text": "一段话"}
    return json.dumps({"message": message})
