"""What the public says about a suggestion (社情民意), and what deputies are asked about it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.people import Account, Person
from storage.suggestions import Signature
from storage.vocabulary import Audience, Role, VoiceSource


class Voice(Base):
    """Something heard from the public, online or not. `told_at`: the deputies have read it."""

    __tablename__ = "voices"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    source: Mapped[VoiceSource]
    words: Mapped[str] = mapped_column(Words)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class Poll(Base):
    """A question to deputies about a suggestion; `ends_on`: the last day on which they answer."""

    __tablename__ = "polls"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    question: Mapped[str] = mapped_column(Words)
    choices: Mapped[list[Any]]
    audience: Mapped[Audience]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    ends_on: Mapped[date]
    ended_at: Mapped[datetime | None]


class PollAsked(Base):
    """That a deputy was asked."""

    __tablename__ = "poll_asked"
    __table_args__ = (Index("uq_poll_asked", "poll_id", "person_id", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    at: Mapped[datetime]


class PollAnswer(Base):
    """What a deputy chose: the latest counts, the earlier ones stay."""

    __tablename__ = "poll_answers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    choice: Mapped[int]
    at: Mapped[datetime]


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Voice]:
    """What was heard about a suggestion, in order."""
    return session.scalars(
        select(Voice).where(Voice.suggestion_id == suggestion_id).order_by(Voice.id)
    ).all()


def voice(session: Session, voice_id: int) -> Voice | None:
    """The row of that id."""
    return session.get(Voice, voice_id, with_for_update=True)


def poll(session: Session, poll_id: int) -> Poll | None:
    """The poll of that id."""
    return session.get(Poll, poll_id, with_for_update=True)


def polls_of(session: Session, suggestion_id: int) -> Sequence[Poll]:
    """The polls about a suggestion, in order."""
    return session.scalars(
        select(Poll).where(Poll.suggestion_id == suggestion_id).order_by(Poll.id)
    ).all()


def asked(session: Session, poll_id: int) -> Sequence[PollAsked]:
    """Who was asked, in order."""
    return session.scalars(
        select(PollAsked).where(PollAsked.poll_id == poll_id).order_by(PollAsked.id)
    ).all()


def asked_one(session: Session, poll_id: int, person_id: int) -> PollAsked | None:
    """That somebody was asked."""
    return session.scalars(
        select(PollAsked).where(PollAsked.poll_id == poll_id, PollAsked.person_id == person_id)
    ).first()


def answers(session: Session, poll_id: int) -> dict[int, int]:
    """The choice that counts, by person."""
    rows = session.scalars(
        select(PollAnswer).where(PollAnswer.poll_id == poll_id).order_by(PollAnswer.id)
    )
    return {row.person_id: row.choice for row in rows}


def asked_since(session: Session, person_ids: Sequence[int], since: datetime) -> dict[int, int]:
    """How often each of these was asked anything since a moment."""
    rows = session.execute(
        select(PollAsked.person_id, func.count())
        .where(PollAsked.person_id.in_(person_ids), PollAsked.at >= since)
        .group_by(PollAsked.person_id)
    )
    return {row[0]: row[1] for row in rows}


def deputies(
    session: Session, suggestion_ids: Sequence[int] | None, delegation: str | None
) -> Sequence[Person]:
    """Deputies who have joined: who stand behind these suggestions, or of a delegation."""
    question = (
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .where(
            Person.role == Role.DEPUTY,
            Person.left_at.is_(None),
            Person.unreachable_since.is_(None),
            Account.closed_at.is_(None),
        )
        .order_by(Person.id)
    )
    if suggestion_ids is not None:
        behind = select(Signature.person_id).where(Signature.suggestion_id.in_(suggestion_ids))
        question = question.where(Person.id.in_(behind))
    if delegation is not None:
        question = question.where(Person.delegation == delegation)
    return session.scalars(question).all()
