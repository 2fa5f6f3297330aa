"""What is going to be answered (答复稿): shown to the deputy, reviewed above, or sent back.

A draft is never changed: a new one takes its place, so its history stays.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import Disclosure, DraftView, ReplyClass, Role


class Draft(Base):
    """A draft of one round by one unit; the latest of the unit that handles it now counts.

    `words` or the message that brought the `document`, or both. `why_class`: why its class is not
    that of the draft before. `view_due_on`: until when the lead deputy was asked to look at it,
    None: it was not shown. `passed_at`: everybody above has let it pass. `disclosure`: how it
    wants the reply published, None where that is not asked. `outdated_at`: since then something
    else is answered point by point than whoever looked at it has seen.
    """

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_suggestion", "suggestion_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    words: Mapped[str | None] = mapped_column(Words)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    reply_class: Mapped[ReplyClass]
    why_class: Mapped[str | None] = mapped_column(Words)
    disclosure: Mapped[Disclosure | None]
    why_disclosure: Mapped[str | None] = mapped_column(Words)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    view_due_on: Mapped[date | None]
    view: Mapped[DraftView | None]
    objection: Mapped[str | None] = mapped_column(Words)
    viewed_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    outdated_at: Mapped[datetime | None]


class Review(Base):
    """One look at a draft from above (审核). `is_passed` None: nobody has decided yet."""

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_draft", "draft_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    role: Mapped[Role]
    asked_of_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    is_passed: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(Words)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]


def find(session: Session, draft_id: int) -> Draft | None:
    """The draft of that id."""
    return session.get(Draft, draft_id, with_for_update=True)


def latest(session: Session, suggestion_id: int, round_number: int, unit_id: int) -> Draft | None:
    """The latest draft of a unit in a round."""
    return session.scalars(
        select(Draft)
        .where(
            Draft.suggestion_id == suggestion_id,
            Draft.round == round_number,
            Draft.unit_id == unit_id,
        )
        .order_by(Draft.id.desc())
        .limit(1)
    ).first()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Draft]:
    """All drafts of a suggestion, in order."""
    return session.scalars(
        select(Draft).where(Draft.suggestion_id == suggestion_id).order_by(Draft.id)
    ).all()


def review(session: Session, review_id: int) -> Review | None:
    """The review of that id."""
    return session.get(Review, review_id, with_for_update=True)


def reviews(session: Session, draft_id: int) -> Sequence[Review]:
    """The reviews of a draft, in order."""
    return session.scalars(
        select(Review).where(Review.draft_id == draft_id).order_by(Review.id)
    ).all()
