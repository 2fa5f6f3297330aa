"""When it is to be looked again whether a deputy has heard anything of an open suggestion (P42)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base
from storage.promises import Promise
from storage.suggestions import Suggestion
from storage.vocabulary import PromiseState, Stage


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


def wake(session: Session, now: datetime) -> None:
    """What is closed with a promise to be kept, and is looked at no more, is looked at now."""
    promised = (
        select(Promise.suggestion_id)
        .join(Suggestion, Suggestion.id == Promise.suggestion_id)
        .where(Promise.state == PromiseState.OPEN, Suggestion.stage == Stage.CLOSED)
    )
    session.execute(
        update(Echo)
        .where(Echo.next_at.is_(None), Echo.suggestion_id.in_(promised))
        .values(next_at=now)
    )


def find(session: Session, suggestion_id: int) -> Echo | None:
    """The next look at a suggestion."""
    return session.get(Echo, suggestion_id)
