"""What an office's database says, asked by the tests themselves, whatever engine keeps it."""

import json
import re
from datetime import datetime
from typing import Any

from sqlalchemy import (
    NullPool,
    TextClause,
    bindparam,
    create_engine,
    event,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from storage import chain, verification
from storage.chain import Chain
from storage.database import Database, Moment
from storage.events import Event
from storage.verification import Bent

LEFT_TO_DO = """
    SELECT (SELECT count(*) FROM inbox WHERE state = 'new')
         + (SELECT count(*) FROM messages WHERE state = 'sending')
         + (SELECT count(*) FROM messages
            WHERE state IN ('queued', 'stale') AND next_at <= ?)
         + (SELECT count(*) FROM attachments WHERE state = 'pending' AND next_at <= ?)
         + (SELECT count(*) FROM duties WHERE state = 'open' AND next_at <= ? AND created_at < ?)
         + (SELECT count(*) FROM rhythms WHERE next_at <= ?)
         + (SELECT count(*) FROM duties WHERE state = 'open' AND climbs_at <= ?)
         + (SELECT count(*) FROM echoes WHERE next_at <= ?)
         + (SELECT count(*) FROM report_requests WHERE done_at IS NULL)
         + (SELECT count(*) FROM look_backs WHERE gathered_to IS NOT NULL)
         + (SELECT count(*) FROM look_backs WHERE ended_at IS NULL AND due_on < ?)
"""
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


class Books:
    """The database at a URL; every question is a connection of its own."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = self.url.get_backend_name()
        self._engine = create_engine(url, poolclass=NullPool)
        self._is_honest = True  # nobody has changed rows behind the bot's back
        if self.engine == "sqlite":
            event.listen(self._engine, "connect", _patient)

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows; a `?` for each value."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(_asked(question, values))]

    def change(self, statement: str, *values: Any) -> None:
        """Change rows behind the bot's back."""
        self._is_honest = False
        with self._engine.begin() as connection:
            connection.execute(_asked(statement, values))

    def bent(self) -> list[Bent]:
        """The rows of the record that are not as the house wrote them."""
        if not self._is_honest or "chains" not in self.tables():
            return []
        database = Database(self.url.render_as_string(hide_password=False))
        try:
            with database.read() as session:
                return list(verification.bent(session, verification.every_chain(session)))
        finally:
            database.close()

    def forge(self, suggestion_id: int) -> None:
        """Let an event of a suggestion say something else, and all links after it follow."""
        self._is_honest = False
        database = Database(self.url.render_as_string(hide_password=False))
        with database.writer.connect() as connection, connection.begin():
            events = Event.__table__
            question = select(events).where(events.c.suggestion_id == suggestion_id)
            end = chain.START
            for place, row in enumerate(connection.execute(question.order_by(events.c.id))):
                said = row._asdict()
                if place == 1:
                    said["kind"] = "forged"
                digest = chain.content(said)
                end = chain.linked(end, digest, said["touched"])
                forged = {"kind": said["kind"], "digest": digest, "hash": end}
                connection.execute(update(events).where(events.c.id == row.id).values(forged))
            chains = Chain.__table__
            connection.execute(update(chains).where(chains.c.id == suggestion_id).values(hash=end))
        database.close()

    def left_to_do(self, now: datetime, moved_to: datetime) -> int:
        """How much is still to be done; of duties, what was due when the clock was last moved."""
        if not self.tables():
            return 0
        ((count,),) = self.ask(LEFT_TO_DO, now, now, *[moved_to] * 5, moved_to.date())
        return int(count)

    def tables(self) -> list[str]:
        """The tables there are."""
        return [name for (name,) in self.ask(TABLES[self.engine])]

    def everything(self) -> bytes:
        """All words in all rows of all tables, to be searched."""
        rows = [row for name in self.tables() for row in self.ask(f'SELECT * FROM "{name}"')]
        kept = [value for row in rows for value in row if isinstance(value, str | list | dict)]
        return "\n".join(
            one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in kept
        ).encode()


def _patient(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.cursor().execute("PRAGMA busy_timeout=30000")


def _asked(question: str, values: tuple[Any, ...]) -> TextClause:
    pieces = question.split("?")
    assert len(pieces) == len(values) + 1, question
    whole = pieces[0] + "".join(f":v{n}{piece}" for n, piece in enumerate(pieces[1:]))
    moments = [
        bindparam(f"v{n}", value, type_=Moment() if isinstance(value, datetime) else None)
        for n, value in enumerate(values)
    ]
    return text(re.sub(r":(?!v\d)", r"\\:", whole)).bindparams(*moments)
