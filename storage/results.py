"""What came of a suggestion (成果): a policy, a project, a benefit, with what proves it.

施工图: a document; 实景图: a work; 幸福图: what people have of it, before and after.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.people import Person
from storage.suggestions import Suggestion, in_reach
from storage.vocabulary import ResultKind, Stage


class Result(Base):
    """One result. `proof`: a document's number, an amount, figures before and after."""

    __tablename__ = "results"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    kind: Mapped[ResultKind]
    point: Mapped[str] = mapped_column(Words)  # which demand of the deputy it takes up
    what: Mapped[str] = mapped_column(Words)
    proof: Mapped[str] = mapped_column(Words)
    before: Mapped[str | None] = mapped_column(String(100))
    after: Mapped[str | None] = mapped_column(String(100))
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Result]:
    """Every result of a suggestion, in order."""
    return session.scalars(
        select(Result).where(Result.suggestion_id == suggestion_id).order_by(Result.id)
    ).all()


def latest(session: Session, person: Person, limit: int) -> Sequence[Result]:
    """The latest results of what a member of staff has to do with."""
    within = in_reach(person).where(Suggestion.stage != Stage.BY_PAPER).subquery()
    return session.scalars(
        select(Result)
        .where(Result.suggestion_id.in_(select(within.c.id)))
        .order_by(Result.id.desc())
        .limit(limit)
    ).all()
