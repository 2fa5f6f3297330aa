"""Yearly look-backs (年度回头看): what is asked about, and what its lead deputies say.

Asked about is every promise that its deputy has not called kept, of whatever year, and the result
of what was closed in late years.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Exists,
    ForeignKey,
    Index,
    String,
    and_,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.people import Account, Person
from storage.promises import Promise
from storage.ratings import Rating
from storage.seconds import SecondForm, SecondRating
from storage.suggestions import Signature, Suggestion
from storage.vocabulary import Grade, PromiseView, Stage

_OF_A_RESULT = text("promise_id IS NULL")


class LookBack(Base):
    """The campaign of a year, from its beginning to the last day on which answers are waited for.

    `gathered_to`: the suggestion up to which it has been put together; None: it stands.
    """

    __tablename__ = "look_backs"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    year: Mapped[str] = mapped_column(String(20), unique=True)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    begun_at: Mapped[datetime]
    due_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    gathered_to: Mapped[int | None] = mapped_column(Id)


class LookBackAnswer(Base):
    """One promise in a campaign, and what its lead deputy says; None: not said yet.

    Without a promise it is the result of a suggestion, which is rated anew (its rating stands with
    the second ratings): `at` says when it was.
    """

    __tablename__ = "look_back_answers"
    __table_args__ = (
        Index("uq_look_back_answers", "look_back_id", "promise_id", unique=True),
        Index(
            "uq_look_back_results",
            "look_back_id",
            "suggestion_id",
            unique=True,
            sqlite_where=_OF_A_RESULT,
            postgresql_where=_OF_A_RESULT,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    look_back_id: Mapped[int] = mapped_column(ForeignKey("look_backs.id"))
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("promises.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    view: Mapped[PromiseView | None]
    at: Mapped[datetime | None]


def campaign(session: Session, year: str) -> LookBack | None:
    """The look-back of a year."""
    return session.scalars(select(LookBack).where(LookBack.year == year)).first()


def running(session: Session) -> LookBack | None:
    """The campaign in which answers are waited for, locked."""
    return session.scalars(
        select(LookBack)
        .where(LookBack.ended_at.is_(None), LookBack.due_on.is_not(None))
        .order_by(LookBack.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()


def last_day(session: Session) -> date | None:
    """The last day of the campaign in which answers are waited for."""
    return session.scalar(select(func.min(LookBack.due_on)).where(LookBack.ended_at.is_(None)))


def is_running(session: Session, look_back_id: int) -> bool:
    """Whether answers are still waited for; of a campaign without a last day, always."""
    return session.get_one(LookBack, look_back_id).ended_at is None


def earlier(session: Session, year: str, limit: int) -> Sequence[LookBack]:
    """The campaigns of earlier years, the latest first."""
    return session.scalars(
        select(LookBack).where(LookBack.year < year).order_by(LookBack.year.desc()).limit(limit)
    ).all()


def years(session: Session) -> dict[int, str]:
    """The year of each look-back."""
    return {row.id: row.year for row in session.scalars(select(LookBack))}


def find(session: Session, look_back_id: int) -> LookBack | None:
    """The campaign of that id."""
    return session.get(LookBack, look_back_id)


def answer(session: Session, answer_id: int) -> LookBackAnswer | None:
    """The row of that id."""
    return session.get(LookBackAnswer, answer_id, with_for_update=True)


def about(session: Session, look_back_id: int, suggestion_id: int) -> Sequence[LookBackAnswer]:
    """What a campaign asks about one suggestion: its promises in order, then its result."""
    return session.scalars(
        select(LookBackAnswer)
        .where(
            LookBackAnswer.look_back_id == look_back_id,
            LookBackAnswer.suggestion_id == suggestion_id,
        )
        .order_by(LookBackAnswer.promise_id.is_(None), LookBackAnswer.id)
    ).all()


def unanswered(session: Session, look_back_id: int, suggestion_id: int) -> list[LookBackAnswer]:
    """What of it nothing has been said to yet."""
    return [one for one in about(session, look_back_id, suggestion_id) if one.at is None]


def note_rated(session: Session, suggestion_id: int, year: str, at: datetime) -> bool:
    """The result was rated anew; whether the campaign of that year asks nothing more about it."""
    found = campaign(session, year)
    rows = about(session, found.id, suggestion_id) if found is not None else []
    for row in rows:
        if row.promise_id is None and row.at is None:
            row.at = at
    session.flush()
    return all(row.at is not None for row in rows)


def promises_to_view(session: Session, suggestion_id: int) -> Sequence[Promise]:
    """The promises about a suggestion that its deputy has not called kept."""
    return session.scalars(
        select(Promise)
        .where(Promise.suggestion_id == suggestion_id, _IS_NOT_CALLED_KEPT)
        .order_by(Promise.id)
    ).all()


def to_cover(session: Session, since: datetime, after_id: int, limit: int) -> Sequence[Suggestion]:
    """The next suggestions that a campaign asks about: closed `since`, or with such a promise."""
    return session.scalars(
        select(Suggestion)
        .where(Suggestion.id > after_id, or_(_promises(), is_result_asked(since)))
        .order_by(Suggestion.id)
        .limit(limit)
    ).all()


def counts_to_cover(session: Session, since: datetime) -> tuple[int, int]:
    """How many promises, and how many results, a campaign would ask about."""
    promises = session.scalar(
        select(func.count())
        .select_from(Promise)
        .join(Suggestion, Suggestion.id == Promise.suggestion_id)
        .where(_IS_NOT_CALLED_KEPT, Suggestion.stage != Stage.BY_PAPER)
    )
    results = session.scalar(
        select(func.count()).select_from(Suggestion).where(is_result_asked(since))
    )
    return promises or 0, results or 0


_IS_NOT_CALLED_KEPT = or_(Promise.view.is_(None), Promise.view != PromiseView.KEPT)


def _promises() -> ColumnElement[bool]:
    found = exists().where(Promise.suggestion_id == Suggestion.id, _IS_NOT_CALLED_KEPT)
    return and_(Suggestion.stage != Stage.BY_PAPER, found)


def is_result_asked(since: datetime) -> ColumnElement[bool]:
    """Closed from a moment on, and rated."""
    rated: Exists = exists().where(Rating.suggestion_id == Suggestion.id)
    return and_(Suggestion.stage == Stage.CLOSED, Suggestion.closed_at >= since, rated)


def is_result_in(session: Session, suggestion_id: int, since: datetime) -> bool:
    """Whether the result of a suggestion is asked about."""
    question = select(Suggestion.id).where(Suggestion.id == suggestion_id, is_result_asked(since))
    return session.scalars(question).first() is not None


class Asked(NamedTuple):
    """One thing that a campaign asks about: whom, and what was said."""

    number: str
    unit_id: int
    leader_id: int | None
    deputy: Person
    is_reached: bool
    is_promise: bool
    view: PromiseView | None
    effect: Grade | None  # of a result
    is_answered: bool


def asked(session: Session, row: LookBack) -> list[Asked]:
    """Everything that a campaign asks about, in the order of the ledger."""
    effects = _effects(session, row.year)
    question = (
        select(LookBackAnswer, Suggestion, Person, Account.id)
        .join(Suggestion, Suggestion.id == LookBackAnswer.suggestion_id)
        .join(Signature, and_(Signature.suggestion_id == Suggestion.id, Signature.is_lead))
        .join(Person, Person.id == Signature.person_id)
        .outerjoin(Account, and_(Account.person_id == Person.id, Account.closed_at.is_(None)))
        .where(LookBackAnswer.look_back_id == row.id, Suggestion.stage != Stage.BY_PAPER)
        .order_by(Suggestion.number, Suggestion.id, LookBackAnswer.id)
    )
    return [
        Asked(
            item.number,
            item.lead_unit_id,
            item.leader_id,
            deputy,
            account is not None and deputy.unreachable_since is None,
            one.promise_id is not None,
            one.view,
            effects.get(item.id) if one.promise_id is None else None,
            one.at is not None,
        )
        for one, item, deputy, account in session.execute(question)
    ]


def _effects(session: Session, year: str) -> dict[int, Grade]:
    """How each result was rated anew on the occasion of a year; the last word counts."""
    rows = session.execute(
        select(SecondRating.suggestion_id, SecondRating.effect)
        .join(SecondForm, SecondForm.id == SecondRating.form_id)
        .where(SecondForm.occasion == year)
        .order_by(SecondRating.sequence)
    )
    return {row[0]: row[1] for row in rows}
