"""How the database itself is: which it is, how big, and what its clock says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from storage.database import Session


@dataclass(frozen=True, slots=True)
class Server:
    """The database behind the rows. Sizes in bytes; None: not to be known."""

    version: str
    now: datetime | None  # by its own clock; None: it has none of its own
    size: int
    log_size: int | None  # of the write-ahead log, where it may be asked for


def server(session: Session) -> Server:
    """Look at the database a session works on."""
    if session.get_bind().dialect.name == "sqlite":
        return _sqlite(session)
    version, now, size, may_look = session.execute(
        text(
            "SELECT current_setting('server_version'), clock_timestamp(),"
            " pg_database_size(current_database()),"
            " has_function_privilege('pg_ls_waldir()', 'execute')"
        )
    ).one()
    log_size = (
        session.scalar(text("SELECT CAST(sum(size) AS bigint) FROM pg_ls_waldir()"))
        if may_look
        else None
    )
    return Server(f"PostgreSQL {version}", now, size, log_size)


def _sqlite(session: Session) -> Server:
    version = session.scalar(text("SELECT sqlite_version()"))
    size = session.scalar(
        text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    )
    return Server(f"SQLite {version}", None, int(size or 0), None)
