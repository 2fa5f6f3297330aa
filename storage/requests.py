"""What is asked of the committee or of co-signers about an assignment, and what was decided.

A unit asks to return a suggestion (退办) or for more time (延期); a deputy withdraws one (撤回),
which everybody behind it has to agree to.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import RequestKind


class Request(Base):
    """One request in one round. `is_granted` None: not decided yet.

    `unit_id`: which unit asks; `details`: what it proposes; `message_ids`: whom it was put to.
    """

    __tablename__ = "requests"
    __table_args__ = (Index("ix_requests_suggestion", "suggestion_id", "kind"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    kind: Mapped[RequestKind]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    reason: Mapped[str] = mapped_column(Words)
    details: Mapped[dict[str, Any]]
    message_ids: Mapped[list[Any]]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    is_granted: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(Words)  # why not


class Consent(Base):
    """Whether somebody behind a suggestion agrees to its withdrawal; None: not said yet.

    `noted_by_id`: who wrote it down for somebody who is not in the chat.
    """

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("request_id", "person_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_given: Mapped[bool | None]
    at: Mapped[datetime | None]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


def find(session: Session, request_id: int) -> Request | None:
    """The request of that id."""
    return session.get(Request, request_id, with_for_update=True)


def of_suggestion(
    session: Session, suggestion_id: int, kinds: Iterable[RequestKind]
) -> Sequence[Request]:
    """The requests of these kinds about a suggestion, in order."""
    return session.scalars(
        select(Request)
        .where(Request.suggestion_id == suggestion_id, Request.kind.in_(list(kinds)))
        .order_by(Request.id)
    ).all()


def undecided(session: Session, suggestion_id: int, kind: RequestKind) -> Request | None:
    """The request of that kind that is still to be decided."""
    found = of_suggestion(session, suggestion_id, [kind])
    return next((row for row in found if row.is_granted is None), None)


def consents(session: Session, request_id: int) -> Sequence[Consent]:
    """Everybody who is asked to agree, in order."""
    return session.scalars(
        select(Consent).where(Consent.request_id == request_id).order_by(Consent.id)
    ).all()
