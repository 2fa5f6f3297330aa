"""Whether a PostgreSQL server is one on which the house can stand."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database, Session

OLDEST = 14
FARTHEST = timedelta(seconds=30)


def complaint(database: Database, now: datetime | None) -> str | None:
    """What is wrong with the server, in one line, or None. Without `now` no clock is compared."""
    if database.is_sqlite:
        return None
    try:
        with database.read() as session:
            return _complaint(session, now)
    except SQLAlchemyError as error:
        return f"the database does not answer ({type(error).__name__})"


def _complaint(session: Session, now: datetime | None) -> str | None:
    version = int(session.scalar(text("SHOW server_version_num")) or 0) // 10000
    encoding = session.scalar(text("SHOW server_encoding"))
    moment = session.scalar(text("SELECT clock_timestamp()"))
    if version < OLDEST:
        return f"PostgreSQL {version} is too old: {OLDEST} or newer is needed"
    if encoding != "UTF8":
        return f"the database is encoded as {encoding}: make it with ENCODING 'UTF8'"
    if now is not None and isinstance(moment, datetime) and abs(moment - now) > FARTHEST:
        seconds = round((moment - now).total_seconds())
        return (
            f"the clocks of this machine and of the database server differ by {seconds} s: "
            "set both by the same time server"
        )
    return None
