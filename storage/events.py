"""What happened: every act, decision, import and failure, who and when. Rows are only added.

They are written at the end of the transaction, each bound to the one before it (see `chain`).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, Json, Writing


class Event(Base):
    """One thing that happened, to a suggestion or to a person (or to neither: the office).

    `digest` covers all this; `touched` has the digests of the rows that came to be with it (table
    → key → digest); `hash` covers both and the `hash` of the event before in the same chain.
    """

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
    digest: Mapped[str | None] = mapped_column(String(32))
    touched: Mapped[dict[str, Any] | None] = mapped_column(Json)
    hash: Mapped[str | None] = mapped_column(String(32))


EDITED = "edited"
LATELY = 50  # edits under one suggestion that are looked through
CHANGED = "changed"  # rows were touched, and nothing else is to be told


def add(session: Session, values: dict[str, Any]) -> None:
    """Write one event."""
    add_all(session, [values])


def add_all(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write many events in one go."""
    if not isinstance(session, Writing):
        raise TypeError("events are written in Database.write()")
    session.happened += rows


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Event]:
    """Everything that happened to a suggestion, in order."""
    return session.scalars(
        select(Event)
        .where(Event.suggestion_id == suggestion_id, Event.kind != CHANGED)
        .order_by(Event.id)
    ).all()


def round_began(session: Session, suggestion_id: int, round_number: int) -> date | None:
    """The day from which the dates of a round count."""
    rows = session.scalars(
        select(Event.data)
        .where(Event.suggestion_id == suggestion_id, Event.kind == "assigned")
        .order_by(Event.id.desc())
    )
    days = (data["assigned_on"] for data in rows if data["round"] == round_number)
    found = next(days, None)
    return date.fromisoformat(found) if found else None


MOVED = ("reassigned", "officer_changed", "leader_named", "split")


def was_moved(session: Session, suggestion_id: int) -> bool:
    """Whether somebody has ever said in chat who is to handle it."""
    found = session.scalars(
        select(Event.id)
        .where(
            Event.suggestion_id == suggestion_id,
            Event.kind.in_(MOVED),
            Event.actor_id.is_not(None),
        )
        .limit(1)
    )
    return found.first() is not None


def edited_by(session: Session, suggestion_id: int | None, message_id: int) -> int:
    """The highest update by which a message was edited so far; 0: by none."""
    if not isinstance(session, Writing):
        raise TypeError("asked in Database.write()")
    rows = session.execute(
        select(Event.update_id, Event.data)
        .where(Event.suggestion_id == suggestion_id, Event.kind == EDITED)
        .order_by(Event.id.desc())
        .limit(LATELY)
    ).all()
    edits = [(row[0], row[1]) for row in rows]
    edits += [(one["update_id"], one["data"]) for one in session.happened if one["kind"] == EDITED]
    return max((by or 0 for by, data in edits if data.get("message_id") == message_id), default=0)


def last_about(session: Session, suggestion_id: int, kind: str) -> Event | None:
    """What of a kind happened to a suggestion last."""
    return session.scalars(
        select(Event)
        .where(Event.suggestion_id == suggestion_id, Event.kind == kind)
        .order_by(Event.id.desc())
        .limit(1)
    ).first()


def of_person(session: Session, person_id: int) -> Sequence[Event]:
    """Everything that happened to a person, in order."""
    return session.scalars(
        select(Event).where(Event.person_id == person_id).order_by(Event.id)
    ).all()
