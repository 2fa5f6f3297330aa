"""What is let go of once nothing needs it any more, a batch at a time; of the record, nothing."""

from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from storage import signals
from storage.database import changed
from storage.dialogs import Aside
from storage.inbox import EMPTY, KEPT, Chat, Update
from storage.people import Account, Invitation, Stranger
from storage.vocabulary import InboxState


def empty_updates(session: Session, before: datetime, limit: int) -> int:
    """Empty updates acted on before a moment: of each only remains that there was one."""
    old = (
        select(Update.update_id)
        .where(KEPT, Update.done_at < before)
        .order_by(Update.done_at)
        .limit(limit)
    )
    return changed(
        session,
        update(Update).where(Update.update_id.in_(old)).values(raw=EMPTY, chat_id=0, error=None),
    )


def drop_strangers(session: Session, before: datetime, limit: int) -> int:
    """Forget that somebody unknown wrote, if they have not since a moment."""
    old = select(Stranger.user_hash).where(Stranger.last_at < before).limit(limit)
    return changed(session, delete(Stranger).where(Stranger.user_hash.in_(old)))


def drop_invitations(session: Session, before: datetime, limit: int) -> int:
    """Drop invitations that ran out before a moment, used or not."""
    old = select(Invitation.id).where(Invitation.expires_at < before).limit(limit)
    return changed(session, delete(Invitation).where(Invitation.id.in_(old)))


def drop_asides(session: Session, before: datetime, limit: int) -> int:
    """Drop forms that gave way to something else before a moment and were never taken up."""
    old = select(Aside.id).where(Aside.at < before).limit(limit)
    return changed(session, delete(Aside).where(Aside.id.in_(old)))


def drop_chats(session: Session, limit: int) -> int:
    """Drop chats of people who have no account and wait for nothing: strangers, and who has left.

    What is being received just then may miss its chat: see `mend_chats`.
    """
    waiting = exists().where(Update.chat_id == Chat.chat_id, Update.state == InboxState.NEW)
    parked = select(Update.chat_id).where(Update.state == InboxState.PARKED)
    known = exists().where(Account.user_id == Chat.chat_id, Account.closed_at.is_(None))
    idle = (
        select(Chat.chat_id)
        .where(Chat.chat_id > 0, ~waiting, ~known, Chat.chat_id.not_in(parked))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return changed(session, delete(Chat).where(Chat.chat_id.in_(session.scalars(idle).all())))


def mend_chats(session: Session) -> None:
    """Give every update that waits its chat, should that have been dropped meanwhile."""
    chat = Chat.chat_id == Update.chat_id
    lost = (
        select(Update.chat_id)
        .where(Update.state == InboxState.NEW, ~exists().where(chat))
        .distinct()
    )
    found = session.scalars(lost).all()
    if found:
        session.execute(insert(Chat), [{"chat_id": chat_id} for chat_id in found])
        signals.tell(session, signals.INBOX)
