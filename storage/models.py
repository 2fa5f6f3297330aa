"""Which handled suggestions serve as an example (示范样板): a summary, and whether it names."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.suggestions import Suggestion


class ModelCase(Base):
    """One example. `is_named`: what the lead deputy says to being named; None: nothing yet."""

    __tablename__ = "model_cases"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    summary: Mapped[str] = mapped_column(Words)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[datetime]
    is_named: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    taken_back_at: Mapped[datetime | None]


def find(session: Session, case_id: int) -> ModelCase | None:
    """The example of that id."""
    return session.get(ModelCase, case_id, with_for_update=True)


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[ModelCase]:
    """Every time a suggestion was made an example, in order."""
    return session.scalars(
        select(ModelCase).where(ModelCase.suggestion_id == suggestion_id).order_by(ModelCase.id)
    ).all()


def standing(session: Session, suggestion_id: int) -> ModelCase | None:
    """As what a suggestion is an example now."""
    rows = [row for row in of_suggestion(session, suggestion_id) if row.taken_back_at is None]
    return rows[-1] if rows else None


def every(session: Session) -> Sequence[tuple[ModelCase, Suggestion]]:
    """All examples of now, the latest first."""
    rows = session.execute(
        select(ModelCase, Suggestion)
        .join(Suggestion, Suggestion.id == ModelCase.suggestion_id)
        .where(ModelCase.taken_back_at.is_(None))
        .order_by(ModelCase.id.desc())
    )
    return [(case, item) for case, item in rows]
