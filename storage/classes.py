"""Changes of the class of a reply that was given (分类调整): each with its reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import ReplyClass


class ClassChange(Base):
    """One change; the reply itself holds the class that counts now."""

    __tablename__ = "class_changes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"))
    before: Mapped[ReplyClass]
    after: Mapped[ReplyClass]
    reason: Mapped[str] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def of_suggestions(session: Session, suggestion_ids: Iterable[int]) -> Sequence[ClassChange]:
    """The changes of replies to some suggestions, in order."""
    return session.scalars(
        select(ClassChange)
        .where(ClassChange.suggestion_id.in_(list(suggestion_ids)))
        .order_by(ClassChange.id)
    ).all()


def as_of(
    session: Session, suggestion_ids: Iterable[int], moment: datetime
) -> dict[int, ReplyClass]:
    """The class that counted at a moment, by reply, of those that were changed after it."""
    found: dict[int, ReplyClass] = {}
    for row in of_suggestions(session, suggestion_ids):
        if row.at > moment:
            found.setdefault(row.reply_id, row.before)
    return found
