"""What has been kept long enough goes; the record stays."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.clock import RehearsalClock
from storage import inbox, retention
from storage.database import Database
from storage.inbox import Chat, Update
from storage.people import Account, Invitation, Person, Stranger
from storage.vocabulary import InboxState, Role
from tests.books import Books
from tests.runtime.desk import Desk, fresh_database

NOW = datetime(2026, 4, 7, 1, tzinfo=UTC)


def received(database: Database, update_id: int, chat_id: int, at: datetime, state: str) -> None:
    """An update of some day, in a state."""
    with database.write() as session:
        inbox.receive(session, [(update_id, chat_id, '{"words":"x"}')], at)
        row = session.get_one(Update, update_id)
        row.state = InboxState(state)
        row.done_at = at if state in ("done", "dropped") else None


async def test_each_goes_when_its_days_are_over(desk: Desk) -> None:
    desk.clock = RehearsalClock(NOW)
    database = desk.database
    long_ago, lately = NOW - timedelta(days=200), NOW - timedelta(days=5)
    for place, state in enumerate(("done", "dropped", "parked", "new")):
        received(database, 10 + place, 500 + place, long_ago, state)
        received(database, 20 + place, 600 + place, lately, state)
    with database.write() as session:
        person = Person(key="k", role=Role.DEPUTY, name="李秀兰")
        session.add(person)
        session.flush()
        session.add(Account(person_id=person.id, user_id=600, bound_at=lately))
        for number, at in enumerate((long_ago, lately)):
            session.add(
                Invitation(
                    person_id=person.id,
                    code_hash=str(number),
                    created_at=at,
                    expires_at=at,
                    opened_by=600,
                )
            )
            session.add(Stranger(user_hash=str(number), count=1, last_at=at))
    incoming = desk.folder / "files" / "incoming"
    incoming.mkdir(parents=True)
    for name, at in (("old", long_ago), ("young", NOW)):
        _touched(incoming / name, at)

    await desk.cleaner().clean()

    books = Books(database.url.render_as_string(hide_password=False))
    raw = dict(books.ask("SELECT update_id, raw FROM inbox"))
    assert [key for key, value in sorted(raw.items()) if value == "{}"] == [10, 11]
    assert books.ask("SELECT chat_id FROM inbox WHERE raw = '{}'") == [(0,), (0,)]
    assert books.ask("SELECT user_hash FROM strangers") == [("1",)]
    assert books.ask("SELECT code_hash FROM invitations") == [("1",)]
    # Chats of whoever waits for something, and of whoever has joined.
    left = [chat_id for (chat_id,) in books.ask("SELECT chat_id FROM chats ORDER BY 1")]
    assert left == [502, 503, 600, 602, 603]
    assert [path.name for path in incoming.iterdir()] == ["young"]
    [(told,)] = books.ask("SELECT count(*) FROM events WHERE kind = 'cleaned'")
    assert told == 1


def _touched(path: Path, at: datetime) -> None:
    path.write_bytes(b"part")
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_an_update_whose_chat_was_dropped_meanwhile_gets_it_back(tables: Database) -> None:
    with tables.write() as session:
        inbox.receive(session, [(1, 7, "{}")], NOW)
        session.delete(session.get_one(Chat, 7))
    with tables.write() as session:
        assert inbox.claim(session, 10, NOW) == []
        retention.mend_chats(session)
    with tables.write() as session:
        assert [one.update_id for one in inbox.claim(session, 10, NOW)] == [1]


def test_what_is_old_is_found_by_an_index(tmp_path: Path) -> None:
    question = (
        "EXPLAIN QUERY PLAN SELECT update_id FROM inbox WHERE state IN ('done', 'dropped')"
        " AND raw <> '{}' AND done_at < '2026-01-01' ORDER BY done_at LIMIT 500"
    )
    database = fresh_database(tmp_path)
    with database.read() as session:
        assert "ix_inbox_kept" in str(session.execute(text(question)).all())
    database.close()
