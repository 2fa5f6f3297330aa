"""How a database gets its tables, and how it follows when they change."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.keys import Keys

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
ONE_AT_A_TIME = 7_281_004  # names the lock under which tables are changed


class State(StrEnum):
    """How a database stands to the tables this program knows."""

    NEW = "new"
    OLD = "old"
    CURRENT = "current"
    AHEAD = "ahead"  # written by a later version of the program
    FOREIGN = "foreign"  # somebody else's tables


class DatabaseError(Exception):
    """The database cannot be used: one line, without its password."""


def reach(url: str, keys: Keys | None = None) -> Database:
    """The database at an SQLAlchemy URL. Raises DatabaseError when there can be none."""
    try:
        return Database(url, keys)
    except (SQLAlchemyError, ImportError, OSError) as error:
        cause = str(error).splitlines()[0] if isinstance(error, OSError) else type(error).__name__
        raise DatabaseError(
            f"the database URL names none that can be used ({cause}); "
            "expected sqlite:///file or postgresql+psycopg://user:password@host/name"
        ) from None


def state(database: Database) -> State:
    """How it stands. Raises DatabaseError when it cannot be reached."""
    try:
        with database.writer.connect() as connection:
            revision = revision_of(connection)
            is_empty = not inspect(connection).get_table_names()
    except SQLAlchemyError as error:
        raise DatabaseError(_told(database, error)) from None
    if revision is None:
        return State.NEW if is_empty else State.FOREIGN
    if revision == _shapes()[-1]:
        return State.CURRENT
    return State.OLD if knows(revision) else State.AHEAD


def is_current(database: Database) -> bool:
    """Whether its tables are those of this program; quick, and keeps no writer waiting."""
    with database.read() as session:
        return revision_of(session.connection()) == _shapes()[-1]


def revision_of(connection: Connection) -> str | None:
    """Which shape the tables have; None: there are none, or somebody else's."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def knows(revision: str) -> bool:
    """Whether this program can bring tables of that shape up to date."""
    return revision in _shapes()


@cache
def _shapes() -> list[str]:
    """The shapes the tables have had, the latest last: the numbers of the files in `versions`.

    Alembic knows them too, but to read it takes longer than all else at the start.
    """
    return sorted(file.name[:4] for file in (HERE / "versions").glob("[0-9]*.py"))


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the tables up to date, all or nothing. Raises DatabaseError."""
    try:
        with database.writer.connect() as connection, connection.begin():
            if not database.is_sqlite:  # processes that start together take turns
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME}
                )
            upgrade_on(connection, to)
    except SQLAlchemyError as error:
        raise DatabaseError(_told(database, error)) from None


def upgrade_on(connection: Connection, to: str = "head") -> None:
    """The same within a transaction of the caller's."""
    from alembic import command

    command.upgrade(_config(connection), to)


def make(database: Database, message: str, number: str) -> None:
    """For developers: write the next migration from what the tables have become."""
    from alembic import command

    with database.writer.connect() as connection, connection.begin():
        config = _config(connection)
        command.upgrade(config, "head")
        command.revision(config, message=message, autogenerate=True, rev_id=number)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _told(database: Database, error: SQLAlchemyError) -> str:
    cause = str(getattr(error, "orig", None) or type(error).__name__)
    where = database.url.render_as_string(hide_password=True)
    return f"{where}: {cause.strip().splitlines()[0]}"
