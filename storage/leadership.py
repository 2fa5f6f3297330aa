"""What must exist once at a time however many processes run: who holds it, and since which epoch.

Of polling, sending and ticking each is held by a PostgreSQL advisory lock on a connection of its
own; the lock is free the moment its holder dies or loses that connection. A lock alone is not
enough (a frozen holder wakes up believing it still leads), so whoever takes over raises the
epoch, and every claim made in the name of the role holds on to the epoch it was made in.
On SQLite there is one process, which holds the data folder; only its epochs are counted.
"""

import zlib
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, String, create_engine, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.pool import NullPool

from storage.database import Base, Database, insert_new
from storage.signals import KEEPALIVE, DatabaseGone


class Part(StrEnum):
    """What exists once for a bot."""

    POLL = "poll"
    SEND = "send"
    TICK = "tick"


class Leader(Base):
    """Who holds a part. `epoch` counts take-overs; `resigned`: it was given up in good order."""

    __tablename__ = "leaders"

    part: Mapped[Part] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str] = mapped_column(String(100), default="")
    taken_at: Mapped[datetime | None]
    resigned: Mapped[bool] = mapped_column(default=True)


class Deposed(Exception):
    """Somebody else has taken over."""


def take(session: Session, part: Part, holder: str, now: datetime) -> tuple[int, bool]:
    """Begin a new epoch: (its number, whether the last holder had resigned).

    Waits for claims under way in the old epoch, so that none can follow.
    """
    insert_new(session, Leader, {"part": part, "epoch": 0, "holder": "", "resigned": True})
    row = session.scalars(select(Leader).where(Leader.part == part).with_for_update()).one()
    was_resigned = row.resigned
    row.epoch, row.holder, row.taken_at, row.resigned = row.epoch + 1, holder, now, False
    session.flush()
    return row.epoch, was_resigned


def resign(session: Session, part: Part, epoch: int) -> None:
    """Give a part up in good order: nothing of it is under way any more."""
    session.execute(
        update(Leader).where(Leader.part == part, Leader.epoch == epoch).values(resigned=True)
    )


def require(session: Session, part: Part, epoch: int) -> None:
    """Hold on to the epoch until the transaction ends. Raises Deposed when it is over."""
    current = session.connection().scalar(
        select(Leader.epoch).where(Leader.part == part).with_for_update(read=True)
    )
    if current != epoch:
        raise Deposed(part)


def leaders(session: Session) -> dict[Part, tuple[str, int]]:
    """Who holds what: part → (holder, epoch)."""
    return {row.part: (row.holder, row.epoch) for row in session.scalars(select(Leader))}


def held(session: Session) -> set[Part]:
    """Which parts somebody holds at this moment, by the server's own list of locks."""
    names = session.scalars(
        text(
            "SELECT DISTINCT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        )
    )
    found = set(names)
    return {part for part in Part if _name(part) in found}


def _name(part: Part) -> str:
    """By what the server knows the connection that holds a part."""
    return f"lianluo {part}"


class Hold:
    """An advisory lock of PostgreSQL on a connection of its own."""

    def __init__(self, database: Database, bot: str, part: Part) -> None:
        self._engine: Engine = create_engine(
            database.url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=KEEPALIVE | {"application_name": _name(part)},
        )
        self._key = {"house": _number("lianluo"), "part": _number(f"{bot}:{part}")}
        self._connection: Connection | None = None

    def try_take(self) -> bool:
        """Take it if it is free. Raises DatabaseGone when the database does not answer."""
        self.let_go()
        try:
            connection = self._engine.connect()
            try:
                connection.execute(text("SET statement_timeout = '2s'"))
                is_ours = connection.scalar(_TRY, self._key)
            except SQLAlchemyError:
                connection.invalidate()
                connection.close()
                raise
        except SQLAlchemyError as error:
            raise DatabaseGone(type(error).__name__) from None
        if not is_ours:
            connection.close()
            return False
        self._connection = connection
        return True

    def is_held(self) -> bool:
        """Whether the connection, and with it the lock, is still there."""
        if self._connection is None:
            return False
        try:
            return bool(self._connection.scalar(text("SELECT 1")))
        except SQLAlchemyError:
            return False

    def let_go(self) -> None:
        """Free it, by ending its connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except SQLAlchemyError:
                connection.invalidate()


_TRY = text("SELECT pg_try_advisory_lock(:house, :part)")


def _number(words: str) -> int:
    """A stable number of 31 bits, as advisory locks want it."""
    return zlib.crc32(words.encode()) & 0x7FFFFFFF
