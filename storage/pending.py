"""Rows that are written together: what a transaction adds to the log reaches the database at once.

A statement for many rows costs a fraction of one for each. Nobody has to think of it: whatever is
asked through the session finds the rows written, and so does what is flushed and what is committed.
Only a question that is marked as one that cannot be about them lets them wait.
"""

import itertools
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.event import listens_for
from sqlalchemy.orm import ORMExecuteState, Session

from storage.database import Base, Writing, note

BESIDE = {"is_beside": True}  # execution options of a question that is about nothing pending
_FEWEST, _MOST = 4, 256  # ids taken from a sequence at a time
_TAKE = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")


def add(session: Session, table: Table, row: dict[str, Any]) -> int:
    """Put a row among those to be written; its id. All rows of a table name the same columns."""
    if not isinstance(session, Writing):
        raise TypeError("rows are written in Database.write()")
    if table.name not in session.ids:
        session.ids[table.name] = _ids(session.connection(), table)
    row["id"] = next(session.ids[table.name])
    session.pending.setdefault(table.name, []).append(row)
    note(session, table.name, [(row["id"],)])
    return int(row["id"])


def connection(session: Session) -> Connection:
    """The session's connection, for statements that load no objects; nothing is pending now."""
    session.flush()
    write(session)
    return session.connection()


def write(session: Session) -> None:
    """Write what is pending."""
    if isinstance(session, Writing) and session.pending:
        pending, session.pending = session.pending, {}
        for name, rows in pending.items():
            session.connection().execute(insert(Base.metadata.tables[name]), rows)


def _ids(connection: Connection, table: Table) -> Iterator[int]:
    if connection.dialect.name == "postgresql":
        count = _FEWEST
        while True:
            yield from sorted(connection.scalars(_TAKE, {"name": table.name, "count": count}))
            count = min(2 * count, _MOST)
    highest = connection.scalar(select(func.max(table.c.id))) or 0
    yield from itertools.count(highest + 1)  # one writer: nobody else gives out ids meanwhile


@listens_for(Writing, "before_flush")
def _flushing(session: Writing, *_: object) -> None:
    write(session)


@listens_for(Writing, "do_orm_execute")
def _executing(execution: ORMExecuteState) -> None:
    if not execution.execution_options.get("is_beside"):
        write(execution.session)
