"""When agency and deputy were, or are to be, in touch: the three contacts (三次沟通).

A contact counts as face to face only when its form is one and the deputy has confirmed it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, changed
from storage.numbers import Words
from storage.vocabulary import ContactForm, ContactState, Phase, Question


class Contact(Base):
    """One contact: planned at assignment, or recorded when it happened.

    `confirmed` is the deputy's word: None not yet, True 属实, False 有出入.
    """

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_suggestion", "suggestion_id", "round", "phase"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    phase: Mapped[Phase]
    sequence: Mapped[int] = mapped_column(default=1)
    is_planned: Mapped[bool] = mapped_column(default=True)
    form: Mapped[ContactForm | None]
    state: Mapped[ContactState] = mapped_column(default=ContactState.PLANNED)
    opens_on: Mapped[date | None]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    confirmed: Mapped[bool | None]
    confirmed_at: Mapped[datetime | None]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(Words)
    participants: Mapped[str | None] = mapped_column(Words)
    summary: Mapped[str | None] = mapped_column(Words)
    objection: Mapped[str | None] = mapped_column(Words)


class Answer(Base):
    """A deputy's answer to one of the four questions; the latest counts, none is overwritten."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    question: Mapped[Question]
    text: Mapped[str] = mapped_column(Words)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    at: Mapped[datetime]


def get(session: Session, contact_id: int) -> Contact:
    """The contact of that id."""
    return session.get_one(Contact, contact_id)


def of_suggestion(
    session: Session, suggestion_id: int, round_number: int | None = None
) -> Sequence[Contact]:
    """The contacts of a suggestion (of one round, if given) in the order of their phases."""
    question = select(Contact).where(Contact.suggestion_id == suggestion_id)
    if round_number is not None:
        question = question.where(Contact.round == round_number)
    found = session.scalars(question.order_by(Contact.round, Contact.id)).all()
    order = list(Phase)
    return sorted(found, key=lambda row: (row.round, order.index(row.phase), row.id))


def planned(
    session: Session, suggestion_id: int, round_number: int, phase: Phase
) -> Sequence[Contact]:
    """The planned contacts of a phase that are neither done nor cancelled, in order."""
    return session.scalars(
        select(Contact)
        .where(
            Contact.suggestion_id == suggestion_id,
            Contact.round == round_number,
            Contact.phase == phase,
            Contact.is_planned,
            Contact.state.in_([ContactState.PLANNED, ContactState.OPEN]),
        )
        .order_by(Contact.sequence)
    ).all()


def still_planned(session: Session, suggestion_id: int) -> Sequence[Contact]:
    """Every planned contact of any round that is neither done nor cancelled, in order."""
    return session.scalars(
        select(Contact)
        .where(
            Contact.suggestion_id == suggestion_id,
            Contact.is_planned,
            Contact.state.in_([ContactState.PLANNED, ContactState.OPEN]),
        )
        .order_by(Contact.id)
    ).all()


def is_done(
    session: Session,
    suggestion_id: int,
    round_number: int,
    phase: Phase,
    since: datetime | None = None,
) -> bool:
    """Whether a contact of that phase has taken place in that round; told of since a moment."""
    question = select(Contact.id).where(
        Contact.suggestion_id == suggestion_id,
        Contact.round == round_number,
        Contact.phase == phase,
        Contact.state == ContactState.DONE,
    )
    if since is not None:
        question = question.where(func.coalesce(Contact.recorded_at, Contact.done_at) >= since)
    return session.scalars(question.limit(1)).first() is not None


def move(
    session: Session, contact_id: int, to: ContactState, *, since: Sequence[ContactState]
) -> bool:
    """Change the state of a contact if it is still in one of the states given."""
    result = changed(
        session,
        update(Contact)
        .where(Contact.id == contact_id, Contact.state.in_(list(since)))
        .values(state=to),
    )
    return result > 0


def answers(session: Session, contact_id: int) -> dict[Question, Answer]:
    """The latest answer to each of the four questions."""
    rows = session.scalars(
        select(Answer).where(Answer.contact_id == contact_id).order_by(Answer.id)
    )
    return {row.question: row for row in rows}


def answers_of(session: Session, contact_ids: Sequence[int]) -> Sequence[Answer]:
    """Every answer ever given in these contacts, in order."""
    return session.scalars(
        select(Answer).where(Answer.contact_id.in_(contact_ids)).order_by(Answer.id)
    ).all()


def answered_by(session: Session, message_id: int) -> Answer | None:
    """The answer that a message gave, as it stood last."""
    return session.scalars(
        select(Answer).where(Answer.message_id == message_id).order_by(Answer.id.desc()).limit(1)
    ).first()


def amend(session: Session, message_id: int, before: str, text: str, now: datetime) -> None:
    """The message that gave an answer was edited: the new words are a further answer.

    Of an answer that came in pieces the others stay.
    """
    given = answered_by(session, message_id)
    if given is None:
        return
    latest = answers(session, given.contact_id)[given.question]
    is_piece = bool(before) and len(before) < len(latest.text) and before in latest.text
    session.add(
        Answer(
            contact_id=given.contact_id,
            question=given.question,
            text=latest.text.replace(before, text, 1) if is_piece else text,
            message_id=message_id,
            at=now,
        )
    )
