"""What joint units hand in to the lead unit (会办意见), and what the units say to each other.

A row for each handing-in: what was sent back stays, and a new one stands beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import OpinionGrade


class Opinion(Base):
    """One opinion. `grade`: what the lead unit makes of it; `told_at`: the deputies know it.

    `due_on`: by when it was owed as it was handed in; one that is sent back is owed anew.
    """

    __tablename__ = "opinions"
    __table_args__ = (Index("ix_opinions_suggestion", "suggestion_id", "unit_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    words: Mapped[str | None] = mapped_column(Words)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    number: Mapped[str | None] = mapped_column(String(100))  # 文号
    due_on: Mapped[date | None]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]
    grade: Mapped[OpinionGrade | None]
    graded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    graded_at: Mapped[datetime | None]
    why_back: Mapped[str | None] = mapped_column(Words)
    sent_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sent_back_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]


class UnitNote(Base):
    """What one of the units has told the others (信息互通)."""

    __tablename__ = "unit_notes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    words: Mapped[str] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def find(session: Session, opinion_id: int) -> Opinion | None:
    """The opinion of that id."""
    return session.get(Opinion, opinion_id, with_for_update=True)


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Opinion]:
    """Every opinion about a suggestion, in order."""
    return session.scalars(
        select(Opinion).where(Opinion.suggestion_id == suggestion_id).order_by(Opinion.id)
    ).all()


def of_suggestions(session: Session, ids: Iterable[int]) -> Mapping[tuple[int, int], list[Opinion]]:
    """The opinions handed in about these, in order: by suggestion and unit."""
    found: dict[tuple[int, int], list[Opinion]] = defaultdict(list)
    question = select(Opinion).where(Opinion.suggestion_id.in_(list(ids)))
    for row in session.scalars(question.order_by(Opinion.id)):
        found[row.suggestion_id, row.unit_id].append(row)
    return found


def notes(session: Session, suggestion_id: int) -> Sequence[UnitNote]:
    """What the units have told each other about a suggestion, in order."""
    return session.scalars(
        select(UnitNote).where(UnitNote.suggestion_id == suggestion_id).order_by(UnitNote.id)
    ).all()
