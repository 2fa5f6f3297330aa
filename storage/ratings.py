"""How replies were rated (评价). A rating is appended, never changed; silence is no rating."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, changed
from storage.numbers import Words
from storage.vocabulary import Grade


class RatingForm(Base):
    """The form of one round while the lead deputy fills it in: seen by nobody else."""

    __tablename__ = "rating_forms"
    __table_args__ = (UniqueConstraint("suggestion_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    content: Mapped[Grade | None]
    attitude: Mapped[Grade | None]
    effect: Mapped[Grade | None]
    reason: Mapped[str | None] = mapped_column(Words)
    sent_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]  # when the first grade was chosen
    submitted_at: Mapped[datetime | None]


class Rating(Base):
    """A rating given by the lead deputy. `sequence` > 1: changed by its giver before closing."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("suggestion_id", "round", "sequence"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    sequence: Mapped[int]
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    content: Mapped[Grade]
    attitude: Mapped[Grade]
    effect: Mapped[Grade]
    reason: Mapped[str | None] = mapped_column(Words)
    at: Mapped[datetime]


def form(session: Session, suggestion_id: int, round_number: int) -> RatingForm | None:
    """The form of a round, once it has been sent."""
    return session.scalars(
        select(RatingForm).where(
            RatingForm.suggestion_id == suggestion_id, RatingForm.round == round_number
        )
    ).first()


def get_form(session: Session, form_id: int) -> RatingForm | None:
    """The form of that id."""
    return session.get(RatingForm, form_id)


def submit(session: Session, form_id: int, now: datetime) -> bool:
    """Mark a form as submitted; False when it had been."""
    result = changed(
        session,
        update(RatingForm)
        .where(RatingForm.id == form_id, RatingForm.submitted_at.is_(None))
        .values(submitted_at=now),
    )
    return result > 0


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Rating]:
    """Every rating of a suggestion in order."""
    return session.scalars(
        select(Rating)
        .where(Rating.suggestion_id == suggestion_id)
        .order_by(Rating.round, Rating.sequence)
    ).all()


def latest(session: Session, suggestion_id: int, round_number: int) -> Rating | None:
    """The rating that counts for a round."""
    return session.scalars(
        select(Rating)
        .where(Rating.suggestion_id == suggestion_id, Rating.round == round_number)
        .order_by(Rating.sequence.desc())
        .limit(1)
    ).first()
