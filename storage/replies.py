"""What was formally answered (答复): one reply a round, never overwritten."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import ReplyClass


class Reply(Base):
    """The written answer of one round: number (文号), date, class, document.

    `due_on`: by when it was owed as it was given.
    `why_other`: why it is other than the draft that was talked over.
    """

    __tablename__ = "replies"
    __table_args__ = (UniqueConstraint("suggestion_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    number: Mapped[str] = mapped_column(String(100))
    replied_on: Mapped[date]
    reply_class: Mapped[ReplyClass]
    why_other: Mapped[str | None] = mapped_column(Words)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    delivered_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    due_on: Mapped[date | None]


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Reply]:
    """The replies of a suggestion, round by round."""
    return session.scalars(
        select(Reply).where(Reply.suggestion_id == suggestion_id).order_by(Reply.round)
    ).all()


def latest(session: Session, suggestion_id: int) -> Reply | None:
    """The reply of the last round that has one."""
    return session.scalars(
        select(Reply)
        .where(Reply.suggestion_id == suggestion_id)
        .order_by(Reply.round.desc())
        .limit(1)
    ).first()


def of_round(session: Session, suggestion_id: int, round_number: int) -> Reply | None:
    """The reply of one round."""
    return session.scalars(
        select(Reply).where(Reply.suggestion_id == suggestion_id, Reply.round == round_number)
    ).first()


def until(session: Session, suggestion_id: int, moment: datetime) -> Reply | None:
    """The reply that had been given last by a moment."""
    return session.scalars(
        select(Reply)
        .where(Reply.suggestion_id == suggestion_id, Reply.at <= moment)
        .order_by(Reply.round.desc())
        .limit(1)
    ).first()
