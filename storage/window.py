"""What passed between reply and rating: who of the staff was in touch with a deputy, and how a unit
has been rated.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.contacts import Contact
from storage.events import Event
from storage.messages import Message
from storage.people import Person
from storage.ratings import Rating
from storage.suggestions import Suggestion
from storage.vocabulary import ContactState, Direction, Grade, MessageState, Role

STOPPED = "score_request_stopped"  # the event of a message that asked for a score
_ARRIVED = (MessageState.DELIVERED, MessageState.STALE)
_WORDS = ("relay", "progress")


def words_since(session: Session, suggestion_id: int, since: datetime) -> Sequence[Message]:
    """What staff has sent deputies about a suggestion since a moment, as it arrived."""
    return session.scalars(
        select(Message)
        .join(Person, Person.id == Message.author_id)
        .where(
            Message.suggestion_id == suggestion_id,
            Message.direction == Direction.OUT,
            Message.purpose.in_(_WORDS),
            Message.state.in_(_ARRIVED),
            Message.delivered_at >= since,
            Person.role != Role.DEPUTY,
        )
        .order_by(Message.delivered_at, Message.id)
    ).all()


def contacts_since(session: Session, suggestion_id: int, since: datetime) -> Sequence[Contact]:
    """The contacts recorded about a suggestion that took place since a moment."""
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


def stopped_since(session: Session, suggestion_id: int, since: datetime) -> Sequence[Event]:
    """The messages that were stopped since a moment because they asked for a score."""
    return session.scalars(
        select(Event)
        .where(Event.suggestion_id == suggestion_id, Event.kind == STOPPED, Event.at >= since)
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
