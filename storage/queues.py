"""What waits, and since when: the questions of whoever looks at the house from outside.

Each goes by an index that holds only what waits, so a look costs what is due, not what exists.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, func, or_, select, text

from storage.database import Base, Session
from storage.duties import Duty
from storage.files import Attachment
from storage.inbox import Update
from storage.messages import Message

# Written out, as the partial indexes have them: a bound value would not be seen to imply them.
NEW = text("inbox.state = 'new'")
PARKED = text("inbox.state = 'parked'")
UNSENT = text("messages.state IN ('queued', 'sending', 'stale')")
FAILED = text("messages.state = 'failed'")
OPEN = text("duties.state = 'open'")
PENDING = text("attachments.state = 'pending'")


@dataclass(frozen=True, slots=True)
class Queues:
    """How much waits, and the moment since when the oldest of it does (None: nothing waits)."""

    inbox_new: int
    inbox_oldest_at: datetime | None
    inbox_parked: int
    outbox: dict[tuple[str, str], int]  # (purpose, state) → messages
    outbox_oldest_at: datetime | None  # of what might have left by now
    outbox_tried_at: datetime | None  # of what was tried and has not left
    messages_failed: int
    prompts_oldest_at: datetime | None
    attachments_pending: int

    @property
    def is_sending(self) -> bool:
        """Whether anything is on its way out."""
        return any(state == "sending" for _, state in self.outbox)


def look(session: Session, now: datetime) -> Queues:
    """Everything that waits at a moment."""
    new, new_since = session.execute(
        select(func.count(), func.min(Update.received_at)).where(NEW)
    ).one()
    outbox = session.execute(
        select(Message.purpose, Message.state, func.count())
        .where(UNSENT)
        .group_by(Message.purpose, Message.state)
    )
    return Queues(
        inbox_new=new,
        inbox_oldest_at=new_since,
        inbox_parked=parked_count(session),
        outbox={(purpose, state.value): count for purpose, state, count in outbox},
        outbox_oldest_at=oldest_unsent(session, now),
        outbox_tried_at=session.scalar(select(func.min(Message.first_tried_at)).where(UNSENT)),
        messages_failed=failed_count(session),
        prompts_oldest_at=oldest_due(session, now),
        attachments_pending=_count(session, Attachment, PENDING),
    )


def parked_count(session: Session) -> int:
    """How many updates wait for a human."""
    return _count(session, Update, PARKED)


def failed_count(session: Session) -> int:
    """How many messages have been given up."""
    return _count(session, Message, FAILED)


def oldest_unsent(session: Session, now: datetime) -> datetime | None:
    """Since when the oldest message waits that might have left: tried in vain, or not at all.

    What is held back until somebody's contact hours does not wait in this sense.
    """
    since = func.coalesce(Message.first_tried_at, Message.next_at)
    return session.scalar(
        select(func.min(since)).where(
            UNSENT,
            or_(Message.first_tried_at.is_not(None), Message.next_at <= now),
        )
    )


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since when the earliest prompt is due that nobody has been given."""
    return session.scalar(select(func.min(Duty.next_at)).where(OPEN, Duty.next_at <= now))


def _count(session: Session, table: type[Base], condition: TextClause) -> int:
    return session.scalar(select(func.count()).select_from(table).where(condition)) or 0
