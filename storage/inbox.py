"""What came in, raw, before anybody acts on it: committed before it is acknowledged to Telegram.

Any number of processes may work through it. Whoever works on a chat holds that chat's row until
the transaction ends, so what somebody says is done in order and by one at a time; a process that
dies gives its chats back by dying.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Index,
    SmallInteger,
    String,
    bindparam,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import signals
from storage.database import Base, Moment, changed, insert_all_new, table_of
from storage.numbers import Words
from storage.vocabulary import InboxState

_NEW = text("state = 'new'")
_PARKED = text("state = 'parked'")
EMPTY = "{}"
KEPT = text("state IN ('done', 'dropped') AND raw <> '{}'")
_EMPTIED = text("state = 'done' AND raw = '{}'")
UNREADABLE = "null"  # kept of what nobody could read
CHATS_AT_ONCE = 50  # chats one process takes at a time


class Waiting(NamedTuple):
    """An update nobody has acted on."""

    update_id: int
    raw: str
    chat_id: int


class Chat(Base):
    """A chat from which something came: held by whoever works on what came from it.

    `served_at`: when it last had its turn while others, or more of its own, had to wait.
    """

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    served_at: Mapped[datetime | None]


class Update(Base):
    """One raw update of the Bot API. `raw` is emptied where nothing of it may be kept."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_new", "chat_id", "update_id", sqlite_where=_NEW, postgresql_where=_NEW),
        Index("ix_inbox_kept", "done_at", sqlite_where=KEPT, postgresql_where=KEPT),
        Index("ix_inbox_emptied", "done_at", sqlite_where=_EMPTIED, postgresql_where=_EMPTIED),
        Index("ix_inbox_parked", "update_id", sqlite_where=_PARKED, postgresql_where=_PARKED),
    )

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    raw: Mapped[str] = mapped_column(Words)
    state: Mapped[InboxState]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    error: Mapped[str | None] = mapped_column(String(300))
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


def receive(session: Session, updates: list[tuple[int, int, str]], now: datetime) -> None:
    """Keep raw updates (update id, chat id, raw); one that is known already changes nothing."""
    chats = sorted({chat_id for _, chat_id, _ in updates})
    insert_all_new(session.connection(), Chat, [{"chat_id": chat_id} for chat_id in chats])
    insert_all_new(
        session.connection(),
        Update,
        [
            {
                "update_id": update_id,
                "chat_id": chat_id,
                "raw": raw,
                "state": InboxState.NEW,
                "attempts": 0,
                "received_at": now,
            }
            for update_id, chat_id, raw in sorted(updates)
        ],
    )
    signals.tell(session, signals.INBOX)


# Chats with something new, found by leaps along the index: a flood from one chat costs one leap.
_HEADS = text(
    """
    WITH RECURSIVE heads(chat_id) AS (
        SELECT min(chat_id) FROM inbox WHERE state = 'new'
        UNION ALL
        SELECT (SELECT min(chat_id) FROM inbox WHERE state = 'new' AND chat_id > heads.chat_id)
        FROM heads WHERE heads.chat_id IS NOT NULL
    ), waiting AS (
        SELECT chat_id,
               (SELECT min(update_id) FROM inbox
                WHERE state = 'new' AND inbox.chat_id = heads.chat_id) AS first_id,
               (SELECT max(update_id) FROM inbox
                WHERE state = 'new' AND inbox.chat_id = heads.chat_id) AS last_id
        FROM heads WHERE chat_id IS NOT NULL
    )
    SELECT chats.chat_id, waiting.first_id, waiting.last_id
    FROM waiting JOIN chats ON chats.chat_id = waiting.chat_id
    ORDER BY CASE WHEN chats.served_at <= :now THEN chats.served_at END NULLS FIRST,
             waiting.first_id
    LIMIT :limit
    """
).bindparams(bindparam("now", type_=Moment))
_HEADS_LOCKED = text(f"{_HEADS.text} FOR NO KEY UPDATE OF chats SKIP LOCKED").bindparams(
    bindparam("now", type_=Moment)
)
_SERVED = (
    update(Chat)
    .values(served_at=bindparam("now"))
    .where(Chat.chat_id.in_(bindparam("ids", expanding=True)))
)
_TABLE = table_of(Update)
_BY_ID = (
    select(_TABLE.c.update_id, _TABLE.c.raw, _TABLE.c.chat_id)
    .where(
        _TABLE.c.update_id.in_(bindparam("ids", expanding=True)), _TABLE.c.state == InboxState.NEW
    )
    .order_by(_TABLE.c.update_id)
)
_OF_CHAT = (
    select(_TABLE.c.update_id, _TABLE.c.raw, _TABLE.c.chat_id)
    .where(_TABLE.c.chat_id == bindparam("chat_id"), _TABLE.c.state == InboxState.NEW)
    .order_by(_TABLE.c.update_id)
    .limit(bindparam("most"))
)


def claim(session: Session, limit: int, now: datetime) -> list[Waiting]:
    """What is to be done next, each chat's in order; its chats are held until the transaction ends.

    Chats take turns, and each gets the same share: whoever had one while others were waiting comes
    after those. So a flood, from one chat or from many, keeps nobody else waiting for its end.
    """
    connection = session.connection()
    is_locking = connection.dialect.name == "postgresql"
    most = min(limit, CHATS_AT_ONCE)
    heads = connection.execute(
        _HEADS_LOCKED if is_locking else _HEADS, {"limit": most, "now": now}
    ).all()
    if not heads:
        return []
    share = -(-limit // len(heads))  # rather a few too many than another round for the rest
    single = [first for _, first, last in heads if first == last or share == 1]
    found = [Waiting(*row) for row in connection.execute(_BY_ID, {"ids": single})] if single else []
    for chat_id, first, last in heads:
        if first != last and share > 1:
            rows = connection.execute(_OF_CHAT, {"chat_id": chat_id, "most": share})
            found += [Waiting(*row) for row in rows]
    if len(heads) == most or _is_left_over(heads, found):
        connection.execute(_SERVED, {"ids": [chat_id for chat_id, _, _ in heads], "now": now})
    return sorted(found)


def _is_left_over(heads: Sequence[Any], found: list[Waiting]) -> bool:
    """Whether one of the chats has more than its share."""
    taken = {one.update_id for one in found}
    return any(last not in taken for _, _, last in heads)


def claim_again(session: Session, update_ids: Collection[int]) -> list[Waiting]:
    """Of these updates what is still to be done and nobody else is at; their chats are held."""
    chats = select(_TABLE.c.chat_id).where(_TABLE.c.update_id.in_(update_ids))
    held = session.scalars(
        select(Chat.chat_id)
        .where(Chat.chat_id.in_(chats))
        .order_by(Chat.chat_id)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    rows = session.connection().execute(
        select(_TABLE.c.update_id, _TABLE.c.raw, _TABLE.c.chat_id)
        .where(
            _TABLE.c.update_id.in_(update_ids),
            _TABLE.c.chat_id.in_(held),
            _TABLE.c.state == InboxState.NEW,
        )
        .order_by(_TABLE.c.update_id)
    )
    return [Waiting(*row) for row in rows]


def done(session: Session, update_ids: Sequence[int], now: datetime) -> None:
    """Mark updates as acted on."""
    if update_ids:
        session.connection().execute(
            update(Update)
            .where(Update.update_id.in_(update_ids))
            .values(state=InboxState.DONE, done_at=now)
        )


def forget(session: Session, update_id: int) -> None:
    """Empty an update whose words may not be kept (a stranger's)."""
    session.execute(
        update(Update).where(Update.update_id == update_id).values(raw=EMPTY, chat_id=0)
    )


def prune(session: Session, before: datetime, limit: int) -> int:
    """Drop updates of which nothing is kept, done before a moment; how many there were.

    The row serves only to know an update that is brought again, which the network does for a day.
    """
    old = select(Update.update_id).where(_EMPTIED, Update.done_at < before).limit(limit)
    return changed(
        session,
        delete(Update)
        .where(Update.update_id.in_(old))
        .execution_options(synchronize_session=False),
    )


def failed(session: Session, update_id: int, error: str, *, park_after: int) -> bool:
    """Note a failure; True when the update is now parked for a human."""
    row = session.get_one(Update, update_id)
    row.attempts += 1
    row.error = error[:300]
    if row.attempts >= park_after:
        row.state = InboxState.PARKED
    return row.state == InboxState.PARKED


def parked(session: Session) -> Sequence[Update]:
    """Updates waiting for a human."""
    return session.scalars(
        select(Update).where(Update.state == InboxState.PARKED).order_by(Update.update_id)
    ).all()


def values_of(session: Session, update_id: int) -> dict[str, Any]:
    """One row as it stands, for questions from outside."""
    row = session.get_one(Update, update_id)
    return {"state": row.state, "attempts": row.attempts, "error": row.error}


def try_again(session: Session, update_id: int) -> bool:
    """Put a parked update back as if it had just come in; False when it is not parked."""
    signals.tell(session, signals.INBOX)
    return _unparked(session, update_id, state=InboxState.NEW, attempts=0)


def drop(session: Session, update_id: int, now: datetime) -> bool:
    """A human has decided that nothing is done about a parked update; False when it is not."""
    return _unparked(session, update_id, state=InboxState.DROPPED, done_at=now)


def _unparked(session: Session, update_id: int, **values: Any) -> bool:
    statement = update(Update).where(
        Update.update_id == update_id, Update.state == InboxState.PARKED
    )
    return changed(session, statement.values(**values)) > 0
