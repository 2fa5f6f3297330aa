"""Root causes behind several suggestions, and what was done about each (举一反三, P16)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words


class Cause(Base):
    """One cause. `done` is what was done about it last; what stood before is in the events."""

    __tablename__ = "causes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    text: Mapped[str] = mapped_column(Words)
    about: Mapped[list[Any]]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]
    done: Mapped[str | None] = mapped_column(Words)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]


def find(session: Session, cause_id: int) -> Cause | None:
    """The cause of that number."""
    return session.get(Cause, cause_id)


def of_unit(session: Session, unit_id: int | None, limit: int) -> Sequence[Cause]:
    """The causes that a unit and the office as a whole know (None: all), the newest first."""
    question = select(Cause).order_by(Cause.id.desc()).limit(limit)
    if unit_id is not None:
        question = question.where(or_(Cause.unit_id == unit_id, Cause.unit_id.is_(None)))
    return session.scalars(question).all()


def until(session: Session, moment: datetime) -> Sequence[Cause]:
    """The causes noted by a moment, in order."""
    return session.scalars(select(Cause).where(Cause.noted_at <= moment).order_by(Cause.id)).all()
