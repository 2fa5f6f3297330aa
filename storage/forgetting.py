"""Letting go of a person: account, number, preferences, and the name where no record needs it."""

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from storage.database import changed
from storage.dialogs import Aside, Dialog
from storage.events import Event
from storage.files import Attachment
from storage.inbox import EMPTY, Chat, Update
from storage.messages import Message, Revision
from storage.outbox import UNSENT
from storage.people import Account, Invitation, Person
from storage.vocabulary import InboxState, MessageState


def account_ids(session: Session, person_id: int) -> list[int]:
    """Every chat account a person has ever had here."""
    return list(
        session.scalars(
            select(Account.user_id).where(Account.person_id == person_id, Account.user_id > 0)
        )
    )


def unbind(session: Session, person_id: int, user_ids: list[int]) -> None:
    """Take a person's accounts out of every row: nobody can be reached, or known, by them."""
    session.execute(
        update(Account).where(Account.person_id == person_id).values(user_id=-Account.id)
    )
    session.execute(delete(Invitation).where(Invitation.person_id == person_id))
    session.execute(delete(Dialog).where(Dialog.person_id == person_id))
    session.execute(delete(Aside).where(Aside.person_id == person_id))
    session.execute(
        update(Message)
        .where(Message.chat_id.in_(user_ids), UNSENT)
        .values(state=MessageState.CANCELLED, next_at=None)
    )
    session.execute(
        update(Message).where(Message.chat_id.in_(user_ids)).values(chat_id=None, telegram_id=None)
    )
    session.execute(
        update(Update)
        .where(Update.chat_id.in_(user_ids), Update.state != InboxState.NEW)
        .values(raw=EMPTY, chat_id=0, error=None)
    )
    session.execute(delete(Chat).where(Chat.chat_id.in_(user_ids)))


def empty_talk(session: Session, person_id: int, user_ids: list[int]) -> int:
    """Empty what was said between a person and the bot about no suggestion; how many messages."""
    outside = _talk(person_id, user_ids)
    ids = select(Message.id).where(outside)
    session.execute(delete(Revision).where(Revision.message_id.in_(ids)))
    session.execute(delete(Attachment).where(Attachment.message_id.in_(ids)))
    session.execute(
        update(Event)
        .where(Event.person_id == person_id, Event.suggestion_id.is_(None))
        .where(Event.kind.in_(("imported", "updated")))
        .values(data={})
    )
    return changed(
        session,
        update(Message)
        .where(outside)
        .values(text=None, entities=None, keyboard=None, reply_keyboard=None, media=None),
    )


def _talk(person_id: int, user_ids: list[int]) -> ColumnElement[bool]:
    return and_(
        or_(
            Message.author_id == person_id,
            Message.person_id == person_id,
            Message.chat_id.in_(user_ids),
        ),
        Message.suggestion_id.is_(None),
    )


def is_kept(session: Session, sha256: str) -> bool:
    """Whether any message still needs a file."""
    found = session.scalar(select(Attachment.id).where(Attachment.sha256 == sha256).limit(1))
    return found is not None


def files_of_talk(session: Session, person_id: int, user_ids: list[int]) -> list[str]:
    """The files of what is emptied by `empty_talk`, by their hashes."""
    rows = session.scalars(
        select(Attachment.sha256)
        .join(Message, Message.id == Attachment.message_id)
        .where(_talk(person_id, user_ids), Attachment.sha256.is_not(None))
        .distinct()
    )
    return [sha256 for sha256 in rows if sha256]


def strip(person: Person) -> None:
    """Take away what serves only to reach a person."""
    person.phone = None
    person.windows = None
    person.preferred_form = None
    person.notes = {}


def rename(person: Person, name: str) -> None:
    """Put a pseudonym in the place of a name, and everything that tells who it was."""
    person.name = name
    person.key = f"forgotten|{person.id}"
    person.electing_unit = None
    person.delegation = None
    person.post = None
    person.office = None
