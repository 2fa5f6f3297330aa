"""What was said, by whom, to whom; and what is still to be sent.

The conversation log is the outbox: a message to anyone is first a row, then it is sent, then its
row says so. Rows are never deleted; a changed text keeps its earlier one as a revision.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage import pending
from storage.database import Base, Id, changed, is_remembered, remember, remembered, table_of
from storage.numbers import Words
from storage.pending import BESIDE
from storage.suggestions import OVER, Signature, Suggestion
from storage.vocabulary import Direction, MessageKind, MessageState, Priority

_UNSENT_SQL = text("state IN ('queued', 'sending', 'stale')")
_FAILED_SQL = text("state = 'failed'")


class Message(Base):
    """One message, in or out, against its suggestion (None: about no suggestion).

    `person_id` is the recipient of an outgoing message; `author_id` whose words these are (None:
    the bot's own), `caused_by_id` by whose doing, of the staff, a deputy reads them. `source_id` is
    the message of which this is the copy for somebody else. `purpose` says what it is for: `words`,
    `relay`, `prompt`, `form`, `notice`, … `status_id` is the message that tells the writer how the
    sending went.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_suggestion", "suggestion_id", "id"),
        Index(
            "ix_messages_unsent",
            "priority",
            "next_at",
            "id",
            "chat_id",
            sqlite_where=_UNSENT_SQL,
            postgresql_where=_UNSENT_SQL,
        ),
        Index(
            "ix_messages_unsent_chat",
            "chat_id",
            "id",
            sqlite_where=_UNSENT_SQL,
            postgresql_where=_UNSENT_SQL,
        ),
        Index("ix_messages_failed", "id", sqlite_where=_FAILED_SQL, postgresql_where=_FAILED_SQL),
        Index("ix_messages_telegram", "chat_id", "telegram_id"),
        Index("ix_messages_source", "source_id"),
        Index(
            "ix_messages_album",
            "album",
            sqlite_where=text("album IS NOT NULL"),
            postgresql_where=text("album IS NOT NULL"),
        ),
        Index("ix_messages_author", "author_id", "id"),
        Index("ix_messages_person", "person_id", "id"),
        Index(
            "ix_messages_waiting",
            "author_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    direction: Mapped[Direction]
    kind: Mapped[MessageKind] = mapped_column(default=MessageKind.TEXT)
    purpose: Mapped[str] = mapped_column(String(30), default="words")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    caused_by_id: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str | None] = mapped_column(Words)
    entities: Mapped[list[Any] | None]
    keyboard: Mapped[list[Any] | None]
    reply_keyboard: Mapped[dict[str, Any] | None]
    media: Mapped[dict[str, Any] | None]
    album: Mapped[str | None] = mapped_column(String(64))
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    status_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    state: Mapped[MessageState]
    priority: Mapped[int] = mapped_column(SmallInteger, default=Priority.PROMPT)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[datetime | None]
    first_tried_at: Mapped[datetime | None]
    maybe_twice: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


_TABLE = table_of(Message)


class Revision(Base):
    """An earlier text of a message, and when it was replaced."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    text: Mapped[str | None] = mapped_column(Words)
    replaced_at: Mapped[datetime]


class Move(Base):
    """That a message was put under another suggestion: the trace."""

    __tablename__ = "moves"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    from_suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    to_suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


def moves_of(session: Session, suggestion_id: int) -> Sequence[Move]:
    """Every message that was put under a suggestion, or taken from it."""
    return session.scalars(
        select(Move)
        .where(
            or_(Move.from_suggestion_id == suggestion_id, Move.to_suggestion_id == suggestion_id)
        )
        .order_by(Move.id)
    ).all()


# Statements of the hot path are put together once: building them costs more than running them.
_BLANK: dict[str, Any] = dict.fromkeys(_TABLE.c.keys()) | {
    "kind": MessageKind.TEXT,
    "purpose": "words",
    "attempts": 0,
    "maybe_twice": False,
}
_HAVE_COME = select(_TABLE.c.chat_id, _TABLE.c.telegram_id).where(
    _TABLE.c.chat_id.in_(bindparam("chat_ids", expanding=True)),
    _TABLE.c.telegram_id.in_(bindparam("telegram_ids", expanding=True)),
)
_LAST_TO = (
    select(_TABLE.c.person_id, _TABLE.c.suggestion_id, func.max(_TABLE.c.at))
    .where(
        _TABLE.c.suggestion_id.in_(bindparam("suggestion_ids", expanding=True)),
        _TABLE.c.person_id.in_(bindparam("person_ids", expanding=True)),
        _TABLE.c.purpose == bindparam("purpose"),
    )
    .group_by(_TABLE.c.person_id, _TABLE.c.suggestion_id)
)


BY_PAPER = "by_paper"  # the purpose of the one thing that is said about what is secret


def _is_hushed(session: Session, suggestion_id: int | None, purpose: str) -> bool:
    """The one check: nothing leaves about a secret suggestion but its number and "by paper"."""
    if suggestion_id is None or purpose == BY_PAPER:
        return False
    return session.get_one(Suggestion, suggestion_id, execution_options=BESIDE).is_by_paper


def add(session: Session, values: dict[str, Any]) -> int:
    """Write one message row; its id. Raises ValueError for one that could never be sent.

    What is about a secret suggestion is written down without its words, as never to be sent.
    """
    if values["state"] == MessageState.QUEUED and values.get("chat_id") is None:
        raise ValueError("an outgoing message needs a chat")
    values["priority"] = Priority(values.get("priority", Priority.PROMPT))
    is_out = values["direction"] == Direction.OUT
    if is_out and _is_hushed(session, values.get("suggestion_id"), values.get("purpose", "")):
        unsaid = {"text": None, "keyboard": None, "media": None, "next_at": None}
        values |= {"state": MessageState.CANCELLED, **unsaid}
    session.flush()
    key = _last_key(values.get("person_id"), values.get("suggestion_id"), values.get("purpose"))
    if is_remembered(session, key):
        remember(session, key, values["at"])
    return pending.add(session, _TABLE, _BLANK | values)


def _last_key(*about: object) -> tuple[object, ...]:
    return ("last_to", *about)


def get(session: Session, message_id: int) -> Message:
    """The message of that id, as it stands now."""
    return session.get_one(Message, message_id, populate_existing=True)


def by_telegram(session: Session, chat_id: int, telegram_id: int) -> Message | None:
    """Our row for a message of a chat."""
    return session.scalars(
        select(Message)
        .where(Message.chat_id == chat_id, Message.telegram_id == telegram_id)
        .order_by(Message.id)
        .limit(1)
    ).first()


def has_come(session: Session, chat_id: int, telegram_id: int) -> bool:
    """Whether a message of a chat has been written down by an earlier transaction."""
    place = (chat_id, telegram_id)
    return remembered(session, ("come", *place), lambda: place in _have_come(session, [place]))


def foresee_come(session: Session, places: Collection[tuple[int, int]]) -> None:
    """Learn at once which messages (chat, number in the chat) have been written down."""
    come = _have_come(session, places)
    for place in places:
        remember(session, ("come", *place), place in come)


def _have_come(session: Session, places: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    wanted = {
        "chat_ids": list({chat_id for chat_id, _ in places}),
        "telegram_ids": list({telegram_id for _, telegram_id in places}),
    }
    return {(row[0], row[1]) for row in session.connection().execute(_HAVE_COME, wanted)}


def copy_in(session: Session, source_id: int, chat_id: int) -> Message | None:
    """The copy of a message that went to a chat."""
    return session.scalars(
        select(Message)
        .where(Message.source_id == source_id, Message.chat_id == chat_id)
        .order_by(Message.id)
        .limit(1)
    ).first()


def copies(session: Session, message_id: int) -> Sequence[Message]:
    """The copies of a message that went to others."""
    return session.scalars(
        select(Message)
        .where(Message.source_id == message_id)
        .order_by(Message.id)
        .execution_options(populate_existing=True)
    ).all()


def waiting_of(session: Session, person_id: int) -> Sequence[Message]:
    """Words whose writer is still to say where they belong, oldest first."""
    return session.scalars(
        select(Message)
        .where(Message.author_id == person_id, Message.state == MessageState.WAITING)
        .order_by(Message.id)
    ).all()


def put_under(session: Session, message_id: int, suggestion_id: int) -> None:
    """Put a message under a suggestion."""
    session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(suggestion_id=suggestion_id, state=MessageState.RECEIVED)
    )


def rewrite(session: Session, message_id: int, now: datetime, **values: Any) -> bool:
    """Change an outgoing message (text, keyboard …); the sender then edits what was sent.

    A message not sent yet is simply sent in its new form. False when it is beyond changing.
    """
    row = get(session, message_id)
    if row.state in (MessageState.FAILED, MessageState.CANCELLED):
        return False
    if _is_hushed(session, row.suggestion_id, values.get("purpose", row.purpose)):
        return False
    if all(getattr(row, name) == value for name, value in values.items()):
        return True
    if "text" in values and values["text"] != row.text:
        session.add(Revision(message_id=row.id, text=row.text, replaced_at=now))
    if row.state == MessageState.DELIVERED:
        values |= {
            "state": MessageState.STALE,
            "next_at": now,
            "attempts": 0,
            "first_tried_at": None,
            "priority": Priority.ANSWER,
        }
    elif row.state == MessageState.SENDING:
        # The call under way shows the old form; its outcome finds the row changed and edits.
        values |= {"error": CHANGED_WHILE_SENDING}
    session.execute(update(Message).where(Message.id == row.id).values(**values))
    session.expire(row)
    return True


CHANGED_WHILE_SENDING = "changed_while_sending"


def revise(session: Session, message_id: int, new_text: str | None, now: datetime) -> None:
    """Note that a person has edited their words: the first text stays as a revision."""
    row = get(session, message_id)
    session.add(Revision(message_id=row.id, text=row.text, replaced_at=now))
    row.text = new_text


def add_earlier(session: Session, message_id: int, text: str | None, now: datetime) -> None:
    """Note an earlier text of a message that has come after a later one."""
    session.add(Revision(message_id=message_id, text=text, replaced_at=now))
    session.flush()


def revisions(session: Session, message_ids: Iterable[int]) -> dict[int, list[Revision]]:
    """The earlier texts of messages, oldest first."""
    found: dict[int, list[Revision]] = {}
    rows = session.scalars(
        select(Revision).where(Revision.message_id.in_(list(message_ids))).order_by(Revision.id)
    )
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Message]:
    """Every message of a suggestion in order."""
    return session.scalars(
        select(Message).where(Message.suggestion_id == suggestion_id).order_by(Message.id)
    ).all()


REPLY = "reply"
TALK = ("words", "answer", "progress", REPLY, "told")


def talk(
    session: Session, suggestion_id: int, *, limit: int, before: int | None = None
) -> Sequence[Message]:
    """A page of what people said about a suggestion (no copies, no prompts), newest first.

    Of a reply, which goes to every deputy, only what the lead was sent.
    """
    lead = select(Signature.person_id).where(
        Signature.suggestion_id == suggestion_id, Signature.is_lead
    )
    is_reply = Message.purpose == REPLY
    question = select(Message).where(
        Message.suggestion_id == suggestion_id,
        or_(Message.source_id.is_(None), is_reply),
        Message.author_id.is_not(None),
        Message.purpose.in_(TALK),
        or_(~is_reply, Message.person_id == lead.scalar_subquery()),
        Message.state != MessageState.CANCELLED,  # a draft that was dropped was never said
    )
    if before is not None:
        question = question.where(Message.id < before)
    return session.scalars(question.order_by(Message.id.desc()).limit(limit)).all()


def last_to(session: Session, person_id: int, suggestion_id: int, purpose: str) -> datetime | None:
    """When a person was last sent something of that purpose about a suggestion."""
    about = (person_id, suggestion_id)
    return remembered(
        session,
        _last_key(person_id, suggestion_id, purpose),
        lambda: learn_last_to(session, [about], purpose)[about],
    )


def learn_last_to(
    session: Session, about: Collection[tuple[int, int]], purpose: str
) -> dict[tuple[int, int], datetime | None]:
    """The same of many (person, suggestion): all asked at once."""
    found: dict[tuple[int, int], datetime | None] = dict.fromkeys(about)
    values = {
        "person_ids": list({person_id for person_id, _ in about}),
        "suggestion_ids": list({suggestion_id for _, suggestion_id in about}),
        "purpose": purpose,
    }
    for person_id, suggestion_id, at in pending.connection(session).execute(_LAST_TO, values):
        if (person_id, suggestion_id) in found:
            found[person_id, suggestion_id] = at
    for (person_id, suggestion_id), at in found.items():
        remember(session, _last_key(person_id, suggestion_id, purpose), at)
    return found


def last_flood(session: Session, person_id: int, suggestion_id: int | None) -> datetime | None:
    """When a person was last told that what they do is taken together."""
    found: datetime | None = pending.connection(session).scalar(
        select(_TABLE.c.at)
        .where(
            _TABLE.c.person_id == person_id,
            _TABLE.c.purpose == "flood",
            _TABLE.c.suggestion_id == suggestion_id
            if suggestion_id is not None
            else _TABLE.c.suggestion_id.is_(None),
        )
        .order_by(_TABLE.c.id.desc())
        .limit(1)
    )
    return found


def latest_from(session: Session, person_id: int) -> Message | None:
    """What a person wrote to us last."""
    return session.scalars(
        select(Message)
        .where(Message.author_id == person_id, Message.direction == Direction.IN)
        .order_by(Message.id.desc())
        .limit(1)
    ).first()


def last_from(session: Session, person_id: int) -> datetime | None:
    """When a person last wrote to us."""
    return session.scalars(
        select(Message.at)
        .where(Message.author_id == person_id, Message.direction == Direction.IN)
        .order_by(Message.id.desc())
        .limit(1)
    ).first()


def of_album(session: Session, author_id: int, album: str) -> Message | None:
    """What somebody said first of an album."""
    return session.scalars(
        select(Message)
        .where(
            Message.album == album,
            Message.author_id == author_id,
            Message.direction == Direction.IN,
        )
        .order_by(Message.id)
        .limit(1)
    ).first()


def album_has(session: Session, album: str) -> bool:
    """Whether any message of an album has been written down."""
    return (
        session.scalars(select(Message.id).where(Message.album == album).limit(1)).first()
        is not None
    )


def undelivered_words(session: Session, officer_id: int) -> Sequence[Message]:
    """Deputies' words about an officer's open suggestions of which nobody has a copy."""
    copy = aliased(Message)
    return session.scalars(
        select(Message)
        .join(Suggestion, Suggestion.id == Message.suggestion_id)
        .where(
            Suggestion.officer_id == officer_id,
            Suggestion.stage.not_in(OVER),
            Message.direction == Direction.IN,
            Message.purpose == "words",
            Message.state == MessageState.RECEIVED,
            Message.author_id != officer_id,
            ~exists().where(
                copy.source_id == Message.id,
                copy.state.not_in([MessageState.FAILED, MessageState.CANCELLED]),
            ),
        )
        .order_by(Message.id)
    ).all()


def given_up(session: Session, limit: int | None = None) -> Sequence[Message]:
    """Messages that could not be delivered and about which nobody has decided, newest first."""
    return session.scalars(
        select(Message)
        .where(text("messages.state = 'failed'"))
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()


def try_again(session: Session, message_id: int, now: datetime) -> bool:
    """Put a message that was given up back into the outbox; False when it was not given up."""
    return _decided(
        session,
        message_id,
        state=MessageState.QUEUED,
        attempts=0,
        first_tried_at=None,
        next_at=now,
        error=None,
    )


def drop(session: Session, message_id: int) -> bool:
    """A human has decided that a message given up is not sent; False when it was not given up."""
    return _decided(session, message_id, state=MessageState.CANCELLED)


def _decided(session: Session, message_id: int, **values: Any) -> bool:
    statement = update(Message).where(
        Message.id == message_id, Message.state == MessageState.FAILED
    )
    return changed(session, statement.values(**values)) > 0
