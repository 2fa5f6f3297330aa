"""Who has looked whether all was done before a suggestion is closed (办结复核), and what was said.

A look is never changed once decided: asked again, there is another.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words


class ClosingCheck(Base):
    """One look by somebody who has not handled it. `is_passed` None: nobody has decided yet.

    `missing`: the lines of the list that were open when it was decided, by name, comma separated;
    `reason`: why it goes back, or why it is closed with these open.
    """

    __tablename__ = "closing_checks"
    __table_args__ = (Index("ix_closing_checks_suggestion", "suggestion_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    asked_of_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    is_passed: Mapped[bool | None]
    missing: Mapped[str | None] = mapped_column(Words)
    reason: Mapped[str | None] = mapped_column(Words)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]


def find(session: Session, check_id: int) -> ClosingCheck | None:
    """The look of that id."""
    return session.get(ClosingCheck, check_id, with_for_update=True)


def latest(session: Session, suggestion_id: int, round_number: int) -> ClosingCheck | None:
    """The latest look in a round."""
    return session.scalars(
        select(ClosingCheck)
        .where(ClosingCheck.suggestion_id == suggestion_id, ClosingCheck.round == round_number)
        .order_by(ClosingCheck.id.desc())
        .limit(1)
    ).first()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[ClosingCheck]:
    """All looks at a suggestion, in order."""
    return session.scalars(
        select(ClosingCheck)
        .where(ClosingCheck.suggestion_id == suggestion_id)
        .order_by(ClosingCheck.id)
    ).all()
