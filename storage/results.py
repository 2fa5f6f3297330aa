"""What came of a suggestion (成果): a policy, a project, a benefit, with what proves it.

施工图: a document; 实景图: a work; 幸福图: what people have of it, before and after. None is
overwritten: what is wrong is corrected by another, or withdrawn, with the reason.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, String, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.people import Person
from storage.suggestions import Suggestion, in_reach
from storage.vocabulary import ResultKind, Stage


class Result(Base):
    """One result. `proof`: what shows it, besides a document's number, an amount, figures.

    `point`: which demand it takes up, in words; `point_id`: where that is one of those listed.
    """

    __tablename__ = "results"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    kind: Mapped[ResultKind]
    point: Mapped[str] = mapped_column(Words)  # which demand of the deputy it takes up
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id"))
    what: Mapped[str] = mapped_column(Words)
    document: Mapped[str | None] = mapped_column(String(200))
    amount_yuan: Mapped[int | None] = mapped_column(BigInteger)
    proof: Mapped[str] = mapped_column(Words)
    before: Mapped[str | None] = mapped_column(String(100))
    after: Mapped[str | None] = mapped_column(String(100))
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]


class ResultChange(Base):
    """That a result does not stand any more: another takes its place, or (None) none does."""

    __tablename__ = "result_changes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("results.id"), unique=True)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("results.id"))
    reason: Mapped[str] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def find(session: Session, result_id: int) -> Result | None:
    """The result of that id."""
    return session.get(Result, result_id, with_for_update=True)


def stands(session: Session, result_id: int) -> bool:
    """Whether a result has been neither corrected nor withdrawn."""
    question = select(Result.id).where(Result.id == result_id, _stands())
    return session.scalars(question).first() is not None


def _stands() -> ColumnElement[bool]:
    return ~exists().where(ResultChange.result_id == Result.id)


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Result]:
    """Every result of a suggestion that stands, in order."""
    return session.scalars(
        select(Result).where(Result.suggestion_id == suggestion_id, _stands()).order_by(Result.id)
    ).all()


def latest(
    session: Session, person: Person, limit: int, before: int | None = None
) -> Sequence[Result]:
    """A page of what has come of what a member of staff has to do with, the latest first."""
    within = in_reach(person).where(Suggestion.stage != Stage.BY_PAPER).subquery()
    question = (
        select(Result)
        .where(Result.suggestion_id.in_(select(within.c.id)), _stands())
        .order_by(Result.id.desc())
        .limit(limit)
    )
    if before is not None:
        question = question.where(Result.id < before)
    return session.scalars(question).all()
