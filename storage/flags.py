"""What is strange about ratings (评价异常), for the committee alone.

Nothing here names its suggestion the way the record does (`about_id`), so no unit comes by it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, insert_new
from storage.vocabulary import FlagKind


class Flag(Base):
    """One thing found, once: `key` tells equals apart. `about_id` None: it is about the unit."""

    __tablename__ = "flags"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[FlagKind]
    key: Mapped[str] = mapped_column(String(100))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    data: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    seen_at: Mapped[datetime | None]


def raise_new(session: Session, values: dict[str, Any]) -> bool:
    """Write a flag down; False when it stands already."""
    return insert_new(session, Flag, values)


def named(session: Session, kind: FlagKind, key: str) -> Flag:
    """The flag of that key."""
    return session.scalars(select(Flag).where(Flag.kind == kind, Flag.key == key)).one()


def find(session: Session, flag_id: int) -> Flag | None:
    """The flag of that id, locked."""
    return session.get(Flag, flag_id, with_for_update=True)


def about(session: Session, suggestion_id: int) -> Sequence[Flag]:
    """What was found about a suggestion, in order."""
    return session.scalars(
        select(Flag).where(Flag.about_id == suggestion_id).order_by(Flag.id)
    ).all()


def not_seen(session: Session, limit: int) -> Sequence[Flag]:
    """What nobody of the committee has looked into, the oldest first."""
    return session.scalars(
        select(Flag).where(Flag.seen_at.is_(None)).order_by(Flag.id).limit(limit)
    ).all()
