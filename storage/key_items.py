"""The key items (重点处理建议) that somebody has to do with, the nearest date first."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from storage.people import Person
from storage.suggestions import OVER, Suggestion, in_reach

_OPEN = (Suggestion.is_key, Suggestion.stage.not_in(OVER))


def page(
    session: Session, person: Person, limit: int, after: tuple[date, int] | None = None
) -> Sequence[Suggestion]:
    """A page of those that are open, after a date and an id."""
    question = in_reach(person).where(*_OPEN)
    if after is not None:
        day, last_id = after
        question = question.where(
            or_(
                Suggestion.due_on > day,
                and_(Suggestion.due_on == day, Suggestion.id > last_id),
            )
        )
    return session.scalars(question.order_by(Suggestion.due_on, Suggestion.id).limit(limit)).all()


def count(session: Session, person: Person) -> int:
    """How many of them are open."""
    found = in_reach(person).where(*_OPEN).with_only_columns(Suggestion.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0
