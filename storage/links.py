"""Data kept elsewhere that an answer points to (外部数据): title, address, who gave it and when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words


class Link(Base):
    """One link given to the deputies of a suggestion."""

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(Words)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Link]:
    """Every link of a suggestion, in order."""
    return session.scalars(
        select(Link).where(Link.suggestion_id == suggestion_id).order_by(Link.id)
    ).all()
