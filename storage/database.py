"""How rows are reached: one writer, many readers, the same code on SQLite and PostgreSQL.

On SQLite the driver's own transaction handling breaks SAVEPOINTs and its deferred BEGIN loses
concurrent read-then-write updates, so BEGIN is taken over here: writers begin IMMEDIATE through a
pool of one connection, readers have a pool of their own, the journal is WAL, and every commit is
on the disk before it counts (synchronous=FULL).
"""

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Engine,
    Enum,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    UpdateBase,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState
from sqlalchemy.orm import Session as Session  # noqa: PLC0414 (the type that acts pass on)
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from storage import numbers
from storage.keys import Keys
from storage.numbers import Values

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

T = TypeVar("T")
RowKey = tuple[Any, ...]
Id = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Moment(TypeDecorator[datetime]):
    """A moment in time: aware outside, UTC in storage."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment; turn an aware one into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The tables of the house."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own shape)
        datetime: Moment,
        dict[str, Any]: Values,
        list[Any]: Values,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=32,
            values_callable=lambda kinds: [kind.value for kind in kinds],
        ),
    }


def table_of(noun: type[Base]) -> Table:
    """The table of a noun, for statements of the hot path that load no objects."""
    table = noun.__table__
    assert isinstance(table, Table)
    return table


def remembered(session: Session, key: Hashable, ask: Callable[[], T]) -> T:
    """Ask once a transaction, as long as nothing has changed but that the log has grown.

    Many turns share a transaction, and most of them are words of the same few people.
    """
    answers: dict[Hashable, Any] = session.info
    if key not in answers:
        answers[key] = ask()
    found: T = answers[key]
    return found


def is_remembered(session: Session, key: Hashable) -> bool:
    """Whether an answer is known already."""
    return key in session.info


def remember(session: Session, key: Hashable, answer: object) -> None:
    """Keep an answer that came along with another, for `remembered`."""
    session.info[key] = answer


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    session.info.clear()


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info.clear()


def is_fault(error: BaseException) -> bool:
    """Whether the database itself has failed, not what was asked of it."""
    return isinstance(error, InterfaceError | InternalError | OperationalError | PoolTimeout)


def is_outage(error: BaseException) -> bool:
    """Whether the database is away or cannot write just now: the same again may succeed later.

    Narrower than a fault: a statement that can never succeed is no outage.
    """
    if isinstance(error, InterfaceError | PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_AWAY
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state is None or (state[:2] in POSTGRES_AWAY and state != CANCELED)


SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
POSTGRES_AWAY = frozenset({"08", "53", "57", "58"})  # connection, resources, shutdown, system
CANCELED = "57014"


def is_conflict(error: BaseException) -> bool:
    """Whether somebody else was faster: the same again, from the beginning, may well succeed."""
    if isinstance(error, StaleDataError):
        return True
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(error, DBAPIError) and state in CONFLICTS


CONFLICTS = frozenset({"40001", "40P01"})  # PostgreSQL: serialization failure, deadlock


def in_batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Not more at once than one question can hold."""
    left = iter(items)
    while some := list(islice(left, AT_ONCE)):
        yield some


AT_ONCE = 500


def changed(session: Session, statement: UpdateBase) -> int:
    """Carry out a change and say how many rows it touched (compare-and-set looks at this)."""
    result = session.execute(statement)
    return int(result.rowcount) if isinstance(result, CursorResult) else 0


def insert_new(session: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless one with the same key stands already; say whether it was new."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    of = table_of(table)
    statement = (sqlite_insert if sqlite else postgresql_insert)(of).on_conflict_do_nothing()
    session.flush()
    made = session.connection().execute(statement.returning(*of.primary_key), values).first()
    if made is not None:
        note(session, of.name, [tuple(made)])
    return made is not None


def insert_all_new(connection: Connection, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose key does not stand yet, in one statement execution."""
    if not rows:
        return
    sqlite = connection.dialect.name == "sqlite"
    statement = (sqlite_insert if sqlite else postgresql_insert)(table_of(table))
    connection.execute(statement.on_conflict_do_nothing(), rows)


class Writing(Session):
    """The session of a transaction that writes: what it touches is bound into the record.

    `touched`: rows of the record by table, key and the chains they were in before, if they moved.
    `happened`: events that are written at the end of the transaction.
    `now`: when what nobody says the moment of has happened.
    `pending`: rows of the log that are written together (see `pending`), and `ids` for them.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.now = now
        self.touched: dict[str, dict[RowKey, set[int]]] = {}
        self.happened: list[dict[str, Any]] = []
        self.pending: dict[str, list[dict[str, Any]]] = {}
        self.ids: dict[str, Iterator[int]] = {}


def note(session: Session, table: str, keys: Iterable[RowKey], *before: int) -> None:
    """Rows have been written; `before`: the chains they were in, should they have left them."""
    if not isinstance(session, Writing):
        raise TypeError("rows are written in Database.write()")
    rows = session.touched.setdefault(table, {})
    for key in keys:
        rows.setdefault(key, set()).update(before)


class Database:
    """One database of one committee: a writing engine and a reading engine.

    Telephone numbers in its rows are encrypted by `keys`. `now`: what time it is where only rows
    were touched, and no turn says when; the machine's clock, unless the process has another.
    """

    def __init__(self, url: str, keys: Keys | None = None) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database and self.url.database != ":memory:":
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1)
            self._reader = _sqlite_engine(url, begin="BEGIN", pool_size=4)
        else:
            self._writer = create_engine(url, pool_size=4, pool_pre_ping=True, hide_parameters=True)
            self._reader = create_engine(
                url,
                pool_size=4,
                pool_pre_ping=True,
                hide_parameters=True,
                execution_options={
                    "isolation_level": "REPEATABLE READ",
                    "postgresql_readonly": True,
                },
            )
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.keys = keys or Keys()
        for engine in (self._writer, self._reader):
            numbers.use(engine, self.keys)

    @property
    def writer(self) -> Engine:
        """The engine that writes, for migrations."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that may write: committed at the end, rolled back on any error.

        At the end what it touched is bound into the record.
        """
        from storage import chain  # which knows the tables, and they know this module

        with Writing(self._writer, self.now) as session, session.begin():
            yield session
            chain.bind(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look; nothing written through it is kept."""
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    def compact(self) -> None:
        """Leave nothing in an SQLite file of what its rows held before. Raises OperationalError."""
        if self.is_sqlite:
            with self._writer.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("VACUUM")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of all connections."""
        self._writer.dispose()
        self._reader.dispose()


def _sqlite_engine(url: str, *, begin: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 60},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=60000",
            "cache_size=-16000",
            "secure_delete=ON",  # what was replaced is gone from the file too
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
