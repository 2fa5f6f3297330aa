"""What can come in from a chat, free of any chat library's types.

`bot/telegram` turns a raw update into one of these; conversations only know these.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.rules import tidy
from storage.vocabulary import MessageKind

_COMMAND = re.compile(r"/(\S+)(.*)", re.DOTALL)  # whatever space is between the two


@dataclass(frozen=True, slots=True)
class Sender:
    """The chat account something came from, as the network names it."""

    user_id: int
    name: str = ""
    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a message; `size` in bytes, None when not told."""

    file_id: str
    kind: MessageKind
    name: str | None = None
    mime: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A contact card; `user_id` is whose it is, None when the card names no account."""

    phone: str
    name: str
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """Words, a file, a place … said in a chat, or (`is_edit`) said anew."""

    sender: Sender
    chat_id: int
    is_private: bool
    message_id: int
    at: datetime
    kind: MessageKind = MessageKind.TEXT
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    file: File | None = None
    media: dict[str, Any] | None = None  # what a location or contact card carries
    contact: SharedContact | None = None
    album: str | None = None
    reply_to: int | None = None
    replied_buttons: tuple[str, ...] = ()  # data of the buttons under the message replied to
    thread_id: int | None = None
    is_edit: bool = False
    is_forum: bool = False
    chat_title: str = ""

    @property
    def command(self) -> tuple[str, str] | None:
        """(`my`, `words behind it`) when this is a command: `/my@bot words behind it`.

        Digits and spaces may be wide ones: ０１０７ is 0107.
        """
        if self.kind != MessageKind.TEXT or not self.text.startswith("/") or self.is_edit:
            return None
        found = _COMMAND.fullmatch(self.text)
        if found is None:
            return None
        name = found[1].partition("@")[0].lower()
        is_name = name.isascii() and name.replace("_", "").isalnum()
        return (name, tidy.half_width(found[2]).strip()) if is_name else None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button pressed under one of our messages."""

    sender: Sender
    callback_id: str
    chat_id: int
    is_private: bool
    message_id: int | None
    data: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A person blocked the bot or came back (private chat); the bot came or went (group)."""

    sender: Sender
    chat_id: int
    is_private: bool
    is_member: bool
    chat_title: str = ""
    was_member: bool = False  # before
    is_channel: bool = False


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group has become a supergroup with another id."""

    old_chat_id: int
    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something the product has no use for (a reaction, a service message …)."""

    what: str
    chat_id: int | None = None


Incoming = Said | Pressed | Membership | Migrated | Ignored
