"""What is still to be sent, in which order, and what has become of it.

The outbox is no table of its own: it is the messages that have not arrived yet. Looking into it
costs what leaves, not what waits: neither a long queue to one chat nor a hundred thousand
messages for tomorrow morning make the next answer slower.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    union_all,
    update,
)

from storage import pending, touched
from storage.database import Moment, Session, changed, note, table_of
from storage.messages import CHANGED_WHILE_SENDING, Message
from storage.vocabulary import Direction, MessageKind, MessageState, Priority

AT_ONCE = timedelta(minutes=1)  # what waits no longer than this waits for no contact hours
HELD = ("relay", "heading")  # what staff say to a deputy in the evening is held until the morning
LATELY = 2000  # rows looked at for what was sent last
# As the index says it: neither engine finds it by a condition in other words.
UNSENT = text("messages.state IN ('queued', 'sending', 'stale')")
_WAITS = text("messages.state != 'sending'")


class Due(NamedTuple):
    """A message that may be sent or edited now. `album`: with whose others it may share a call."""

    id: int
    chat_id: int
    kind: MessageKind
    album: str | None


class Unsent(NamedTuple):
    """A message under way: everything its call is made of."""

    id: int
    chat_id: int
    kind: MessageKind
    priority: int
    purpose: str
    person_id: int | None
    telegram_id: int | None
    topic_id: int | None
    thread_id: int | None
    reply_to_id: int | None
    text: str | None
    entities: list[Any] | None
    keyboard: list[Any] | None
    reply_keyboard: dict[str, Any] | None
    media: dict[str, Any] | None
    attempts: int
    next_at: datetime | None


_M = table_of(Message).c


def _now() -> BindParameter[datetime]:
    return bindparam("now", type_=Moment)


def _looked_at(priority: Priority) -> Select[Any]:
    """Messages of a priority that are due, and whatever stands before them in their chats."""
    first = (
        select(_M.id, _M.chat_id)
        .where(
            UNSENT,
            _WAITS,
            _M.priority == int(priority),
            _M.next_at <= _now(),
            _M.chat_id.not_in(bindparam("busy", expanding=True)),
        )
        .order_by(_M.next_at, _M.id)
        .limit(bindparam("most"))
        .cte("first")
    )
    last = select(first.c.chat_id, func.max(first.c.id).label("id")).group_by(first.c.chat_id)
    last_of = last.cte("last_of")
    is_due = and_(_WAITS, _M.next_at <= _now())
    may_share = and_(_M.telegram_id.is_(None), _M.keyboard.is_(None))
    return (
        select(
            _M.id,
            _M.chat_id,
            _M.kind,
            case((may_share, _M.album)).label("shared_album"),
            and_(is_due, _M.priority == int(priority)).label("is_candidate"),
            not_(is_due).label("has_to_wait"),
        )
        .join_from(last_of, Message, and_(_M.chat_id == last_of.c.chat_id, _M.id <= last_of.c.id))
        .where(UNSENT, _M.priority <= int(priority))
        .order_by(_M.id)
    )


# Statements of the hot path are put together once: building them costs more than running them.
_LOOKED_AT = {priority: _looked_at(priority) for priority in Priority}
_CLAIM = (
    update(Message)
    .where(
        _M.id.in_(bindparam("ids", expanding=True)),
        _M.state.in_([MessageState.QUEUED, MessageState.STALE]),
    )
    .values(
        state=MessageState.SENDING,
        first_tried_at=func.coalesce(_M.first_tried_at, _now()),
    )
    .returning(*(_M[name] for name in Unsent._fields))
)
_NEXT = union_all(
    *(
        select(func.min(_M.next_at)).where(UNSENT, _WAITS, _M.priority == int(priority))
        for priority in Priority
    )
)
_ARRIVED = (
    update(table_of(Message))
    .where(_M.id == bindparam("row_id"), _M.state == MessageState.SENDING)
    .values(
        state=case(
            (_M.error == CHANGED_WHILE_SENDING, literal(MessageState.STALE.value)),
            else_=literal(MessageState.DELIVERED.value),
        ),
        telegram_id=bindparam("sent_id"),
        delivered_at=func.coalesce(_M.delivered_at, bindparam("sent_at", type_=Moment)),
        next_at=bindparam("sent_at", type_=Moment),
        error=None,
    )
)
_WAITED_FOR = (
    select(Message)
    .where(
        Message.id.in_(bindparam("ids", expanding=True)),
        or_(Message.status_id.is_not(None), Message.purpose == "reply"),
    )
    .execution_options(populate_existing=True)
)


def due(
    session: Session, now: datetime, limit: int, busy: Iterable[int] = ()
) -> tuple[list[Due], bool]:
    """What may leave next, and whether there is more of it than `limit`.

    Answers before prompts (`priority`), and within a chat in order: nothing overtakes an earlier
    unsent message of the same chat and priority. Chats in `busy` are left alone.
    """
    session.flush()
    found: list[Due] = []
    is_cut = False
    for priority in Priority:
        shut = set(busy)
        while (most := limit - len(found)) > 0:
            values = {"now": now, "busy": list(shut), "most": most}
            rows = pending.connection(session).execute(_LOOKED_AT[priority], values).all()
            fresh, waiting = _in_order(rows)
            found += fresh
            if sum(row.is_candidate for row in rows) < most:
                break
            # There is more, but what waits behind something else has taken its place.
            is_cut = True
            shut |= waiting | {one.chat_id for one in fresh}
    return found, is_cut


def _in_order(rows: Iterable[Any]) -> tuple[list[Due], set[int]]:
    """Of rows in order, those before which nothing of their chat waits; chats in which it does."""
    found: list[Due] = []
    waiting: set[int] = set()
    for row in rows:
        if row.has_to_wait:
            waiting.add(row.chat_id)
        elif row.is_candidate and row.chat_id not in waiting:
            found.append(Due(row.id, row.chat_id, row.kind, row.shared_album))
    return found, waiting


def claim(session: Session, message_ids: Sequence[int], now: datetime) -> list[Unsent]:
    """Take messages to be sent or edited, marking them as under way; those still to be had."""
    if not message_ids:
        return []
    rows = pending.connection(session).execute(_CLAIM, {"ids": message_ids, "now": now})
    places = {message_id: place for place, message_id in enumerate(message_ids)}
    return sorted((Unsent(*row) for row in rows), key=lambda row: places[row.id])


def next_moment(session: Session) -> datetime | None:
    """When the earliest unsent message may be tried."""
    return min(
        (at for at in pending.connection(session).scalars(_NEXT) if at is not None), default=None
    )


def held_back(session: Session, now: datetime) -> Message | None:
    """The message that leaves next of those that wait for a later moment."""
    return session.scalars(
        select(Message)
        .where(UNSENT, _WAITS, Message.next_at > now, Message.person_id.is_not(None))
        .order_by(Message.next_at, Message.id)
        .limit(1)
    ).first()


def release(session: Session, message_ids: Sequence[int]) -> None:
    """Give claimed messages back untried."""
    pending.connection(session).execute(
        update(Message)
        .where(Message.id.in_(message_ids), Message.state == MessageState.SENDING)
        .values(state=_unsent_state())
    )


def postpone(session: Session, message_id: int, moment: datetime) -> None:
    """Give a claimed message back, to be tried at that moment, as if for the first time.

    Until then nobody is waiting for it: neither is it late, nor does the time count after which
    it is given up.
    """
    pending.connection(session).execute(
        update(Message)
        .where(Message.id == message_id, Message.state == MessageState.SENDING)
        .values(state=_unsent_state(), next_at=moment, first_tried_at=None)
    )


def clock_set_back(session: Session, now: datetime, longest_delay: float) -> None:
    """What was to leave at once by a clock that has since been set back leaves now.

    So does what is to be tried again later than the longest delay (seconds) from now: should it
    wait for contact hours, it is sent back to wait for them.
    """
    latest = now + timedelta(seconds=longest_delay)
    waiting = pending.connection(session).execute(
        select(Message.id, Message.at, Message.next_at, Message.attempts).where(
            UNSENT,
            Message.state != MessageState.SENDING,
            Message.next_at > now,
            or_(
                Message.at > now,
                Message.first_tried_at > now,
                and_(Message.attempts > 0, Message.next_at > latest),
            ),
        )
    )
    freed = [
        row_id
        for row_id, at, next_at, attempts in waiting
        if next_at is not None and (next_at - at < AT_ONCE or attempts > 0)
    ]
    for start in range(0, len(freed), 500):
        pending.connection(session).execute(
            update(Message)
            .where(Message.id.in_(freed[start : start + 500]), Message.next_at > now)
            .values(next_at=now)
        )


def recover(session: Session) -> int:
    """After a crash: whatever was under way is sent again, marked as maybe delivered twice."""
    return changed(
        session,
        update(Message)
        .where(UNSENT, Message.state == MessageState.SENDING)
        .values(
            state=_unsent_state(),
            maybe_twice=or_(Message.maybe_twice, Message.telegram_id.is_(None)),
        ),
    )


def sent_lately(session: Session, now: datetime, seconds: float) -> list[tuple[int, float]]:
    """What was sent last: (chat, seconds ago), out of the newest rows."""
    rows = pending.connection(session).execute(
        select(Message.chat_id, Message.delivered_at)
        .where(Message.direction == Direction.OUT)
        .order_by(Message.id.desc())
        .limit(LATELY)
    )
    ages = [(row[0], max(0.0, (now - row[1]).total_seconds())) for row in rows if row[1]]
    return [(chat_id, age) for chat_id, age in ages if chat_id is not None and age < seconds]


def _unsent_state() -> Any:
    """What a claimed row was before: an edit if it had been delivered already."""
    return case(
        (Message.telegram_id.is_not(None), literal(MessageState.STALE.value)),
        else_=literal(MessageState.QUEUED.value),
    )


def unsent_exists(session: Session) -> bool:
    """Whether anything is still to be sent or under way."""
    return session.scalars(select(Message.id).where(UNSENT).limit(1)).first() is not None


def bring_forward(session: Session, chat_id: int, now: datetime) -> None:
    """Words that wait in a chat for a later hour, tried by nobody yet, leave now."""
    session.execute(
        update(Message)
        .where(
            UNSENT,
            Message.chat_id == chat_id,
            Message.state == MessageState.QUEUED,
            Message.purpose.in_(HELD),
            Message.attempts == 0,
            Message.next_at > now + AT_ONCE,
        )
        .values(next_at=now)
        .execution_options(**touched.PASSING)
    )


def is_under_way(session: Session, chat_id: int) -> bool:
    """Whether something is just being sent to a chat."""
    question = select(Message.id).where(
        UNSENT, Message.chat_id == chat_id, Message.state == MessageState.SENDING
    )
    return pending.connection(session).scalar(question.limit(1)) is not None


def readdress(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """A group has moved to a new chat id: so do its unsent messages."""
    session.execute(
        update(Message)
        .where(and_(Message.chat_id == old_chat_id, UNSENT))
        .values(chat_id=new_chat_id)
    )


def arrived(session: Session, done: Sequence[tuple[int, int, datetime]]) -> list[Message]:
    """Note that messages have arrived: (id, id in the chat, moment). Those somebody waits for.

    A message that was changed while it was being sent is still to be edited.
    """
    ids = [message_id for message_id, _, _ in done]
    pending.connection(session).execute(
        _ARRIVED,
        [
            {"row_id": message_id, "sent_id": telegram_id, "sent_at": at}
            for message_id, telegram_id, at in done
        ],
    )
    note(session, "messages", [(message_id,) for message_id in ids])
    return list(session.scalars(_WAITED_FOR, {"ids": ids}))
