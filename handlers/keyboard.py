"""Buttons under a message. Their data says what is meant; acts check again whether it may be."""

from typing import Any

from handlers import texts
from storage.vocabulary import Language

Keyboard = list[list[dict[str, str]]]
MAX_DATA = 64  # bytes, Telegram's limit of callback data
# What is between a deputy and the committee: no record of a suggestion shows that it was pressed.
PRIVATE = frozenset(
    {"pressure", "pressed_me", "pmore", "pdone", "plook", "ptake", "psettle", "since"}
    | {"pwcom", "pwunit", "flag", "flagged", "wantpaper"}
)


def button(language: Language, key: str, *data: object, **values: object) -> dict[str, str]:
    """A button labelled from the catalogue."""
    return named(texts.label(key, language, **values), *data)


def named(label: str, *data: object) -> dict[str, str]:
    """A button with a label of its own (a title, a name)."""
    packed = ":".join(str(part) for part in data)
    if len(packed.encode()) > MAX_DATA:
        raise ValueError(f"callback data over {MAX_DATA} bytes: {data[0]}")
    return {"text": label, "callback_data": packed}


def unpack(data: str) -> tuple[str, list[str]]:
    """The verb of a button and what it is about."""
    verb, *arguments = data.split(":")
    return verb, arguments


def share_phone(language: Language) -> dict[str, Any]:
    """The keyboard that lets a person share their own phone number."""
    return {
        "keyboard": [
            [{"text": texts.label("button.share_phone", language), "request_contact": True}]
        ],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }


NO_KEYBOARD: dict[str, Any] = {"remove_keyboard": True}
