"""Rows that are written together: what a transaction adds to the log reaches the database at once.

A statement for many rows costs a fraction of one for each. Nobody has to think of it: whatever is
asked through the session finds the rows written, and so does what is flushed and what is committed.
Only a question that is marked as one that cannot be about them lets them wait.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.event import listens_for
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.compiler import SQLCompiler

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
        connection = session.connection()
        for name, rows in pending.items():
            statement = _insert(connection.dialect, Base.metadata.tables[name])
            connection.exec_driver_sql(statement.text, statement.values(rows))


class _Insert(NamedTuple):
    """An INSERT as the driver takes it: putting it together for each row costs more than the row.

    `columns`: in order, with what makes the driver's value of ours; `is_named`: whether the driver
    wants them by their names.
    """

    text: str
    columns: Sequence[tuple[str, Callable[[Any], Any] | None]]
    is_named: bool

    def values(self, rows: list[dict[str, Any]]) -> list[Any]:
        """What the driver is handed."""
        made: list[list[Any]] = [
            [row[name] if turned is None else turned(row[name]) for name, turned in self.columns]
            for row in rows
        ]
        if not self.is_named:
            return [tuple(values) for values in made]
        names = [name for name, _ in self.columns]
        return [dict(zip(names, values, strict=True)) for values in made]


def _insert(dialect: Dialect, table: Table) -> _Insert:
    known = _INSERTS.setdefault(dialect, {})
    if table.name not in known:
        compiled = insert(table).compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        names = compiled.positiontup or list(table.c.keys())
        columns = [
            (name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in names
        ]
        known[table.name] = _Insert(str(compiled), columns, not compiled.positional)
    return known[table.name]


_INSERTS: WeakKeyDictionary[Dialect, dict[str, _Insert]] = WeakKeyDictionary()


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
