"""What deputies have told the committee in private about being pressed for a rating (我受到压力).

Nothing here names its suggestion the way the record does (`about_id`): no export, list or card of
the suggestion comes by it, and nothing of the suggestion's own chain shows that there is something.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.messages import Message
from storage.suggestions import Suggestion
from storage.vocabulary import Direction

TOLD = "pressure"  # the purpose of every message about it


class Pressure(Base):
    """One report. `message_id`: the deputy's first words, if there were any."""

    __tablename__ = "pressures"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    taken_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(BigInteger)
    settled_at: Mapped[datetime | None]  # the committee is done with it
    next_at: Mapped[datetime | None]  # is brought to mind again


class PressureMessage(Base):
    """What was said between a deputy and the committee: whatever answers it is for the committee.

    `pressure_id` None: it was asked before there was a report.
    """

    __tablename__ = "pressure_messages"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    pressure_id: Mapped[int | None] = mapped_column(ForeignKey("pressures.id"), index=True)


def find(session: Session, pressure_id: int) -> Pressure | None:
    """The report of that id, locked."""
    return session.get(Pressure, pressure_id, with_for_update=True)


def note(session: Session, message_id: int, about_id: int, pressure_id: int | None) -> None:
    """Write down that a message belongs to what a deputy tells the committee."""
    row = PressureMessage(message_id=message_id, about_id=about_id, pressure_id=pressure_id)
    session.add(row)
    session.flush()


def answered_by(session: Session, message_id: int, deputy_id: int) -> int | None:
    """What an answer to a private message is about; where that is not noted, the last report."""
    row = _noted(session, message_id)
    if row is not None:
        return row.about_id
    return session.scalars(
        select(Pressure.about_id)
        .where(Pressure.deputy_id == deputy_id)
        .order_by(Pressure.id.desc())
        .limit(1)
    ).first()


def of_message(session: Session, message_id: int) -> Pressure | None:
    """The report that a message belongs to."""
    row = _noted(session, message_id)
    return find(session, row.pressure_id) if row is not None and row.pressure_id else None


def _noted(session: Session, message_id: int) -> PressureMessage | None:
    return session.scalars(
        select(PressureMessage).where(PressureMessage.message_id == message_id).limit(1)
    ).first()


def undecided(session: Session, about_id: int, deputy_id: int) -> Sequence[PressureMessage]:
    """Words of a deputy of which they have still to say whom they are for, in order."""
    return session.scalars(
        select(PressureMessage)
        .join(Message, Message.id == PressureMessage.message_id)
        .where(
            PressureMessage.about_id == about_id,
            PressureMessage.pressure_id.is_(None),
            Message.author_id == deputy_id,
            Message.purpose == TOLD,
        )
        .order_by(PressureMessage.id)
    ).all()


def open_of(session: Session, about_id: int, deputy_id: int) -> Pressure | None:
    """A deputy's report about a suggestion that nobody has taken up, locked."""
    return session.scalars(
        select(Pressure)
        .where(
            Pressure.about_id == about_id,
            Pressure.deputy_id == deputy_id,
            Pressure.taken_at.is_(None),
        )
        .order_by(Pressure.id.desc())
        .limit(1)
        .with_for_update()
    ).first()


def words(session: Session, row: Pressure) -> Sequence[Message]:
    """All that the deputy has said for a report, in order."""
    noted = select(PressureMessage.message_id).where(PressureMessage.pressure_id == row.id)
    return session.scalars(
        select(Message)
        .where(
            or_(Message.id.in_(noted), Message.id == row.message_id),
            Message.direction == Direction.IN,
        )
        .order_by(Message.id)
    ).all()


def about(session: Session, suggestion_id: int) -> Sequence[Pressure]:
    """Every report about a suggestion, in order."""
    return session.scalars(
        select(Pressure).where(Pressure.about_id == suggestion_id).order_by(Pressure.id)
    ).all()


def due(session: Session, now: datetime, limit: int) -> Sequence[Pressure]:
    """The reports to be brought to mind, locked, in order."""
    return session.scalars(
        select(Pressure)
        .where(
            Pressure.taken_at.is_(None), or_(Pressure.next_at.is_(None), Pressure.next_at <= now)
        )
        .order_by(Pressure.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def being_looked_into(session: Session, limit: int) -> Sequence[Pressure]:
    """The reports that were taken up and are not done with, of what is not closed."""
    return session.scalars(
        select(Pressure)
        .join(Suggestion, Suggestion.id == Pressure.about_id)
        .where(
            Pressure.taken_at.is_not(None),
            Pressure.settled_at.is_(None),
            Suggestion.closed_at.is_(None),
        )
        .order_by(Pressure.id)
        .limit(limit)
    ).all()


def not_taken(session: Session, limit: int) -> Sequence[Pressure]:
    """The reports that nobody of the committee has taken up, the oldest first."""
    return session.scalars(
        select(Pressure).where(Pressure.taken_at.is_(None)).order_by(Pressure.id).limit(limit)
    ).all()
