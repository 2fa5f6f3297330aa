"""What is kept about one person, table by table: for the person's own right to know.

And what has to be known before somebody is forgotten: what of them the record still needs.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from storage.contacts import Answer, Contact
from storage.dialogs import Dialog
from storage.duties import Duty
from storage.events import Event
from storage.meetings import Participant
from storage.messages import Message, Move
from storage.people import Account, Invitation
from storage.ratings import Rating, RatingForm
from storage.replies import Reply
from storage.suggestions import OVER, Signature, Suggestion
from storage.vocabulary import DutyState

AT_ONCE = 500
SEEN = ("looked", "conversation_seen", "exported")


def accounts(session: Session, person_id: int) -> Sequence[Account]:
    """The chat accounts a person has had."""
    return session.scalars(
        select(Account).where(Account.person_id == person_id).order_by(Account.id)
    ).all()


def invitations(session: Session, person_id: int) -> Sequence[Invitation]:
    """How a person was invited."""
    return session.scalars(
        select(Invitation).where(Invitation.person_id == person_id).order_by(Invitation.id)
    ).all()


def dialog(session: Session, person_id: int) -> Dialog | None:
    """What a person is being asked just now."""
    return session.get(Dialog, person_id)


class Part(NamedTuple):
    """A suggestion, and whether the person stands behind it (else: handles it)."""

    suggestion: Suggestion
    signed: bool
    leads: bool


def parts(session: Session, person_id: int) -> list[Part]:
    """The suggestions a person stands behind or handles."""
    rows = session.execute(
        select(Suggestion, Signature)
        .outerjoin(
            Signature,
            and_(Signature.suggestion_id == Suggestion.id, Signature.person_id == person_id),
        )
        .where(
            or_(
                Signature.person_id == person_id,
                Suggestion.officer_id == person_id,
                Suggestion.leader_id == person_id,
            )
        )
        .order_by(Suggestion.id)
    )
    return [Part(item, bool(signed), bool(signed and signed.is_lead)) for item, signed in rows]


def messages(session: Session, person_id: int) -> Iterator[Message]:
    """What a person has said, and what was sent to them, in order."""
    last = 0
    while rows := session.scalars(
        select(Message)
        .where(
            or_(Message.author_id == person_id, Message.person_id == person_id), Message.id > last
        )
        .order_by(Message.id)
        .limit(AT_ONCE)
    ).all():
        yield from rows
        last = rows[-1].id


def contacts(session: Session, person_id: int) -> Sequence[Contact]:
    """The contacts with a person, and those they have recorded."""
    return session.scalars(
        select(Contact)
        .where(or_(Contact.deputy_id == person_id, Contact.recorded_by_id == person_id))
        .order_by(Contact.id)
    ).all()


def answers(session: Session, person_id: int) -> Sequence[Answer]:
    """A deputy's answers to the four questions."""
    return session.scalars(
        select(Answer)
        .join(Message, Message.id == Answer.message_id)
        .where(Message.author_id == person_id)
        .order_by(Answer.id)
    ).all()


def ratings(session: Session, person_id: int) -> Sequence[Rating]:
    """The ratings a deputy has given."""
    return session.scalars(
        select(Rating).where(Rating.deputy_id == person_id).order_by(Rating.id)
    ).all()


def rating_forms(session: Session, person_id: int) -> Sequence[RatingForm]:
    """The rating forms sent to a deputy."""
    return session.scalars(
        select(RatingForm).where(RatingForm.deputy_id == person_id).order_by(RatingForm.id)
    ).all()


def replies(session: Session, person_id: int) -> Sequence[Reply]:
    """The replies a member of staff has delivered."""
    return session.scalars(
        select(Reply).where(Reply.delivered_by_id == person_id).order_by(Reply.id)
    ).all()


def duties(session: Session, person_id: int) -> Sequence[Duty]:
    """What a person was, or is, to be prompted about."""
    return session.scalars(select(Duty).where(Duty.person_id == person_id).order_by(Duty.id)).all()


def events(session: Session, person_id: int) -> Sequence[Event]:
    """What happened to a person, and what they did."""
    return session.scalars(
        select(Event)
        .where(or_(Event.person_id == person_id, Event.actor_id == person_id))
        .order_by(Event.id)
    ).all()


def looks(session: Session, person_id: int) -> Sequence[Event]:
    """Who else looked at, or took out, what a person stands behind, or all there is."""
    signed = select(Signature.suggestion_id).where(Signature.person_id == person_id)
    of_all = and_(Event.suggestion_id.is_(None), Event.person_id.is_(None))
    of_theirs = Event.suggestion_id.in_(signed)
    of_them = and_(Event.person_id == person_id, Event.kind == "exported")
    return session.scalars(
        select(Event)
        .where(
            Event.kind.in_(SEEN),
            or_(Event.actor_id.is_(None), Event.actor_id != person_id),
            or_(of_all, of_theirs, of_them),
        )
        .order_by(Event.id)
    ).all()


def still_open(session: Session, person_id: int) -> list[Suggestion]:
    """The open suggestions that a person stands behind, handles, or owes something about."""
    owes = exists().where(
        Duty.suggestion_id == Suggestion.id,
        Duty.person_id == person_id,
        Duty.state == DutyState.OPEN,
    )
    signed = exists().where(
        Signature.suggestion_id == Suggestion.id, Signature.person_id == person_id
    )
    question = select(Suggestion).where(
        Suggestion.stage.not_in(OVER),
        or_(owes, signed, Suggestion.officer_id == person_id, Suggestion.leader_id == person_id),
    )
    return list(session.scalars(question.order_by(Suggestion.id)))


def is_in_the_record(session: Session, person_id: int) -> bool:
    """Whether the record of any suggestion names a person."""
    named = (
        select(Signature.person_id).where(Signature.person_id == person_id),
        select(Suggestion.id).where(
            or_(Suggestion.officer_id == person_id, Suggestion.leader_id == person_id)
        ),
        select(Message.id).where(
            Message.suggestion_id.is_not(None),
            or_(Message.author_id == person_id, Message.person_id == person_id),
        ),
        select(Contact.id).where(
            or_(Contact.deputy_id == person_id, Contact.recorded_by_id == person_id)
        ),
        select(Reply.id).where(Reply.delivered_by_id == person_id),
        select(Participant.meeting_id).where(Participant.person_id == person_id),
        select(Rating.id).where(Rating.deputy_id == person_id),
        select(Move.id).where(Move.moved_by_id == person_id),
        select(Duty.id).where(Duty.person_id == person_id),
        select(Event.id).where(
            Event.suggestion_id.is_not(None),
            or_(Event.actor_id == person_id, Event.person_id == person_id),
        ),
    )
    return any(session.scalar(question.limit(1)) is not None for question in named)
