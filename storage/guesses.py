"""Wrong invitation codes: how many, by a hash of the account; never the code, never the account."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, insert_new

ALL = "all"


class Guess(Base):
    """The wrong codes of one account, or (`ALL`) of all together.

    `told_at`: when the supervisors have heard of it last.
    """

    __tablename__ = "guesses"

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    told_at: Mapped[datetime | None]


def find(session: Session, who: str) -> Guess | None:
    """The row of an account."""
    return session.get(Guess, who)


def locked(session: Session, who: str) -> Guess:
    """The row of an account, a new one if there was none; nobody else changes it meanwhile."""
    insert_new(session, Guess, {"who": who, "count": 0})
    return session.get_one(Guess, who, with_for_update=True, populate_existing=True)
