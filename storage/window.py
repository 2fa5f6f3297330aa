"""What passed between reply and rating: who of the staff was in touch with a deputy, and how a unit
has been rated.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from storage.contacts import Contact
from storage.events import Event
from storage.messages import Message
from storage.people import Person
from storage.ratings import Rating
from storage.replies import Reply
from storage.suggestions import Signature, Suggestion
from storage.vocabulary import (
    ContactState,
    Direction,
    Grade,
    MessageKind,
    MessageState,
    Role,
    Stage,
)

STOPPED = "score_request_stopped"  # the event of a message that asked for a score
_ARRIVED = (MessageState.DELIVERED, MessageState.STALE)
_WORDS = ("relay", "progress")
_NO_CONTACT = ("reply", "form", "second", "paper")  # the reply itself, and what asks for a rating
UNREADABLE = (
    MessageKind.VOICE,
    MessageKind.AUDIO,
    MessageKind.VIDEO,
    MessageKind.VIDEO_NOTE,
    MessageKind.PHOTO,
    MessageKind.DOCUMENT,
    MessageKind.ANIMATION,
    MessageKind.STICKER,
)


def _who() -> ColumnElement[int | None]:
    """Whose doing a message is."""
    return func.coalesce(Message.author_id, Message.caused_by_id)


def told_since(
    session: Session, suggestion_id: int, unit_ids: Collection[int], since: datetime
) -> Sequence[Message]:
    """What reached the deputies of a suggestion since a moment by the doing of staff: whatever is
    about it, and whatever its units had to say about others. The committee is nobody's unit.
    """
    deputies = select(Signature.person_id).where(Signature.suggestion_id == suggestion_id)
    return session.scalars(
        select(Message)
        .join(Person, Person.id == _who())
        .where(
            Message.person_id.in_(deputies),
            Message.direction == Direction.OUT,
            Message.state.in_(_ARRIVED),
            Message.delivered_at >= since,
            Message.purpose.not_in(_NO_CONTACT),
            or_(Message.purpose.in_(_WORDS), Message.at > since),
            Person.role.not_in((Role.DEPUTY, Role.SUPERVISOR)),
            or_(Message.suggestion_id == suggestion_id, Person.unit_id.in_(unit_ids)),
        )
        .order_by(Message.delivered_at, Message.id)
    ).all()


def unreadable(session: Session, limit: int) -> dict[int, int]:
    """The suggestions that are replied to and not closed, with how many voices and files of staff
    have reached deputies since: nobody but a human can tell what those ask for.
    """
    rows = session.execute(
        select(Message.suggestion_id, func.count())
        .join(Suggestion, Suggestion.id == Message.suggestion_id)
        .join(Reply, and_(Reply.suggestion_id == Suggestion.id, Reply.round == Suggestion.round))
        .join(Person, Person.id == Message.author_id)
        .where(
            Suggestion.stage.in_((Stage.REPLIED, Stage.RATED)),
            Message.direction == Direction.OUT,
            Message.purpose.in_(_WORDS),
            Message.kind.in_(UNREADABLE),
            Message.state.in_(_ARRIVED),
            Message.delivered_at >= Reply.at,
            Person.role.not_in((Role.DEPUTY, Role.SUPERVISOR)),
        )
        .group_by(Message.suggestion_id)
        .order_by(Message.suggestion_id)
        .limit(limit)
    )
    return {suggestion_id: count for suggestion_id, count in rows if suggestion_id is not None}


def contacts_since(session: Session, suggestion_id: int, since: datetime) -> Sequence[Contact]:
    """The contacts recorded about a suggestion that took place since a moment.

    Of those that were written down only the day is sure.
    """
    return session.scalars(
        select(Contact)
        .where(
            Contact.suggestion_id == suggestion_id,
            Contact.state == ContactState.DONE,
            Contact.done_at >= since,
            Contact.recorded_by_id.is_not(None),
        )
        .order_by(Contact.done_at, Contact.id)
    ).all()


def stopped(session: Session, suggestion_id: int) -> Sequence[Event]:
    """The messages that were stopped because they asked for a score, whenever that was."""
    return session.scalars(
        select(Event)
        .where(Event.suggestion_id == suggestion_id, Event.kind == STOPPED)
        .order_by(Event.id)
    ).all()


class Given(NamedTuple):
    """How many ratings there are, and how many of them say 满意 on every axis."""

    ratings: int
    all_satisfied: int


def given(session: Session, unit_id: int | None = None) -> Given:
    """The ratings of a unit's suggestions (None: of all), those that were changed as they are."""
    last = (
        select(func.max(Rating.id).label("id"))
        .group_by(Rating.suggestion_id, Rating.round)
        .subquery()
    )
    question = select(func.count()).select_from(Rating).join(last, last.c.id == Rating.id)
    if unit_id is not None:
        question = question.join(Suggestion, Suggestion.id == Rating.suggestion_id).where(
            Suggestion.lead_unit_id == unit_id
        )
    satisfied = question.where(
        Rating.content == Grade.SATISFIED,
        Rating.attitude == Grade.SATISFIED,
        Rating.effect == Grade.SATISFIED,
    )
    return Given(session.scalar(question) or 0, session.scalar(satisfied) or 0)


class Said(NamedTuple):
    """The reason of a rating, and whose it is."""

    suggestion_id: int
    deputy_id: int
    reason: str


def reasons(session: Session, unit_id: int) -> list[Said]:
    """The reasons given to a unit's replies, in order."""
    rows = session.execute(
        select(Rating.suggestion_id, Rating.deputy_id, Rating.reason)
        .join(Suggestion, Suggestion.id == Rating.suggestion_id)
        .where(Suggestion.lead_unit_id == unit_id, Rating.reason.is_not(None))
        .order_by(Rating.id)
    )
    return [Said(row[0], row[1], row[2] or "") for row in rows]
