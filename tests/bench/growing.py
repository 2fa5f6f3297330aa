"""A ledger of any size, made by the database itself: 40 messages to each suggestion."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Index, text

from storage import migrations
from storage.database import Database, Moment
from storage.schema import metadata

NOW = datetime(2026, 4, 7, 1, 30, tzinfo=UTC)
MESSAGES_EACH = 40
DUE = 100  # duties that have come due, however many there are
OFFICER_HAS = 40  # suggestions
DEPUTY_HAS = 2
UNITS = 100
FIRST_DEPUTY = 10_000_000  # ids of people: officers count from 1, deputies from here

NUMBERS = (
    "CREATE TEMPORARY TABLE n (i INTEGER PRIMARY KEY)",
    """
    INSERT INTO n (i)
    WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < :count)
    SELECT i FROM counted
    """,
)
FILL = (
    """
    INSERT INTO units (id, name, notes)
    SELECT i, '单位' || i, '{}' FROM n WHERE i <= :units
    """,
    """
    INSERT INTO people (id, key, role, name, language, unit_id, notes, version)
    SELECT i, 'o' || i, 'officer', '承办' || i, 'zh', 1 + i % :units, '{}', 1
    FROM n WHERE i <= :officers
    """,
    """
    INSERT INTO people (id, key, role, name, language, notes, version)
    SELECT :first + i, 'd' || i, 'deputy', '代表' || i, 'zh', '{}', 1 FROM n WHERE i <= :deputies
    """,
    """
    INSERT INTO accounts (id, person_id, user_id, bound_at)
    SELECT id, id, 3000000 + id, :now FROM people
    """,
    """
    INSERT INTO suggestions (id, congress, session_number, number, title, lead_unit_id, officer_id,
        assigned_on, is_key, is_confidential, waives_meeting, wishes_meeting, openness, stage,
        round, due_on, created_at, notes, version)
    SELECT i, '14', '4', CAST(i AS VARCHAR(20)), '关于第' || i || '件事的建议',
        1 + (1 + (i - 1) % :officers) % :units, 1 + (i - 1) % :officers,
        :day, false, false, false, false, 'full', 'in_progress', 1, :due, :now, '{}', 1
    FROM n
    """,
    """
    INSERT INTO signatures (suggestion_id, person_id, is_lead, position)
    SELECT i, :first + 1 + (i - 1) % :deputies, true, 0 FROM n
    """,
    """
    INSERT INTO contacts (suggestion_id, round, phase, sequence, is_planned, state, due_on)
    SELECT i, 1, 'before', 1, true, 'done', :due FROM n
    """,
    """
    INSERT INTO duties (suggestion_id, person_id, kind, round, subject_id, due_on, next_at,
        climbs_at, sent_count, state, created_at)
    SELECT i, 1 + (i - 1) % :officers, 'reply', 1, 0, :due,
        CASE WHEN i % :each = 0 THEN :past ELSE :future END, :future, 0, 'open', :now
    FROM n
    """,
    """
    INSERT INTO messages (suggestion_id, direction, kind, purpose, author_id, person_id, chat_id,
        telegram_id, text, state, priority, attempts, maybe_twice, at, delivered_at)
    SELECT n.i, CASE WHEN m.i % 2 = 0 THEN 'in' ELSE 'out' END, 'text', 'words',
        CASE WHEN m.i % 2 = 0 THEN :first + 1 + (n.i - 1) % :deputies END,
        CASE WHEN m.i % 2 = 1 THEN 1 + (n.i - 1) % :officers END,
        3000000 + :first + 1 + (n.i - 1) % :deputies, m.i,
        '这是第' || m.i || '段话，请承办单位研究办理，谢谢。',
        CASE WHEN m.i % 2 = 0 THEN 'received' ELSE 'delivered' END, 0, 0, false, :now, :now
    FROM n CROSS JOIN (SELECT i FROM n WHERE i <= :messages) AS m
    """,
    """
    INSERT INTO events (suggestion_id, kind, data, at) SELECT i, 'imported', '{}', :now FROM n
    """,
)


def fill(database: Database, count: int) -> None:
    """So many suggestions in an empty database; indexes are made when all rows are there."""
    migrations.upgrade(database)
    values = {
        "count": count,
        "units": UNITS,
        "officers": max(1, count // OFFICER_HAS),
        "deputies": max(1, count // DEPUTY_HAS),
        "first": FIRST_DEPUTY,
        "messages": MESSAGES_EACH,
        "each": max(1, count // DUE),
        "day": NOW.date(),
        "due": NOW.date() + timedelta(days=90),
        "now": NOW,
        "past": NOW - timedelta(hours=1),
        "future": NOW + timedelta(days=30),
    }
    with database.writer.connect() as connection, connection.begin():
        indexes = [one for table in metadata.sorted_tables for one in table.indexes]
        for one in indexes:
            one.drop(connection)
        for statement in (*NUMBERS, *FILL):
            _run(connection, statement, values)
        _again(connection, indexes)
    with database.writer.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _run(connection: Connection, statement: str, values: dict[str, object]) -> None:
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    clause = text(statement)
    moments = [name for name in used if isinstance(used[name], datetime)]
    if moments:
        from sqlalchemy import bindparam

        clause = clause.bindparams(*(bindparam(name, type_=Moment()) for name in moments))
    connection.execute(clause, used)


def _again(connection: Connection, indexes: list[Index]) -> None:
    for one in indexes:
        one.create(connection)
