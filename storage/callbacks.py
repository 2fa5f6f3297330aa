"""Ratings that the committee asks about by telephone (抽样回访): drawn by lot, what it heard."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.events import Event
from storage.numbers import Words
from storage.vocabulary import CallBackOutcome


class CallBack(Base):
    """A rating that was drawn. `seed`: the text whose hash drew it, so that anybody can do so."""

    __tablename__ = "call_backs"
    __table_args__ = (UniqueConstraint("suggestion_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    seed: Mapped[str] = mapped_column(String(200))
    drawn_at: Mapped[datetime]
    asked_of_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[CallBackOutcome | None]
    words: Mapped[str | None] = mapped_column(Words)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]


def find(session: Session, call_back_id: int) -> CallBack | None:
    """The call-back of that id, locked."""
    return session.get(CallBack, call_back_id, with_for_update=True)


def of_round(session: Session, suggestion_id: int, round_number: int) -> CallBack | None:
    """The call-back about a round, if it was drawn."""
    return session.scalars(
        select(CallBack).where(
            CallBack.suggestion_id == suggestion_id, CallBack.round == round_number
        )
    ).first()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[CallBack]:
    """Every call-back about a suggestion."""
    return session.scalars(
        select(CallBack).where(CallBack.suggestion_id == suggestion_id).order_by(CallBack.id)
    ).all()


def open_of(session: Session, person_id: int, limit: int) -> Sequence[CallBack]:
    """The calls that somebody has still to make, the oldest first."""
    return session.scalars(
        select(CallBack)
        .where(CallBack.asked_of_id == person_id, CallBack.done_at.is_(None))
        .order_by(CallBack.id)
        .limit(limit)
    ).all()


def link(session: Session, suggestion_id: int) -> str:
    """The last link of a suggestion's chain: nobody knew it before, nobody can change it after."""
    found = session.scalar(
        select(Event.hash)
        .where(Event.suggestion_id == suggestion_id, Event.hash.is_not(None))
        .order_by(Event.id.desc())
        .limit(1)
    )
    return found or ""
