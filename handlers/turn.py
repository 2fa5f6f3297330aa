"""One turn: something came in, or a moment came due, and all that follows from it.

Acts write through the turn; nobody but its owner commits it. What is to be said becomes rows, so
it is sent if, and only if, the turn is committed.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers import html, texts
from handlers.office import Office
from handlers.rules.permissions import Act, OfficeAct
from storage import events, inbox, messages, people
from storage.database import Session
from storage.people import Person
from storage.vocabulary import Direction, Language, MessageKind, MessageState, Priority

CHAT, RELAY, PROMPT = Priority.ANSWER, Priority.RELAY, Priority.PROMPT
STRANGER = Priority.STRANGER
# What somebody is told of others' doing, and what answers their own press or words.
NEWS, ANSWERED = "notice", "answered"
TEXT_LIMIT = 4096  # UTF-16 units, Telegram's limit of a text
CAPTION_LIMIT = 1024  # UTF-16 units, of the text under a file
# What a sentence may bring with it, besides its values.
PARTS = (
    "keyboard",
    "reply_keyboard",
    "reply_to_id",
    "status_id",
    "not_before",
    "kind",
    "media",
)


@dataclass(frozen=True, slots=True)
class Toast:
    """The short answer to a pressed button; shown at once, never kept."""

    callback_id: str
    text: str = ""
    is_alert: bool = False


@dataclass(slots=True)
class Turn:
    """One transaction's worth of doing. `actor` is None when the clock or the office acts."""

    session: Session
    office: Office
    now: datetime
    actor: Person | None = None
    chat_id: int | None = None
    update_id: int | None = None
    callback_id: str | None = None
    pressed_on: int | None = None  # our row of the message whose button was pressed
    heard: int | None = None  # our row of what was said, once it has been written down
    about: int | None = None  # the suggestion that what is being done turned out to be about
    number: str | None = None  # and its number, for the log
    toasts: list[Toast] = field(default_factory=list)
    menu_for: list[tuple[int, str, Language]] = field(default_factory=list)
    is_flood: bool = False  # more than is answered one by one
    leave: list[int] = field(default_factory=list)  # groups in which the bot has no business
    rings: set[str] = field(default_factory=set)  # for whom nobody waits until the next tick
    looked_at: set[Act | OfficeAct] = field(default_factory=set)  # what was found to be allowed
    strange_language: Language = Language.CHINESE

    @property
    def language(self) -> Language:
        """The language of whoever is being answered."""
        return self.actor.language if self.actor else self.strange_language

    @property
    def me(self) -> Person:
        """The person acting; conversations only start with one."""
        assert self.actor is not None
        return self.actor

    def event(
        self,
        kind: str,
        *,
        suggestion_id: int | None = None,
        person_id: int | None = None,
        **data: Any,
    ) -> None:
        """Write down that something happened."""
        events.add(
            self.session,
            {
                "suggestion_id": suggestion_id,
                "person_id": person_id,
                "actor_id": self.actor.id if self.actor else None,
                "kind": kind,
                "data": data,
                "update_id": self.update_id,
                "at": self.now,
            },
        )

    def keep_quiet(self) -> None:
        """What is being done is about no suggestion, for whoever writes down what happened."""
        self.about = self.number = None

    def forget(self) -> None:
        """Keep nothing of what came in, but that something did."""
        if self.update_id is not None:
            inbox.forget(self.session, self.update_id)

    def toast(self, key: str, *, is_alert: bool = False, **values: object) -> None:
        """Answer the pressed button with a short line."""
        if self.callback_id is not None:
            line = texts.label(key, self.language, **values)
            self.toasts.append(Toast(self.callback_id, line[:200], is_alert))
            self.callback_id = None

    def used(self) -> None:
        """The pressed button has done its work: its message loses its buttons."""
        if self.pressed_on is not None:
            messages.rewrite(self.session, self.pressed_on, self.now, keyboard=None)

    def say(
        self,
        to: Person,
        key: str,
        *,
        suggestion_id: int | None = None,
        purpose: str = NEWS,
        priority: int = CHAT,
        **values: Any,
    ) -> int | None:
        """Say a sentence of the catalogue to a person; the (last) row's id.

        None when the person has not joined: whoever depends on it looks at that.
        """
        row = {name: values.pop(name) for name in PARTS if name in values}
        text = texts.render(key, to.language, **values)
        return self.send(
            to, text, suggestion_id=suggestion_id, purpose=purpose, priority=priority, **row
        )

    def send(
        self,
        to: Person,
        html: str,
        *,
        suggestion_id: int | None = None,
        purpose: str = NEWS,
        priority: int = CHAT,
        **row: Any,
    ) -> int | None:
        """Send HTML to a person's private chat."""
        chat_id = people.chat_of(self.session, to.id)
        if chat_id is None:
            return None
        if purpose == NEWS and self.actor is not None and to.id == self.actor.id:
            purpose = ANSWERED
        return self.post(
            chat_id,
            html,
            person_id=to.id,
            suggestion_id=suggestion_id,
            purpose=purpose,
            priority=priority,
            **row,
        )

    def post(
        self,
        chat_id: int,
        text: str | None,
        *,
        priority: int = CHAT,
        kind: MessageKind = MessageKind.TEXT,
        not_before: datetime | None = None,
        **row: Any,
    ) -> int:
        """Queue HTML for a chat, in parts when it is long; the id of the last part."""
        limit = TEXT_LIMIT if kind == MessageKind.TEXT else CAPTION_LIMIT
        parts = html.parts(text, limit) if text else [text]
        keyboard = row.pop("keyboard", None)
        reply_keyboard = row.pop("reply_keyboard", None)
        message_id = 0
        for number, part in enumerate(parts):
            is_last = number == len(parts) - 1
            message_id = messages.add(
                self.session,
                {
                    "direction": Direction.OUT,
                    "state": MessageState.QUEUED,
                    "kind": kind if number == 0 else MessageKind.TEXT,
                    "chat_id": chat_id,
                    "text": part,
                    "keyboard": keyboard if is_last else None,
                    "reply_keyboard": reply_keyboard if is_last else None,
                    "priority": priority,
                    "next_at": not_before or self.now,
                    "at": self.now,
                    **(row if number == 0 else {k: v for k, v in row.items() if k != "media"}),
                },
            )
        return message_id
