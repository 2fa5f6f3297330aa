"""What was decided about publishing a reply (主动公开 …), and when and where it was published.

A decision is never changed: a new one takes its place, so its history stays.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import Disclosure, Openness


class Publication(Base):
    """One decision about the reply of a round; the latest of the round counts.

    `extent`: how much may be seen, the deputy's ceiling on that day. `due_on`: until when it is to
    be published, None before the reply, or where it is not. `url`: where it can be read;
    `taken_down_at`: since then no more, or no more of it than the deputy allows.
    """

    __tablename__ = "publications"
    __table_args__ = (Index("ix_publications_suggestion", "suggestion_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    decision: Mapped[Disclosure]
    extent: Mapped[Openness]
    reason: Mapped[str | None] = mapped_column(Words)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    due_on: Mapped[date | None]
    published_on: Mapped[date | None]
    url: Mapped[str | None] = mapped_column(Words)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime | None]
    taken_down_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    taken_down_at: Mapped[datetime | None]


def find(session: Session, publication_id: int) -> Publication | None:
    """The decision of that id."""
    return session.get(Publication, publication_id, with_for_update=True)


def of_round(session: Session, suggestion_id: int, round_number: int) -> Publication | None:
    """The decision that counts in a round."""
    return session.scalars(
        select(Publication)
        .where(Publication.suggestion_id == suggestion_id, Publication.round == round_number)
        .order_by(Publication.id.desc())
        .limit(1)
    ).first()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Publication]:
    """All decisions about a suggestion, in order."""
    return session.scalars(
        select(Publication)
        .where(Publication.suggestion_id == suggestion_id)
        .order_by(Publication.id)
    ).all()
