"""Second ratings (回头看再评价): how a deputy sees the result once some time has passed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import Grade


class SecondForm(Base):
    """That a deputy was asked again, on an occasion such as the look-back of a year.

    `tells_at`: when the unit hears what was said to it, unless it is changed before.
    """

    __tablename__ = "second_forms"
    __table_args__ = (UniqueConstraint("suggestion_id", "occasion"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    occasion: Mapped[str] = mapped_column(String(40))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    sent_at: Mapped[datetime]
    tells_at: Mapped[datetime | None] = mapped_column(index=True)


class SecondRating(Base):
    """What was said to it; `sequence` > 1: changed by its giver. None is overwritten."""

    __tablename__ = "second_ratings"
    __table_args__ = (UniqueConstraint("form_id", "sequence"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("second_forms.id"))
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    sequence: Mapped[int]
    effect: Mapped[Grade]
    reason: Mapped[str | None] = mapped_column(Words)
    at: Mapped[datetime]


def form(session: Session, suggestion_id: int, occasion: str) -> SecondForm | None:
    """The form of an occasion, once it has been sent."""
    return session.scalars(
        select(SecondForm).where(
            SecondForm.suggestion_id == suggestion_id, SecondForm.occasion == occasion
        )
    ).first()


def get_form(session: Session, form_id: int) -> SecondForm | None:
    """The form of that id, locked."""
    return session.get(SecondForm, form_id, with_for_update=True)


def to_be_told(session: Session, now: datetime, limit: int) -> Sequence[SecondForm]:
    """The forms whose answers the units are to hear, locked, in order."""
    return session.scalars(
        select(SecondForm)
        .where(SecondForm.tells_at <= now)
        .order_by(SecondForm.tells_at, SecondForm.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def latest(session: Session, form_id: int) -> SecondRating | None:
    """The answer that counts."""
    return session.scalars(
        select(SecondRating)
        .where(SecondRating.form_id == form_id)
        .order_by(SecondRating.sequence.desc())
        .limit(1)
    ).first()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[tuple[str, SecondRating]]:
    """Every answer with its occasion, in order."""
    rows = session.execute(
        select(SecondForm.occasion, SecondRating)
        .join(SecondForm, SecondForm.id == SecondRating.form_id)
        .where(SecondRating.suggestion_id == suggestion_id)
        .order_by(SecondRating.id)
    )
    return [(row[0], row[1]) for row in rows]
