"""When a unit signed for a suggestion that was assigned to it (签收)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id


class Receipt(Base):
    """A unit has counted, checked and taken a suggestion."""

    __tablename__ = "receipts"
    __table_args__ = (Index("ix_receipts_suggestion", "suggestion_id", "unit_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def of_unit(session: Session, suggestion_id: int, unit_id: int) -> Receipt | None:
    """The last receipt of a unit for a suggestion."""
    return session.scalars(
        select(Receipt)
        .where(Receipt.suggestion_id == suggestion_id, Receipt.unit_id == unit_id)
        .order_by(Receipt.id.desc())
        .limit(1)
    ).first()
