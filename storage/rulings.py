"""By which rules the dates of the record were computed last, and how far that has come.

A row for each time the rules have changed; the latest says whether anything is left to do.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.duties import Duty
from storage.vocabulary import DutyState


class Ruling(Base):
    """Dates follow from the rules of this fingerprint, up to the suggestion `done_to`."""

    __tablename__ = "rulings"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    profile: Mapped[str] = mapped_column(String(60))
    begun_at: Mapped[datetime]
    done_to: Mapped[int] = mapped_column(Id, default=0)
    changed: Mapped[int] = mapped_column(default=0)  # suggestions of which a date has changed
    finished_at: Mapped[datetime | None]


def latest(session: Session) -> Ruling | None:
    """The rules that dates follow from now."""
    return session.scalars(
        select(Ruling).order_by(Ruling.id.desc()).limit(1).with_for_update()
    ).first()


def look_again(session: Session, suggestion_ids: Sequence[int], now: datetime) -> None:
    """Have looked at again when what is owed about these climbs."""
    session.execute(
        update(Duty)
        .where(
            Duty.suggestion_id.in_(suggestion_ids),
            Duty.state == DutyState.OPEN,
            Duty.climbs_at.is_not(None),
        )
        .values(climbs_at=now)
    )
