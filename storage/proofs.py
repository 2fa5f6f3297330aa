"""By what it is shown that something is solved (办成的依据): a document, an acceptance, a picture.

It goes with a draft, with a reply, or with the change of a reply's class; none is ever changed.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.replies import Reply
from storage.vocabulary import ReplyClass


class Proof(Base):
    """`words`, the message that brought a `document`, or both, for one class.

    `draft_id` or `reply_id` names what it goes with; `class_change_id` too, where the class of a
    reply was changed with it.
    """

    __tablename__ = "proofs"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    reply_class: Mapped[ReplyClass]
    words: Mapped[str | None] = mapped_column(Words)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"), index=True)
    class_change_id: Mapped[int | None] = mapped_column(ForeignKey("class_changes.id"))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Proof]:
    """All proofs about a suggestion, in order."""
    return session.scalars(
        select(Proof).where(Proof.suggestion_id == suggestion_id).order_by(Proof.id)
    ).all()


def of_draft(session: Session, draft_id: int) -> Proof | None:
    """What goes with a draft."""
    return session.scalars(
        select(Proof).where(Proof.draft_id == draft_id).order_by(Proof.id.desc()).limit(1)
    ).first()


def of_reply(session: Session, reply: Reply) -> Proof | None:
    """What goes with a reply; nothing of a class that it has no more."""
    found = session.scalars(
        select(Proof).where(Proof.reply_id == reply.id).order_by(Proof.id.desc()).limit(1)
    ).first()
    return found if found is not None and found.reply_class == reply.reply_class else None
