"""Ways to bend rows of a record behind the house's back, each taken back after a look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Enum,
    Float,
    Integer,
    String,
    Table,
    TableClause,
    column,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy import table as table_clause
from sqlalchemy.orm import Session

from storage import kept, ledger, verification
from storage.database import Base, Database, Moment
from storage.schema import metadata
from storage.verification import Bent

Row = dict[str, Any]
# What else has to be another in a row that is put in beside one like it.
OTHER: dict[str, Row] = {
    "accounts": {"user_id": 987, "person_id": 987},
    "consents": {"person_id": 987},
    "call_backs": {"round": 987},
    "duties": {"subject_id": 987},
    "flags": {"key": "987"},
    "joint_units": {"unit_id": 987},
    "look_back_answers": {"promise_id": 987},
    "look_backs": {"year": "1987"},
    "meeting_items": {"meeting_id": 987},
    "meeting_participants": {"person_id": 987},
    "meeting_slots": {"position": 987},
    "merges": {"ended_at": datetime(1987, 1, 1, tzinfo=UTC)},
    "people": {"key": "987"},
    "poll_asked": {"person_id": 987},
    "campaign_links": {"campaign_id": 987},
    "rating_forms": {"round": 987},
    "ratings": {"sequence": 987},
    "replies": {"round": 987},
    "result_changes": {"result_id": 987},
    "reply_audits": {"reply_id": 987},
    "second_forms": {"occasion": "987"},
    "second_ratings": {"sequence": 987},
    "signatures": {"person_id": 987},
    "staff_groups": {"chat_id": 987},
    "suggestions": {"number": "987"},
    "topics": {"chat_id": 987},
    "units": {"name": "987"},
}


def tables() -> list[Table]:
    """The tables of the record."""
    return [one for name, one in sorted(metadata.tables.items()) if kept.is_kept(name)]


def raw(of: Table) -> TableClause:
    """A table as anybody with the database sees it."""
    columns = [column(one.name, kept.plain_type(one.type)) for one in of.c]
    return table_clause(of.name, *columns)


@contextmanager
def bending(database: Database) -> Iterator[Connection]:
    """A connection whose changes are taken back; references between rows are not looked at."""
    connection = database.writer.connect()
    try:
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        else:
            connection.execute(text("SET session_replication_role = replica"))
            connection.commit()
        yield connection
    finally:
        connection.rollback()
        connection.invalidate()
        connection.close()


def found(connection: Connection, *chains: int) -> list[Bent]:
    """What a verification finds as the rows are just now; without chains, of all there are."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        return list(verification.bent(session, chains or verification.every_chain(session)))


def rows(connection: Connection, of: Table) -> list[Row]:
    """The rows of a table, the newest last."""
    question = select(*raw(of).c).order_by(*(raw(of).c[one.name] for one in of.primary_key))
    return [dict(row) for row in connection.execute(question).mappings()]


def furnish(database: Database) -> None:
    """A row in every table in which the story has left none, written as the house writes."""
    nouns = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}
    with database.write() as session:
        for of in (one for one in metadata.sorted_tables if kept.is_kept(one.name)):
            if session.scalar(select(func.count()).select_from(of)) == 0:
                wanted = [one for one in of.c if not one.nullable and one.name != "id"]
                row = {one.name: _made(session, one) for one in wanted}
                ledger.add_rows(session, nouns[of.name], [row])


def _made(session: Session, one: Column[Any]) -> Any:
    for reference in one.foreign_keys:
        return session.scalar(select(func.min(reference.column)))
    if isinstance(one.type, Enum):
        return next(iter(one.type.enum_class or ()))
    kind = kept.plain_type(one.type)
    return next(value for shape, value in WHERE_NONE.items() if isinstance(kind, shape))


def change(connection: Connection, of: Table, row: Row, name: str) -> None:
    """Another value in one column."""
    there = raw(of)
    changed = {name: another(of, name, row[name])}
    connection.execute(update(there).where(*_is(there, of, row)).values(changed))


def remove(connection: Connection, of: Table, row: Row) -> None:
    """The row is gone."""
    there = raw(of)
    connection.execute(delete(there).where(*_is(there, of, row)))


def put_in(connection: Connection, of: Table, row: Row) -> None:
    """A row like that one is there once more."""
    there = raw(of)
    new = row | OTHER.get(of.name, {})
    if "id" in of.c:
        new["id"] = (connection.scalar(select(func.max(there.c.id))) or 0) + 1
    connection.execute(insert(there), new)


def _is(there: TableClause, of: Table, row: Row) -> list[Any]:
    return [there.c[one.name] == row[one.name] for one in of.primary_key]


def another(of: Table, name: str, value: Any) -> Any:
    """A value that is not the one that stood there."""
    if value is None:
        kind = kept.plain_type(of.c[name].type)
        return next(one for shape, one in WHERE_NONE.items() if isinstance(kind, shape))
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, str):
        return value[:-1] + ("y" if value.endswith("x") else "x")
    if isinstance(value, date):  # moments too
        return value + timedelta(days=1)
    return ["bent"]


WHERE_NONE: dict[type, Any] = {
    Boolean: True,
    Integer: 7,
    Float: 28.2,
    String: "x",
    Moment: datetime(2026, 4, 7, tzinfo=UTC),
    Date: date(2026, 4, 7),
    JSON: {"bent": True},
}
