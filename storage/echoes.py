"""When it is to be looked again whether a deputy has heard anything of an open suggestion (P42)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base


class Echo(Base):
    """The next look at one suggestion; None: none any more."""

    __tablename__ = "echoes"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), primary_key=True)
    next_at: Mapped[datetime | None] = mapped_column(index=True)


def due(session: Session, now: datetime, limit: int) -> Sequence[Echo]:
    """The looks whose moment has come, locked, the earliest first."""
    return session.scalars(
        select(Echo)
        .where(Echo.next_at <= now)
        .order_by(Echo.next_at, Echo.suggestion_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def find(session: Session, suggestion_id: int) -> Echo | None:
    """The next look at a suggestion."""
    return session.get(Echo, suggestion_id)
