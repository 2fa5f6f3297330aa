"""All rows of all tables in a form that belongs to no engine, read at one moment and written anew.

What stands in the tables decides, not the code of today: rows of an earlier shape of the tables
are written into that shape, and then follow its migrations. What is encrypted stays so.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    TableClause,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy import column as column_clause
from sqlalchemy import table as table_clause
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from storage import migrations
from storage.database import Database, Json, Moment

AT_ONCE = 1000  # rows
UNFIT = "备份中的数据不完整 rows of the backup do not fit together"
VERSIONS = "alembic_version"  # told by the revision itself


class SnapshotError(Exception):
    """Rows can't be written: one sentence."""


class Rows(NamedTuple):
    """Some rows of a table, in plain values that JSON knows."""

    table: str
    columns: list[str]
    rows: list[list[Any]]


class Snapshot:
    """Everything at one moment, while others write on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        revision = migrations.revision_of(connection)
        if revision is None:
            raise SnapshotError("数据库是空的 there is nothing in the database yet")
        self.revision = revision

    def rows(self) -> Iterator[Rows]:
        """Every row of every table, a batch at a time; of each table at least an empty batch."""
        for table in _tables(self._connection):
            columns = [column.name for column in table.columns]
            question = select(*table.columns).order_by(*_primary(self._connection, table))
            found = self._connection.execution_options(yield_per=AT_ONCE).execute(question)
            yield Rows(table.name, columns, [])
            for batch in found.partitions(AT_ONCE):
                yield Rows(table.name, columns, [[_told(value) for value in row] for row in batch])

    def files(self) -> Iterator[str]:
        """The hashes of all files that are kept."""
        stored = text("SELECT DISTINCT sha256 FROM attachments WHERE state = 'stored' ORDER BY 1")
        yield from self._connection.execution_options(yield_per=AT_ONCE).scalars(stored)


@contextmanager
def taken(database: Database) -> Iterator[Snapshot]:
    """A look at everything as it is now, for as long as it takes. Raises SnapshotError."""
    with database.read() as session:
        yield Snapshot(session.connection())


class Writing:
    """Rows on their way into an empty database, in one transaction."""

    def __init__(self, connection: Connection, revision: str) -> None:
        self._connection = connection
        migrations.upgrade_on(connection, revision)
        self._tables = {table.name: table for table in _tables(connection)}
        self.counts = dict.fromkeys(self._tables, 0)

    def clear(self) -> None:
        """Take out what the migrations have put in."""
        for table in self._tables.values():
            self._connection.execute(delete(table))

    def write(self, batch: Rows) -> None:
        """Write rows. Raises SnapshotError when they do not fit the tables."""
        table = self._tables.get(batch.table)
        if table is None or set(batch.columns) != set(table.columns.keys()):
            raise SnapshotError(f"备份中的表不认识 a table is not known: {batch.table}")
        if not batch.rows:
            return
        kinds = [(name, table.columns[name].type) for name in batch.columns]
        rows = [
            {name: _meant(one, kind) for (name, kind), one in zip(kinds, row, strict=True)}
            for row in batch.rows
        ]
        self._connection.execute(insert(table), rows)
        self.counts[batch.table] += len(rows)


@contextmanager
def written(database: Database, revision: str, at_last: Callable[[], None]) -> Iterator[Writing]:
    """Write into a database without tables; at the end everything is there, or nothing.

    `at_last` is called when everything has proved good, before it is there for good.
    Raises SnapshotError.
    """
    with database.writer.connect() as connection, connection.begin():
        writing = Writing(connection, revision)
        try:
            with _any_order(connection):
                writing.clear()
                yield writing
        except IntegrityError:
            raise SnapshotError(UNFIT) from None
        _count_on(connection)
        migrations.upgrade_on(connection)
        at_last()


def _tables(connection: Connection) -> list[TableClause]:
    look = inspect(connection)
    columns = {name: look.get_columns(name) for name in sorted(look.get_table_names())}
    return [
        table_clause(name, *(column_clause(one["name"], _kind(one["type"])) for one in found))
        for name, found in columns.items()
        if name != VERSIONS
    ]


def _kind(found: TypeEngine[Any]) -> TypeEngine[Any]:
    """Our own kinds where a value needs one, so that both engines give the same."""
    if isinstance(found, DateTime):
        return Moment()
    return Json if isinstance(found, JSON) else found


def _primary(connection: Connection, table: TableClause) -> list[Any]:
    names = inspect(connection).get_pk_constraint(table.name)["constrained_columns"]
    return [table.columns[name] for name in names]


def _told(value: Any) -> Any:
    if isinstance(value, date):  # moments too
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _meant(value: Any, kind: TypeEngine[Any]) -> Any:
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


@contextmanager
def _any_order(connection: Connection) -> Iterator[None]:
    """Let rows refer to rows that are still to come; at the end all have to be there."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield
        if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise SnapshotError(UNFIT)
        return
    references = connection.execute(
        text(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'f'"
            " AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, name, _ in references:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    yield
    for table, name, definition in references:
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those written."""
    if connection.dialect.name == "sqlite":
        return
    for table in _tables(connection):
        for column in table.columns:
            sequence = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": table.name, "column": column.name},
            )
            if sequence is not None:
                last = connection.scalar(select(func.max(column)))
                connection.execute(select(func.setval(sequence, last or 1, last is not None)))
