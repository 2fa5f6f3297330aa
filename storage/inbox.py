"""What came in, raw, before anybody acts on it: committed before it is acknowledged to Telegram."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, SmallInteger, String, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, changed, insert_all_new
from storage.numbers import Words
from storage.vocabulary import InboxState

_NEW = text("state = 'new'")
_PARKED = text("state = 'parked'")


class Update(Base):
    """One raw update of the Bot API. `raw` is emptied where nothing of it may be kept."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_new", "update_id", sqlite_where=_NEW, postgresql_where=_NEW),
        Index("ix_inbox_parked", "update_id", sqlite_where=_PARKED, postgresql_where=_PARKED),
    )

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    raw: Mapped[str] = mapped_column(Words)
    state: Mapped[InboxState]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    error: Mapped[str | None] = mapped_column(String(300))
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


def receive(session: Session, updates: list[tuple[int, str]], now: datetime) -> None:
    """Keep raw updates; one that is known already changes nothing."""
    insert_all_new(
        session,
        Update,
        [
            {
                "update_id": update_id,
                "raw": raw,
                "state": InboxState.NEW,
                "attempts": 0,
                "received_at": now,
            }
            for update_id, raw in updates
        ],
    )


def claim(session: Session, limit: int) -> Sequence[tuple[int, str]]:
    """The oldest updates nobody has acted on: (update id, raw)."""
    rows = session.connection().execute(
        select(Update.update_id, Update.raw)
        .where(Update.state == InboxState.NEW)
        .order_by(Update.update_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row[0], row[1]) for row in rows]


def done(session: Session, update_ids: Sequence[int], now: datetime) -> None:
    """Mark updates as acted on."""
    if update_ids:
        session.connection().execute(
            update(Update)
            .where(Update.update_id.in_(update_ids))
            .values(state=InboxState.DONE, done_at=now)
        )


def forget(session: Session, update_id: int) -> None:
    """Empty an update whose words may not be kept (a stranger's)."""
    session.execute(update(Update).where(Update.update_id == update_id).values(raw="{}"))


def failed(session: Session, update_id: int, error: str, *, park_after: int) -> bool:
    """Note a failure; True when the update is now parked for a human."""
    row = session.get_one(Update, update_id)
    row.attempts += 1
    row.error = error[:300]
    if row.attempts >= park_after:
        row.state = InboxState.PARKED
    return row.state == InboxState.PARKED


def parked(session: Session) -> Sequence[Update]:
    """Updates waiting for a human."""
    return session.scalars(
        select(Update).where(Update.state == InboxState.PARKED).order_by(Update.update_id)
    ).all()


def values_of(session: Session, update_id: int) -> dict[str, Any]:
    """One row as it stands, for questions from outside."""
    row = session.get_one(Update, update_id)
    return {"state": row.state, "attempts": row.attempts, "error": row.error}


def try_again(session: Session, update_id: int) -> bool:
    """Put a parked update back as if it had just come in; False when it is not parked."""
    return _unparked(session, update_id, state=InboxState.NEW, attempts=0)


def drop(session: Session, update_id: int, now: datetime) -> bool:
    """A human has decided that nothing is done about a parked update; False when it is not."""
    return _unparked(session, update_id, state=InboxState.DROPPED, done_at=now)


def _unparked(session: Session, update_id: int, **values: Any) -> bool:
    statement = update(Update).where(
        Update.update_id == update_id, Update.state == InboxState.PARKED
    )
    return changed(session, statement.values(**values)) > 0
