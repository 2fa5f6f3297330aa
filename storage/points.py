"""What a suggestion asks for, point by point (要点), and what was answered to each (逐条答复).

A point is struck, never deleted; an answer is not overwritten, the latest counts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import PointOutcome


class Point(Base):
    """One thing that is asked for. Whoever noted it: the unit, or the lead deputy."""

    __tablename__ = "points"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    what: Mapped[str] = mapped_column(Words)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    struck_at: Mapped[datetime | None]


class PointAnswer(Base):
    """What was answered to a point in a round. `reason`: why it is another than the reply gave."""

    __tablename__ = "point_answers"
    __table_args__ = (Index("ix_point_answers_point", "point_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    round: Mapped[int]
    outcome: Mapped[PointOutcome]
    words: Mapped[str] = mapped_column(Words)
    reason: Mapped[str | None] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def find(session: Session, point_id: int) -> Point | None:
    """The point of that id."""
    return session.get(Point, point_id, with_for_update=True)


def every(session: Session, suggestion_id: int) -> Sequence[Point]:
    """All points of a suggestion in order, those that were struck among them."""
    return session.scalars(
        select(Point).where(Point.suggestion_id == suggestion_id).order_by(Point.id)
    ).all()


def of_suggestion(session: Session, suggestion_id: int) -> list[Point]:
    """The points that count, in order."""
    return [row for row in every(session, suggestion_id) if row.struck_at is None]


def given(session: Session, suggestion_id: int) -> Sequence[PointAnswer]:
    """All answers to points of a suggestion, in order."""
    return session.scalars(
        select(PointAnswer)
        .where(PointAnswer.suggestion_id == suggestion_id)
        .order_by(PointAnswer.id)
    ).all()


def answers(session: Session, suggestion_id: int) -> Mapping[int, PointAnswer]:
    """The answer that counts, by point."""
    return {row.point_id: row for row in given(session, suggestion_id)}


def count(session: Session, suggestion_id: int) -> int:
    """How many points a suggestion has."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Point)
            .where(Point.suggestion_id == suggestion_id, Point.struck_at.is_(None))
        )
        or 0
    )


def unanswered(session: Session, suggestion_id: int) -> int:
    """How many of its points nobody has answered yet."""
    answered = select(PointAnswer.id).where(PointAnswer.point_id == Point.id).exists()
    return (
        session.scalar(
            select(func.count())
            .select_from(Point)
            .where(Point.suggestion_id == suggestion_id, Point.struck_at.is_(None), ~answered)
        )
        or 0
    )
