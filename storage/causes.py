"""Root causes behind several suggestions, and what was done about each (举一反三, P16).

Each measure is a row of its own; whoever is to do something by a day owes it like anything else.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words


class Cause(Base):
    """One cause. `owner_id` is to do something about it by `due_on`; ended: it is cleared away.

    `done`: what was done before measures had rows of their own.
    """

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
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]


class CauseMeasure(Base):
    """What was done about a cause, and when it was told."""

    __tablename__ = "cause_measures"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cause_id: Mapped[int] = mapped_column(ForeignKey("causes.id"), index=True)
    what: Mapped[str] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def find(session: Session, cause_id: int) -> Cause | None:
    """The cause of that number."""
    return session.get(Cause, cause_id, with_for_update=True)


def of_unit(
    session: Session, unit_id: int | None, limit: int, before: int | None = None
) -> Sequence[Cause]:
    """The causes that a unit and the office as a whole know (None: all), the newest first."""
    question = select(Cause).order_by(Cause.id.desc()).limit(limit)
    if unit_id is not None:
        question = question.where(or_(Cause.unit_id == unit_id, Cause.unit_id.is_(None)))
    if before is not None:
        question = question.where(Cause.id < before)
    return session.scalars(question).all()


def until(session: Session, moment: datetime) -> Sequence[Cause]:
    """The causes noted by a moment, in order."""
    return session.scalars(select(Cause).where(Cause.noted_at <= moment).order_by(Cause.id)).all()


def measures(session: Session, cause_id: int) -> Sequence[CauseMeasure]:
    """What was done about a cause, in order."""
    return session.scalars(
        select(CauseMeasure).where(CauseMeasure.cause_id == cause_id).order_by(CauseMeasure.id)
    ).all()


def last_measures(session: Session, causes: Collection[Cause], moment: datetime) -> dict[int, str]:
    """What had been done last about each of these by a moment; who is missing: nothing had."""
    found = {
        one.id: one.done
        for one in causes
        if one.done is not None and one.done_at is not None and one.done_at <= moment
    }
    rows = session.execute(
        select(CauseMeasure.cause_id, CauseMeasure.what)
        .where(CauseMeasure.cause_id.in_([one.id for one in causes]), CauseMeasure.at <= moment)
        .order_by(CauseMeasure.id)
    )
    return found | {row[0]: row[1] for row in rows}


def hand_over(session: Session, cause_id: int, person_id: int) -> None:
    """Somebody else is to do something about it from now on."""
    session.get_one(Cause, cause_id).owner_id = person_id
