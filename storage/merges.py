"""Which suggestions of the same content are handled together (并案), each answered for itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.suggestions import Suggestion

_LIVING = text("ended_at IS NULL")


class Merge(Base):
    """`suggestion_id` is handled together with `into_id`; with one other at a time."""

    __tablename__ = "merges"
    __table_args__ = (
        Index(
            "uq_merges_living",
            "suggestion_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def main_of(session: Session, suggestion_id: int) -> int:
    """The suggestion with which it is handled: itself where it stands alone."""
    row = row_of(session, suggestion_id)
    return suggestion_id if row is None else row.into_id


def row_of(session: Session, suggestion_id: int) -> Merge | None:
    """The row by which a suggestion is handled together with another."""
    return session.scalars(
        select(Merge).where(Merge.suggestion_id == suggestion_id, Merge.ended_at.is_(None))
    ).first()


def together(session: Session, suggestion_id: int) -> Sequence[Suggestion]:
    """The other suggestions that are handled together with one, in ledger order."""
    main = main_of(session, suggestion_id)
    others = select(Merge.suggestion_id).where(Merge.into_id == main, Merge.ended_at.is_(None))
    return session.scalars(
        select(Suggestion)
        .where(
            or_(Suggestion.id == main, Suggestion.id.in_(others)), Suggestion.id != suggestion_id
        )
        .order_by(Suggestion.id)
    ).all()
