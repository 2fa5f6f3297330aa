"""What deputies have told the committee in private about being pressed for a rating (我受到压力).

Nothing here names its suggestion the way the record does (`about_id`): no export, list or card of
the suggestion comes by it, and nothing of the suggestion's own chain shows that there is something.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id

TOLD = "pressure"  # the purpose of every message about it


class Pressure(Base):
    """One report. `message_id`: the deputy's words, if there were any."""

    __tablename__ = "pressures"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    taken_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]  # is brought to mind again


def find(session: Session, pressure_id: int) -> Pressure | None:
    """The report of that id, locked."""
    return session.get(Pressure, pressure_id, with_for_update=True)


def with_words(session: Session, message_id: int) -> Pressure | None:
    """The report that these words were said for."""
    return session.scalars(select(Pressure).where(Pressure.message_id == message_id)).first()


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


def not_taken(session: Session, limit: int) -> Sequence[Pressure]:
    """The reports that nobody of the committee has taken up, the oldest first."""
    return session.scalars(
        select(Pressure).where(Pressure.taken_at.is_(None)).order_by(Pressure.id).limit(limit)
    ).all()
