"""What was said about a suggestion that has become secret (涉密), and where it still stands."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, update
from sqlalchemy.orm import Session

from storage.messages import Message
from storage.units import Topic
from storage.vocabulary import Direction, MessageKind, MessageState

IN_CHATS = (MessageState.SENDING, MessageState.DELIVERED, MessageState.STALE)
UNCHANGEABLE = (
    MessageKind.VOICE,
    MessageKind.VIDEO_NOTE,
    MessageKind.STICKER,
    MessageKind.LOCATION,
    MessageKind.CONTACT,
)
_SAID_TO_OTHERS = and_(
    Message.direction == Direction.OUT,
    Message.state.in_((MessageState.QUEUED, *IN_CHATS)),
)


def hold_back(session: Session, suggestion_id: int) -> int:
    """Nothing queued about it leaves; how many messages those are."""
    held = session.execute(
        update(Message)
        .where(
            Message.suggestion_id == suggestion_id,
            Message.direction == Direction.OUT,
            Message.state == MessageState.QUEUED,
        )
        .values(state=MessageState.CANCELLED, next_at=None)
    )
    return int(getattr(held, "rowcount", 0))


def in_chats(session: Session, suggestion_id: int) -> Sequence[Message]:
    """What of ours about it stands in chats, and can still be edited."""
    return session.scalars(
        select(Message)
        .where(
            Message.suggestion_id == suggestion_id,
            Message.direction == Direction.OUT,
            Message.state.in_(IN_CHATS),
            or_(Message.text.is_not(None), Message.media.is_not(None)),
        )
        .order_by(Message.id)
    ).all()


def lists_with(session: Session, number: str) -> Sequence[Message]:
    """What was said about no single suggestion, and has its number."""
    return session.scalars(
        select(Message)
        .where(
            _SAID_TO_OTHERS,
            Message.suggestion_id.is_(None),
            or_(Message.text.contains(number, autoescape=True), _has_button(number)),
        )
        .order_by(Message.id)
    ).all()


def naming(session: Session, suggestion_id: int, in_text: str, on_button: str) -> Sequence[Message]:
    """What was said about others or none, with these words in it or on a button."""
    return session.scalars(
        select(Message)
        .where(
            _SAID_TO_OTHERS,
            or_(Message.suggestion_id.is_(None), Message.suggestion_id != suggestion_id),
            or_(Message.text.contains(in_text, autoescape=True), _has_button(on_button)),
        )
        .order_by(Message.id)
    ).all()


def _has_button(words: str) -> ColumnElement[bool]:
    """Whether a keyboard has these words on it, in either way in which JSON is written."""
    written = cast(Message.keyboard, Text)
    forms = {json.dumps(words)[1:-1], json.dumps(words, ensure_ascii=False)[1:-1]}
    return or_(*(written.contains(form, autoescape=True) for form in sorted(forms)))


def sheets_since(session: Session, since: datetime) -> Iterator[Message]:
    """The sheets (ledgers, reports) that were made for people since a moment, some at a time."""
    yield from session.scalars(
        select(Message)
        .where(
            _SAID_TO_OTHERS,
            Message.purpose == "report",
            Message.kind == MessageKind.DOCUMENT,
            Message.media.is_not(None),
            Message.at >= since,
        )
        .order_by(Message.id)
        .execution_options(yield_per=20)
    )


def topics(session: Session, suggestion_id: int) -> Sequence[Topic]:
    """Its threads in staff groups."""
    return session.scalars(
        select(Topic).where(Topic.suggestion_id == suggestion_id).order_by(Topic.id)
    ).all()


def removable(session: Session, suggestion_id: int, since: datetime) -> Sequence[Message]:
    """What no edit reaches but can be taken away: sent since a moment, in chats where we may.

    Whatever was said to us in private; of what was said in a group only our own.
    """
    in_private = and_(Message.direction == Direction.IN, Message.chat_id > 0, Message.at > since)
    ours = and_(Message.direction == Direction.OUT, Message.delivered_at > since)
    return session.scalars(
        select(Message).where(_stays(suggestion_id), or_(in_private, ours)).order_by(Message.id)
    ).all()


def beyond_reach(session: Session, suggestion_id: int) -> int:
    """How many messages about it no edit reaches: people's own, and voices and the like of ours."""
    return session.scalar(select(func.count()).where(_stays(suggestion_id))) or 0


def _stays(suggestion_id: int) -> ColumnElement[bool]:
    ours = and_(
        Message.direction == Direction.OUT,
        Message.kind.in_(UNCHANGEABLE),
        Message.state.in_(IN_CHATS),
    )
    return and_(
        Message.suggestion_id == suggestion_id,
        Message.telegram_id.is_not(None),
        or_(Message.direction == Direction.IN, ours),
    )
