"""What was promised to a deputy with a reply (承诺事项): by whom, until when, and what came of it.

A promise outlives the closing of its suggestion, and the term.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, and_, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.suggestions import Suggestion
from storage.vocabulary import PromiseState, PromiseView, Stage

_OPEN = text("state = 'open'")


class Promise(Base):
    """One promise. `proof`: by what it was kept; `view`: what the lead deputy says to that.

    `first_due_on`: the day that was promised first (None: not kept apart when it was made).
    `is_owner_chosen`: its owner was chosen for it (None: it is whoever is responsible).
    """

    __tablename__ = "promises"
    __table_args__ = (
        Index("ix_promises_due", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    round: Mapped[int]
    what: Mapped[str] = mapped_column(Words)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_owner_chosen: Mapped[bool | None]
    due_on: Mapped[date]
    first_due_on: Mapped[date | None]
    state: Mapped[PromiseState]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    proof: Mapped[str | None] = mapped_column(Words)
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kept_at: Mapped[datetime | None]
    view: Mapped[PromiseView | None]
    viewed_at: Mapped[datetime | None]


class Explanation(Base):
    """Why a promise is to be kept later (情况有变), and by when now."""

    __tablename__ = "explanations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promises.id"), index=True)
    reason: Mapped[str] = mapped_column(Words)
    before: Mapped[date]
    due_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def find(session: Session, promise_id: int) -> Promise | None:
    """The promise of that id."""
    return session.get(Promise, promise_id, with_for_update=True)


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Promise]:
    """Every promise about a suggestion, the earliest date first."""
    return session.scalars(
        select(Promise)
        .where(Promise.suggestion_id == suggestion_id)
        .order_by(Promise.due_on, Promise.id)
    ).all()


def is_chosen_owner(session: Session, suggestion_id: int, person_id: int) -> bool:
    """Whether somebody was chosen to keep an open promise about a suggestion."""
    question = select(Promise.id).where(
        Promise.suggestion_id == suggestion_id,
        Promise.owner_id == person_id,
        Promise.is_owner_chosen.is_(True),
        Promise.state == PromiseState.OPEN,
    )
    return session.scalars(question.limit(1)).first() is not None


def hand_over(session: Session, promise_id: int, person_id: int) -> None:
    """Somebody else owes it from now on, as whoever is responsible."""
    row = session.get_one(Promise, promise_id)
    if row.owner_id != person_id:
        row.owner_id, row.is_owner_chosen = person_id, None


def explanations(session: Session, ids: Collection[int]) -> dict[int, list[Explanation]]:
    """Why each of these promises was put off, each time, in order."""
    found: dict[int, list[Explanation]] = {}
    rows = session.scalars(
        select(Explanation).where(Explanation.promise_id.in_(ids)).order_by(Explanation.id)
    )
    for row in rows:
        found.setdefault(row.promise_id, []).append(row)
    return found


def every(
    session: Session,
    unit_ids: Iterable[int] | None,
    limit: int,
    after: tuple[date, int] | None = None,
) -> Sequence[tuple[Promise, date]]:
    """Promises still to be kept, or to be confirmed by their deputy, and the day each goes by.

    The nearest first, by the day that was promised first: whoever puts it off does not hide it. Of
    some units' suggestions, or all; a page begins `after` a day and id.
    """
    day = func.coalesce(Promise.first_due_on, Promise.due_on)
    question = (
        select(Promise, day)
        .join(Suggestion, Suggestion.id == Promise.suggestion_id)
        .where(
            or_(Promise.state == PromiseState.OPEN, Promise.view.is_(None)),
            Suggestion.stage != Stage.BY_PAPER,
        )
        .order_by(day, Promise.id)
        .limit(limit)
    )
    if unit_ids is not None:
        question = question.where(Suggestion.lead_unit_id.in_(list(unit_ids)))
    if after is not None:
        question = question.where(or_(day > after[0], and_(day == after[0], Promise.id > after[1])))
    return [(row[0], row[1]) for row in session.execute(question)]
