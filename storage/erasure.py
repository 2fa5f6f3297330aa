"""Content that the law wants gone: its place is kept, with its hash, and who had it removed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from storage.contacts import Answer
from storage.files import Attachment
from storage.inbox import EMPTY, Update
from storage.messages import Message, Revision
from storage.vocabulary import (
    TAKEN_AWAY,
    AttachmentState,
    InboxState,
    MessageState,
    Priority,
)


def with_copies(session: Session, message_id: int) -> Sequence[Message]:
    """A message, that of which it is a copy, and all copies."""
    row = session.get_one(Message, message_id)
    first = row.source_id or row.id
    return session.scalars(
        select(Message)
        .where(or_(Message.id == first, Message.source_id == first))
        .order_by(Message.id)
        .execution_options(populate_existing=True)
    ).all()


def empty(session: Session, row: Message, text: str, now: datetime) -> None:
    """Put a text in the place of what a message said; where it was shown it is shown anew."""
    row.text = text
    row.entities = row.keyboard = row.reply_keyboard = None
    row.media = {TAKEN_AWAY: True} if row.media else None
    if row.state == MessageState.DELIVERED:
        row.state, row.next_at, row.priority = MessageState.STALE, now, Priority.PROMPT
        row.attempts, row.first_tried_at = 0, None
    elif row.state in (MessageState.QUEUED, MessageState.STALE):
        row.state = MessageState.CANCELLED
    session.flush()


def empty_besides(session: Session, message_ids: Sequence[int], text: str) -> list[str]:
    """What else repeats these messages: earlier texts, answers, files; the hashes of the files."""
    session.execute(update(Revision).where(Revision.message_id.in_(message_ids)).values(text=text))
    session.execute(update(Answer).where(Answer.message_id.in_(message_ids)).values(text=text))
    held = session.scalars(
        select(Attachment.sha256).where(
            Attachment.message_id.in_(message_ids), Attachment.sha256.is_not(None)
        )
    ).all()
    session.execute(
        update(Attachment)
        .where(Attachment.message_id.in_(message_ids))
        .values(state=AttachmentState.ERASED, name=None, next_at=None)
    )
    return [sha256 for sha256 in dict.fromkeys(held) if sha256]


def empty_raw(session: Session, chat_id: int, telegram_id: int) -> None:
    """Empty the raw updates that brought a message, or repeat it."""
    brought = or_(*(Update.raw.contains(f'"message_id":{telegram_id}{end}') for end in ",}"))
    session.execute(
        update(Update)
        .where(Update.chat_id == chat_id, Update.state != InboxState.NEW, brought)
        .values(raw=EMPTY, error=None)
    )
