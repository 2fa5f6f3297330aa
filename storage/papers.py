"""Ratings that came on paper: entered by one of the committee, confirmed by another."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import Grade


class Paper(Base):
    """A paper form as one person read it. `is_confirmed` None: nobody else has looked yet."""

    __tablename__ = "papers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    round: Mapped[int]
    content: Mapped[Grade]
    attitude: Mapped[Grade]
    effect: Mapped[Grade]
    reason: Mapped[str | None] = mapped_column(Words)
    scan_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    is_confirmed: Mapped[bool | None]


def find(session: Session, paper_id: int) -> Paper | None:
    """The paper form of that id, locked."""
    return session.get(Paper, paper_id, with_for_update=True)


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Paper]:
    """Every paper form entered for a suggestion, in order."""
    return session.scalars(
        select(Paper).where(Paper.suggestion_id == suggestion_id).order_by(Paper.id)
    ).all()


def undecided(session: Session, limit: int) -> Sequence[Paper]:
    """The forms that wait for a second pair of eyes, the oldest first."""
    return session.scalars(
        select(Paper).where(Paper.is_confirmed.is_(None)).order_by(Paper.id).limit(limit)
    ).all()
