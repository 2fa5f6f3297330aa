"""When a unit's party group sat over suggestions (党组专题研究), and about which (P01, P40)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words


class Study(Base):
    """One session; `about`: the suggestions it took up, if it took up any by name."""

    __tablename__ = "studies"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    held_on: Mapped[date]
    subject: Mapped[str] = mapped_column(Words)
    about: Mapped[list[Any]]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


def find(session: Session, study_id: int) -> Study | None:
    """The session of that id."""
    return session.get(Study, study_id)


def count(session: Session, unit_id: int, since: date, until: date) -> int:
    """How often a unit has sat in these days."""
    found = session.scalar(
        select(func.count())
        .select_from(Study)
        .where(
            Study.unit_id == unit_id,
            Study.held_on.between(since, until),
            Study.withdrawn_at.is_(None),
        )
    )
    return found or 0
