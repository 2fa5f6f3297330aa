"""What holds a suggestion up beyond its units (堵点): raised to the government office, decided."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.suggestions import OVER, Suggestion
from storage.vocabulary import BlockerKind

_OPEN = text("decided_at IS NULL")


class Blocker(Base):
    """One blocker. `asked_unit_id`: who is to decide; None: the committee."""

    __tablename__ = "blockers"
    __table_args__ = (
        Index("ix_blockers_open", "kind", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    kind: Mapped[BlockerKind]
    words: Mapped[str] = mapped_column(Words)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    raised_at: Mapped[datetime]
    asked_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    due_on: Mapped[date]
    decision: Mapped[str | None] = mapped_column(Words)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]


def find(session: Session, blocker_id: int) -> Blocker | None:
    """The blocker of that id."""
    return session.get(Blocker, blocker_id, with_for_update=True)


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Blocker]:
    """The blockers of a suggestion, in order."""
    return session.scalars(
        select(Blocker).where(Blocker.suggestion_id == suggestion_id).order_by(Blocker.id)
    ).all()


def is_asked(session: Session, suggestion_id: int, unit_id: int | None) -> bool:
    """Whether a unit has been asked to decide something about a suggestion."""
    question = select(Blocker.id).where(
        Blocker.suggestion_id == suggestion_id, Blocker.asked_unit_id == unit_id
    )
    return unit_id is not None and session.scalars(question.limit(1)).first() is not None


def still_open(session: Session, unit_id: int | None, limit: int) -> Sequence[Blocker]:
    """What waits for a decision, the nearest date first.

    `unit_id`: of what that unit leads or is asked about; None: all.
    """
    question = (
        select(Blocker)
        .join(Suggestion, Suggestion.id == Blocker.suggestion_id)
        .where(Blocker.decided_at.is_(None), Suggestion.stage.not_in(OVER))
        .order_by(Blocker.due_on, Blocker.id)
        .limit(limit)
    )
    if unit_id is not None:
        question = question.where(
            (Suggestion.lead_unit_id == unit_id) | (Blocker.asked_unit_id == unit_id)
        )
    return session.scalars(question).all()
