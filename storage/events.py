"""What happened: every act, decision, import and failure, who and when. Rows are only added."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, table_of


class Event(Base):
    """One thing that happened, to a suggestion or to a person (or to neither: the office)."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_suggestion", "suggestion_id", "id"),
        Index("ix_events_person", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]]
    update_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]


_ADD = insert(table_of(Event))


def add(session: Session, values: dict[str, Any]) -> None:
    """Write one event."""
    session.flush()
    session.connection().execute(_ADD, values)


def add_all(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write many events in one go."""
    if rows:
        session.flush()
        session.connection().execute(_ADD, rows)


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Event]:
    """Everything that happened to a suggestion, in order."""
    return session.scalars(
        select(Event).where(Event.suggestion_id == suggestion_id).order_by(Event.id)
    ).all()


def of_person(session: Session, person_id: int) -> Sequence[Event]:
    """Everything that happened to a person, in order."""
    return session.scalars(
        select(Event).where(Event.person_id == person_id).order_by(Event.id)
    ).all()
