"""Which question a person is being asked just now: it survives restarts because it is a row."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, remember, remembered
from storage.pending import BESIDE
from storage.people import Account, Person


class Dialog(Base):
    """The one open question of a person. `kind` names it, `data` holds what was said so far."""

    __tablename__ = "dialogs"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Aside(Base):
    """An open question that gave way to another before it was answered, as it stood."""

    __tablename__ = "asides"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    keyboard: Mapped[list[Any] | None]  # under the question
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


_OF = (
    select(Dialog)
    .where(Dialog.person_id == bindparam("person_id"))
    .execution_options(populate_existing=True, **BESIDE)
)


_SPEAKERS = (
    select(Person, Dialog, Account.user_id)
    .join(Account, Account.person_id == Person.id)
    .outerjoin(Dialog, Dialog.person_id == Person.id)
    .where(Account.user_id.in_(bindparam("user_ids", expanding=True)), Account.closed_at.is_(None))
    .execution_options(**BESIDE)
)


def speaker(session: Session, user_id: int) -> Person | None:
    """Whose open account this is; their open question is learnt in the same question."""
    session.flush()
    found = remembered(
        session, ("by_user", user_id), lambda: speakers(session, [user_id]).get(user_id)
    )
    return found


def speakers(session: Session, user_ids: Collection[int]) -> dict[int, Person]:
    """Whose open accounts these are, and their open questions: all asked at once."""
    found: dict[int, Person] = {}
    for person, dialog, user_id in session.execute(_SPEAKERS, {"user_ids": list(user_ids)}):
        found[user_id] = person
        remember(session, ("dialog", person.id), dialog)
        remember(session, ("person", person.id), person)
        remember(session, ("chat_of", person.id), user_id)
    for user_id in user_ids:
        remember(session, ("by_user", user_id), found.get(user_id))
    return found


def of(session: Session, person_id: int) -> Dialog | None:
    """The open question of a person."""
    session.flush()
    return remembered(
        session,
        ("dialog", person_id),
        lambda: session.scalars(_OF, {"person_id": person_id}).first(),
    )


def ask(
    session: Session,
    person_id: int,
    kind: str,
    now: datetime,
    *,
    suggestion_id: int | None = None,
    message_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Open a question; an earlier one gives way."""
    close(session, person_id)
    session.add(
        Dialog(
            person_id=person_id,
            kind=kind,
            suggestion_id=suggestion_id,
            message_id=message_id,
            data=data or {},
            at=now,
        )
    )
    session.flush()


def close_about(session: Session, suggestion_id: int, kinds: Iterable[str]) -> None:
    """Close everybody's open questions of these kinds about a suggestion."""
    session.flush()
    asked = session.scalars(
        select(Dialog.person_id).where(
            Dialog.suggestion_id == suggestion_id, Dialog.kind.in_(list(kinds))
        )
    ).all()
    for person_id in asked:
        close(session, person_id)


def drafts_about(session: Session, suggestion_id: int) -> list[int]:
    """The messages in which somebody is just writing about a suggestion."""
    session.flush()
    written = select(Dialog.data).where(Dialog.suggestion_id == suggestion_id)
    return [one for data in session.scalars(written) for one in data.get("draft", [])]


def close_all_about(session: Session, suggestion_id: int) -> None:
    """Close everybody's open questions about a suggestion."""
    session.flush()
    asked = select(Dialog.person_id).where(Dialog.suggestion_id == suggestion_id)
    for person_id in session.scalars(asked).all():
        close(session, person_id)
    session.execute(delete(Aside).where(Aside.suggestion_id == suggestion_id))


def put_aside(session: Session, dialog: Dialog, keyboard: list[Any] | None, now: datetime) -> Aside:
    """Note an open question, to be taken up later; it is still to be closed."""
    aside = Aside(
        person_id=dialog.person_id,
        kind=dialog.kind,
        suggestion_id=dialog.suggestion_id,
        message_id=dialog.message_id,
        keyboard=keyboard,
        data=dialog.data,
        at=now,
    )
    session.add(aside)
    session.flush()
    return aside


def aside_of(session: Session, person_id: int, aside_id: int) -> Aside | None:
    """What a person has put aside, by its number."""
    return session.scalars(
        select(Aside).where(Aside.id == aside_id, Aside.person_id == person_id)
    ).first()


def take_up(session: Session, aside: Aside) -> None:
    """What was put aside is open again."""
    session.delete(aside)
    session.flush()


def forget_asides(session: Session, person_id: int) -> None:
    """Let go of all that a person has put aside."""
    session.execute(delete(Aside).where(Aside.person_id == person_id))


def close(session: Session, person_id: int) -> None:
    """Close the open question of a person, if there is one."""
    session.execute(delete(Dialog).where(Dialog.person_id == person_id))
