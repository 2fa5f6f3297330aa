"""What the migrations make is what the code expects, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage import messages, migrations, schema
from storage.database import Database
from storage.migrations import DatabaseError, State
from storage.vocabulary import Direction, MessageKind, MessageState
from tests.runtime.desk import fresh_database


@pytest.fixture
def database(new_database: str | None, tmp_path: Path) -> Iterator[Database]:
    """A new database on each engine."""
    opened = Database(new_database or f"sqlite:///{tmp_path / 'new.db'}")
    yield opened
    opened.close()


def test_a_new_database_gets_the_tables_of_the_code(database: Database) -> None:
    assert migrations.state(database) == State.NEW
    migrations.upgrade(database)
    assert migrations.state(database) == State.CURRENT
    migrations.upgrade(database)
    with database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_rows_are_written_and_claimed_alike(database: Database) -> None:
    """The one code path of the outbox: PostgreSQL locks rows where SQLite has one writer."""
    from bot.clock import SystemClock

    migrations.upgrade(database)
    now = SystemClock().now()
    with database.write() as session:
        ids = [
            messages.add(
                session,
                {
                    "direction": Direction.OUT,
                    "state": MessageState.QUEUED,
                    "kind": MessageKind.TEXT,
                    "chat_id": chat_id,
                    "text": "您好😀",
                    "keyboard": [[{"text": "确认", "callback_data": "x"}]],
                    "next_at": now,
                    "at": now,
                },
            )
            for chat_id in (1, 2, 1)
        ]
    with database.write() as session:
        rows = messages.claim(session, now, 10, busy=[2])
        assert [row.id for row in rows] == [ids[0], ids[2]]
        assert rows[0].keyboard == [[{"text": "确认", "callback_data": "x"}]]
    with database.write() as session:
        assert messages.recover(session) == 2
    with database.read() as session:
        assert messages.get(session, ids[0]).maybe_twice
        assert messages.next_moment(session) == messages.get(session, ids[0]).next_at


def test_tables_made_by_hand_are_left_alone(tmp_path: Path) -> None:
    database = fresh_database(tmp_path)
    assert migrations.state(database) == State.FOREIGN
    database.close()


def test_a_database_of_a_later_version_is_not_touched(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'later.db'}")
    migrations.upgrade(database)
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrations.state(database) == State.AHEAD
    database.close()


def test_a_server_that_is_not_there_is_one_line_without_its_password() -> None:
    database = Database("postgresql+psycopg://clerk:secret@127.0.0.1:1/lianluo")
    with pytest.raises(DatabaseError) as told:
        migrations.state(database)
    assert "secret" not in str(told.value)
    assert "127.0.0.1" in str(told.value)
    assert "\n" not in str(told.value)
    database.close()
