"""When something is to happen next, and how much is still to be done now, over all tables.

For a rehearsal, which moves the clock: whatever keeps its next moment in a column counts.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, literal, or_, select, text
from sqlalchemy.orm import Session

from storage import inbox, messages, reports, schema
from storage.database import table_of
from storage.vocabulary import MessageState

# Of tables whose rows stay when they are over: what is still to come, in the words of their indexes
# (SQLite takes a partial index only for what is literally its condition).
LIVING = {
    "messages": "state IN ('queued', 'sending', 'stale')",
    "duties": "state = 'open'",
    "attachments": "state = 'pending'",
}


NAMES = ("next_at", "climbs_at")  # columns that hold a row's next moment


def _timed() -> list[tuple[Table, ColumnElement[datetime]]]:
    tables = schema.metadata.sorted_tables
    return [(table, table.c[name]) for table in tables for name in NAMES if name in table.c]


def _living(table: Table) -> list[Any]:
    return [text(LIVING[table.name])] if table.name in LIVING else []


def next_moment(session: Session, now: datetime) -> datetime | None:
    """The next moment after now that any row names."""
    moments = [
        session.scalar(select(func.min(moment)).where(moment > now, *_living(table)))
        for table, moment in _timed()
    ]
    return min((one for one in moments if one is not None), default=None)


def left_to_do(session: Session, now: datetime, moved_to: datetime) -> str:
    """A table with rows that wait to be dealt with; empty: nothing is left.

    Of duties and the like those count that were there when the clock was last moved: later ones
    are looked at by the next tick.
    """
    if _any(session, table_of(inbox.Update), text("state = 'new'")):
        return "inbox"
    mail = table_of(messages.Message)
    earlier = mail.alias("earlier")
    waits_behind = exists().where(
        earlier.c.chat_id == mail.c.chat_id,
        earlier.c.priority == mail.c.priority,
        earlier.c.id < mail.c.id,
        earlier.c.state == MessageState.QUEUED,
        earlier.c.next_at > now,
    )
    is_due = and_(mail.c.next_at <= now, ~waits_behind)
    living = mail.c.state.in_((MessageState.QUEUED, MessageState.SENDING, MessageState.STALE))
    if _any(session, mail, living, or_(is_due, mail.c.state == MessageState.SENDING)):
        return "messages"
    asked = table_of(reports.Request)
    if _any(session, asked, asked.c.done_at.is_(None)):
        return "report_requests"
    for table, moment in _timed():
        if table is mail:
            continue
        due = [moment <= moved_to, *_living(table)]
        if "created_at" in table.c:
            due.append(table.c.created_at < moved_to)
        if _any(session, table, *due):
            return table.name
    return ""


def _any(session: Session, table: Table, *where: Any) -> bool:
    return session.scalar(select(literal(1)).select_from(table).where(*where).limit(1)) is not None
