"""How processes on one PostgreSQL tell each other that there is something to do.

A signal is a hint and never the only way: whoever waits for one also looks by itself now and then.
On SQLite there is one process, which rings its own bells, and the driver is not even loaded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from storage.database import Database

if TYPE_CHECKING:
    import psycopg

INBOX = "lianluo_inbox"
OUTBOX = "lianluo_outbox"
DUTIES = "lianluo_duties"  # something has come due just now
REPORTS = "lianluo_reports"  # somebody waits for figures
CHANNELS = (INBOX, OUTBOX, DUTIES, REPORTS)
_TELL = text("SELECT pg_notify(:channel, '')")


def tell(session: Session, channel: str) -> None:
    """Tell all processes, when the transaction is committed."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_TELL, {"channel": channel})


class Listener:
    """A connection of its own on which signals arrive."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._connection = connection

    def heard(self, seconds: float) -> set[str]:
        """The channels on which somebody told something within that time.

        Raises DatabaseGone when the connection is lost.
        """
        import psycopg

        try:
            first = {
                one.channel for one in self._connection.notifies(timeout=seconds, stop_after=1)
            }
        except (psycopg.Error, OSError) as error:
            raise DatabaseGone(type(error).__name__) from None
        return first


class DatabaseGone(Exception):
    """The connection to the database is lost."""


@contextmanager
def listening(database: Database) -> Iterator[Listener]:
    """Listen on all channels. Raises DatabaseGone when the database cannot be reached."""
    import psycopg

    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(f"{url}", autocommit=True, **KEEPALIVE)
    except psycopg.Error as error:
        raise DatabaseGone(type(error).__name__) from None
    with connection:
        for channel in CHANNELS:
            connection.execute(f"LISTEN {channel}")
        yield Listener(connection)


# A server that went away without a word is noticed within seconds.
KEEPALIVE: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 3000,
}
