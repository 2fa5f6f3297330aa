"""What the migrations make is what the code expects, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage import inbox, messages, migrations, outbox, people, schema, suggestions
from storage.database import Database, Session
from storage.keys import Keys
from storage.migrations import DatabaseError, State
from storage.vocabulary import Direction, MessageKind, MessageState
from tests.books import Books
from tests.runtime.desk import fresh_database

KEYS = Keys([bytes(32)])


@pytest.fixture
def database(new_database: str | None, tmp_path: Path) -> Iterator[Database]:
    """A new database on each engine."""
    opened = Database(new_database or f"sqlite:///{tmp_path / 'new.db'}", KEYS)
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
        found, is_more = outbox.due(session, now, 10, busy=[2])
        assert not is_more
        rows = outbox.claim(session, [one.id for one in found], now)
        assert [row.id for row in rows] == [ids[0], ids[2]]
        assert rows[0].keyboard == [[{"text": "确认", "callback_data": "x"}]]
    with database.write() as session:
        assert outbox.recover(session) == 2
    with database.read() as session:
        assert messages.get(session, ids[0]).maybe_twice
        assert outbox.next_moment(session) == messages.get(session, ids[0]).next_at


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


PLAIN = (
    "INSERT INTO units (id, name, notes) VALUES (1, '省生态环境厅', '{}')",
    "INSERT INTO people (id, key, role, name, phone, language, notes) VALUES"
    " (1, 'deputy|李秀兰', 'deputy', '李秀兰', '+8613800000001', 'zh',"
    ' \'{"备注": "家里 0731-82345678"}\'),'
    " (2, 'staff|1|陈思远', 'officer', '陈思远', NULL, 'zh', '{}')",
    "INSERT INTO suggestions (id, congress, session_number, number, title, lead_unit_id,"
    " assigned_on, is_key, is_confidential, waives_meeting, wishes_meeting, openness, wishes,"
    " stage, round, due_on, created_at, notes) VALUES (1, '14', '4', '0107', '建议', 1,"
    " '2026-04-07', false, false, false, false, 'full', '请打 13800000001', 'assigned', 1,"
    " '2026-07-07', '2026-04-07 00:00:00', '{}')",
    "INSERT INTO messages (direction, kind, purpose, text, media, state, priority, attempts,"
    " maybe_twice, at) VALUES ('in', 'contact', 'words', '电话 13800000001',"
    ' \'{"phone_number": "447911123456", "first_name": "A"}\', \'received\', 1, 0, false,'
    " '2026-04-07 00:00:00')",
    "INSERT INTO inbox (update_id, raw, state, attempts, received_at) VALUES (7,"
    " '{\"contact\":{\"phone_number\":\"447911123456\"}}', 'done', 0, '2026-04-07 00:00:00')",
)


def test_numbers_of_an_earlier_version_are_encrypted(database: Database) -> None:
    migrations.upgrade(database, "0003")
    with database.writer.begin() as connection:
        for statement in PLAIN:
            connection.exec_driver_sql(statement)
    migrations.upgrade(database)

    if database.is_sqlite:
        database.compact()
        file = Path(str(database.url.database))
        whole = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
        assert b"13800000001" not in whole
    rows = str(Books(database.url.render_as_string(hide_password=False)).everything())
    for number in ("13800000001", "82345678", "447911123456"):
        assert number not in rows
    with database.read() as session:
        [person] = people.with_phone(session, "138 0000 0001")
        assert (person.name, person.phone) == ("李秀兰", "+8613800000001")
        assert person.notes == {"备注": "家里 0731-82345678"}
        assert suggestions.get(session, 1).wishes == "请打 13800000001"
        row = messages.get(session, 1)
        assert row.text == "电话 13800000001"
        assert row.media == {"phone_number": "447911123456", "first_name": "A"}
        assert inbox_raw(session) == '{"contact":{"phone_number":"447911123456"}}'


def test_they_are_not_migrated_without_a_key(database: Database) -> None:
    migrations.upgrade(database, "0003")
    with database.writer.begin() as connection:
        connection.exec_driver_sql(PLAIN[1])
    keyless = Database(database.url.render_as_string(hide_password=False))
    with pytest.raises(DatabaseError, match="no key is at hand"):
        migrations.upgrade(keyless)
    assert migrations.state(keyless) == State.OLD
    keyless.close()


def inbox_raw(session: Session) -> str:
    """The one update there is."""
    return session.get_one(inbox.Update, 7).raw
