"""Which suggestions are alike by their words, found when they come in; derived, never told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, in_batches, insert_all_new
from storage.suggestions import Suggestion


class Likeness(Base):
    """That one suggestion is like an earlier one; `share`: 1 for the very same words."""

    __tablename__ = "likenesses"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions.id"), primary_key=True, index=True
    )
    share: Mapped[float]
    at: Mapped[datetime]


class Wording(NamedTuple):
    """What a suggestion says."""

    id: int
    title: str
    content: str | None


def wordings(session: Session, ids: Iterable[int] | None = None) -> Iterator[Wording]:
    """What suggestions say: all, or these; a few in memory at a time."""
    question = select(Suggestion.id, Suggestion.title, Suggestion.content).order_by(Suggestion.id)
    if ids is not None:
        question = question.where(Suggestion.id.in_(list(ids)))
    for row in session.execute(question.execution_options(yield_per=200)):
        yield Wording(*row)


def has_several(session: Session) -> bool:
    """Whether there is anything to compare."""
    return len(session.scalars(select(Suggestion.id).limit(2)).all()) > 1


def clear(session: Session, ids: Sequence[int]) -> None:
    """Forget what these were found to be like."""
    for some in in_batches(ids):
        session.execute(
            delete(Likeness).where(
                or_(Likeness.suggestion_id.in_(some), Likeness.other_id.in_(some))
            )
        )


def put_down(session: Session, found: Mapping[tuple[int, int], float], now: datetime) -> None:
    """Write down which two are alike, and how much."""
    session.flush()
    insert_all_new(
        session.connection(),
        Likeness,
        [
            {"suggestion_id": one, "other_id": other, "share": share, "at": now}
            for (one, other), share in found.items()
        ],
    )


def of(session: Session, suggestion_id: int, limit: int) -> Sequence[tuple[int, float]]:
    """What a suggestion is most like: (id, share)."""
    rows = session.scalars(
        select(Likeness)
        .where(or_(Likeness.suggestion_id == suggestion_id, Likeness.other_id == suggestion_id))
        .order_by(Likeness.share.desc(), Likeness.suggestion_id, Likeness.other_id)
        .limit(limit)
    )
    return [
        (row.other_id if row.suggestion_id == suggestion_id else row.suggestion_id, row.share)
        for row in rows
    ]


def pairs(session: Session, until: datetime) -> list[tuple[int, int]]:
    """Every two that had been found to be alike by a moment."""
    rows = session.execute(
        select(Likeness.suggestion_id, Likeness.other_id)
        .where(Likeness.at <= until)
        .order_by(Likeness.suggestion_id, Likeness.other_id)
    )
    return [(row[0], row[1]) for row in rows]
