"""A raw update of the Bot API → what the conversations know. Wild input is `Ignored`, not an error.

Forwards and quotes arrive as what they are: words said by whoever sent them.
"""

from datetime import UTC, datetime
from typing import Any

from handlers.incoming import (
    File,
    Ignored,
    Incoming,
    Membership,
    Migrated,
    Pressed,
    Said,
    Sender,
    SharedContact,
)
from storage.vocabulary import MessageKind

Raw = dict[str, Any]
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
# An animation also comes as a document, so it is looked for first.
FILES = (
    ("animation", MessageKind.ANIMATION),
    ("document", MessageKind.DOCUMENT),
    ("voice", MessageKind.VOICE),
    ("audio", MessageKind.AUDIO),
    ("video", MessageKind.VIDEO),
    ("video_note", MessageKind.VIDEO_NOTE),
    ("sticker", MessageKind.STICKER),
)
OTHER = ("poll", "dice", "game", "story", "paid_media", "checklist", "giveaway", "invoice")
LARGEST_ID = 2**63
PRESENT = frozenset({"member", "administrator", "creator"})


def chat_of(raw: Raw) -> int:
    """The chat an update comes from, so that what comes from one chat is done in order; 0: none."""
    try:
        chat_id = _chat_of(raw)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return 0
    return chat_id if abs(chat_id) < LARGEST_ID else 0  # what no row could hold


def _chat_of(raw: Raw) -> int:
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in raw:
            return int(raw[kind]["chat"]["id"])
    if "callback_query" in raw:
        query = raw["callback_query"]
        return int((query.get("message") or {}).get("chat", query["from"])["id"])
    return 0


def read(raw: Any) -> Incoming:
    """What an update says."""
    try:
        return _read(raw)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return Ignored("unreadable")


def _read(raw: Raw) -> Incoming:
    if "message" in raw:
        return _said(raw["message"], is_edit=False)
    if "edited_message" in raw:
        return _said(raw["edited_message"], is_edit=True)
    if "callback_query" in raw:
        return _pressed(raw["callback_query"])
    if "my_chat_member" in raw:
        return _membership(raw["my_chat_member"])
    return Ignored(next((key for key in raw if key != "update_id"), "empty"))


def _said(message: Raw, *, is_edit: bool) -> Incoming:
    chat = message["chat"]
    if "migrate_to_chat_id" in message:
        return Migrated(int(chat["id"]), int(message["migrate_to_chat_id"]))
    if "from" not in message:
        return Ignored("channel", int(chat["id"]))
    if message["from"].get("is_bot"):
        return Ignored("bot", int(chat["id"]))
    kind, file = _file(message)
    media: Raw | None = None
    contact: SharedContact | None = None
    if file is None:
        kind, media, contact = _without_file(message)
    if kind is None:
        return Ignored("service", int(chat["id"]))
    return Said(
        sender=_sender(message["from"]),
        chat_id=int(chat["id"]),
        is_private=_is_own_chat(chat, message["from"]),
        message_id=int(message["message_id"]),
        at=datetime.fromtimestamp(message["date"], UTC),
        kind=kind,
        text=_clean(str(message.get("text") or message.get("caption") or "")),
        entities=list(message.get("entities") or message.get("caption_entities") or []),
        file=file,
        media=media,
        contact=contact,
        album=message.get("media_group_id"),
        reply_to=_reply_to(message),
        replied_buttons=_replied_buttons(message),
        thread_id=message.get("message_thread_id") if message.get("is_topic_message") else None,
        is_edit=is_edit,
        is_forum=bool(chat.get("is_forum")),
        chat_title=_clean(str(chat.get("title") or "")),
    )


def _clean(text: str) -> str:
    """Without what no database keeps: half characters and NUL. Lengths stay as they are."""
    if text.isascii() and "\x00" not in text:
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "\ufffd")


def _reply_to(message: Raw) -> int | None:
    replied = message.get("reply_to_message")
    if not replied or "forum_topic_created" in replied:
        return None  # words in a topic "reply" to its beginning
    return int(replied["message_id"])


def _replied_buttons(message: Raw) -> tuple[str, ...]:
    markup = (message.get("reply_to_message") or {}).get("reply_markup") or {}
    return tuple(
        str(key["callback_data"])
        for row in markup.get("inline_keyboard", [])
        for key in row
        if "callback_data" in key
    )


def _file(message: Raw) -> tuple[MessageKind | None, File | None]:
    if message.get("photo"):
        best = max(message["photo"], key=lambda size: size["width"] * size["height"])
        return MessageKind.PHOTO, File(best["file_id"], MessageKind.PHOTO, size=_size(best))
    for name, kind in FILES:
        if name in message:
            file = message[name]
            return kind, File(
                file["file_id"], kind, _name(file), file.get("mime_type"), _size(file)
            )
    return None, None


def _name(file: Raw) -> str | None:
    name = file.get("file_name")
    return _clean(str(name)) if name is not None else None


def _size(file: Raw) -> int | None:
    size = file.get("file_size")
    return int(size) if size is not None else None


def _without_file(message: Raw) -> tuple[MessageKind | None, Raw | None, SharedContact | None]:
    if "text" in message:
        return MessageKind.TEXT, None, None
    if "location" in message:
        place = message["location"]
        media = {"latitude": place["latitude"], "longitude": place["longitude"]}
        return MessageKind.LOCATION, media, None
    if "contact" in message:
        card = message["contact"]
        names = (card["first_name"], card.get("last_name"))
        name = _clean(" ".join(part for part in names if part))
        shared = SharedContact(_clean(card["phone_number"]), name, card.get("user_id"))
        media = {"phone_number": shared.phone, "first_name": shared.name}
        return MessageKind.CONTACT, media, shared
    if any(name in message for name in OTHER):
        return MessageKind.OTHER, None, None
    return None, None, None


def _sender(user: Raw) -> Sender:
    name = " ".join(part for part in (user.get("first_name"), user.get("last_name")) if part)
    return Sender(int(user["id"]), _clean(name), user.get("language_code"))


def _pressed(query: Raw) -> Incoming:
    message = query.get("message") or {}
    chat = message.get("chat")
    if chat is None or "data" not in query:
        return Ignored("inline button")
    return Pressed(
        sender=_sender(query["from"]),
        callback_id=str(query["id"]),
        chat_id=int(chat["id"]),
        is_private=_is_own_chat(chat, query["from"]),
        message_id=_number(message.get("message_id")),
        data=str(query["data"]),
    )


def _membership(change: Raw) -> Incoming:
    chat = change["chat"]
    member = change["new_chat_member"]
    is_private = chat["type"] == "private"
    if is_private and not _is_own_chat(chat, change["from"]):
        return Ignored("another's chat")
    return Membership(
        sender=_sender(change["from"]),
        chat_id=int(chat["id"]),
        is_private=is_private,
        is_member=_is_present(member),
        chat_title=_clean(str(chat.get("title") or "")),
        was_member=_is_present(change.get("old_chat_member") or {"status": "left"}),
        is_channel=chat["type"] == "channel",
    )


def _is_present(member: Raw) -> bool:
    return member["status"] in PRESENT or bool(member.get("is_member"))


def _is_own_chat(chat: Raw, user: Raw) -> bool:
    """A private chat is its person's: nobody else speaks or presses there."""
    return bool(chat["type"] == "private" and int(chat["id"]) == int(user["id"]))


def _number(value: Any) -> int | None:
    return None if value is None else int(value)
