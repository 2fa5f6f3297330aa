"""Replies that the committee looks into (抽查): drawn by lot, and what it found."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words


class ReplyAudit(Base):
    """A reply that was drawn. `seed`: the text whose hash drew it, so that anybody can do so.

    `is_true`: whether it is what its class says (属实), or not (名不副实) for that `reason`; None
    with `done_at`: its class was changed before anybody had looked.
    """

    __tablename__ = "reply_audits"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"), unique=True)
    seed: Mapped[str] = mapped_column(String(200))
    drawn_at: Mapped[datetime]
    asked_of_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date]
    is_true: Mapped[bool | None]
    reason: Mapped[str | None] = mapped_column(Words)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]


def find(session: Session, audit_id: int) -> ReplyAudit | None:
    """The audit of that id, locked."""
    return session.get(ReplyAudit, audit_id, with_for_update=True)


def of_reply(session: Session, reply_id: int) -> ReplyAudit | None:
    """The audit of a reply, if it was drawn."""
    return session.scalars(select(ReplyAudit).where(ReplyAudit.reply_id == reply_id)).first()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[ReplyAudit]:
    """All audits of replies to a suggestion, in order."""
    return session.scalars(
        select(ReplyAudit).where(ReplyAudit.suggestion_id == suggestion_id).order_by(ReplyAudit.id)
    ).all()
