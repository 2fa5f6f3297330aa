"""One turn: something came in, or a moment came due, and all that follows from it.

Acts write through the turn; nobody but its owner commits it. What is to be said becomes rows, so
it is sent if, and only if, the turn is committed.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from handlers import html, texts
from handlers.office import Office
from handlers.rules import honesty
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from storage import events, inbox, messages, people
from storage.database import Session
from storage.people import Person
from storage.vocabulary import Direction, Language, MessageKind, MessageState, Priority, Role

CHAT, RELAY, PROMPT = Priority.ANSWER, Priority.RELAY, Priority.PROMPT
STRANGER = Priority.STRANGER
# What somebody is told of others' doing, and what answers their own press or words.
NEWS, ANSWERED = "notice", "answered"
TEXT_LIMIT = 4096  # UTF-16 units, Telegram's limit of a text
CAPTION_LIMIT = 1024  # UTF-16 units, of the text under a file
TITLES = frozenset({"title", "other_title"})  # not the words of whoever says them
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

    def used(self, chosen: str = "") -> None:
        """The pressed button has done its work: its message loses its buttons.

        `chosen` stands under the question from then on, so that one sees what was answered.
        """
        if self.pressed_on is None:
            return
        changes: dict[str, Any] = {"keyboard": None}
        if chosen:
            asked = messages.get(self.session, self.pressed_on).text or ""
            changes["text"] = f"{asked}\n✓ {html.quote(chosen)}"
        messages.rewrite(self.session, self.pressed_on, self.now, **changes)

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
        written = [one for name, one in values.items() if name not in TITLES]
        said = [_plain(one) for one in written] + _labels(row.get("keyboard"))
        self.must_not_ask_for_score(to, said, suggestion_id)
        text = texts.render(key, to.language, **values)
        return self.send(
            to, text, suggestion_id=suggestion_id, purpose=purpose, priority=priority, **row
        )

    def must_not_ask_for_score(
        self, to: Person, said: list[str], suggestion_id: int | None = None
    ) -> None:
        """The one check of what staff have written and deputies are to read, whatever it is about.

        Raises Refused `score.asked`: nobody asks a deputy for a good rating. The committee may
        repeat what it was told.
        """
        is_staff = self.actor is not None and self.actor.role not in (Role.DEPUTY, Role.SUPERVISOR)
        if not is_staff or not to.is_deputy:
            return
        words = self.office.profile.honest.words
        found = next((one for one in said if honesty.asks_for_score(one, words)), None)
        if found is not None:
            raise Refused("score.asked", about=suggestion_id or self.about, said=found)

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
        if to.is_deputy and self.actor is not None and not self.actor.is_deputy:
            row["caused_by_id"] = self.actor.id
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


def _plain(value: object) -> str:
    """What a value of a sentence says in somebody's words: a grade, a day or a number nothing."""
    if isinstance(value, texts.Html):
        return html.plain(value)
    return value if isinstance(value, str) and not isinstance(value, Enum) else ""


def _labels(rows: list[list[dict[str, str]]] | None) -> list[str]:
    return [key["text"] for row in rows or [] for key in row]
