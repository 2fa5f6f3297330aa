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
from handlers.rules import tidy
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
LARGEST_SIZE = 2**53  # bytes
LONGEST_PHONE = 40
PLACE_NAMES = ("title", "address")  # of a venue
LONGEST_FILE_ID, LONGEST_ALBUM, LONGEST_TYPE, LONGEST_TITLE = 300, 40, 150, 300
MOST_ENTITIES = 200
PRESENT = frozenset({"member", "administrator", "creator"})


def chat_of(raw: Raw) -> int:
    """The chat an update comes from, so that what comes from one chat is done in order; 0: none."""
    try:
        chat_id = _chat_of(raw)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return 0
    return chat_id


def _chat_of(raw: Raw) -> int:
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in raw:
            return _id(raw[kind]["chat"]["id"])
    if "callback_query" in raw:
        query = raw["callback_query"]
        return _id((query.get("message") or {}).get("chat", query["from"])["id"])
    return 0


def _id(value: Any) -> int:
    """A number that a row can hold. Raises ValueError."""
    if type(value) is not int or abs(value) >= LARGEST_ID:
        raise ValueError
    return value


def _id_or_none(value: Any) -> int | None:
    return None if value is None else _id(value)


def _word(value: Any, longest: int) -> str | None:
    """A name of the network's own. Raises ValueError for what no column could hold."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise ValueError
    return value


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
        return Migrated(_id(chat["id"]), _id(message["migrate_to_chat_id"]))
    if "from" not in message:
        return Ignored("channel", _id(chat["id"]))
    if message["from"].get("is_bot"):
        return Ignored("bot", _id(chat["id"]))
    kind, file = _file(message)
    media: Raw | None = None
    contact: SharedContact | None = None
    if file is None:
        kind, media, contact = _without_file(message)
    if kind is None:
        return Ignored("service", _id(chat["id"]))
    return Said(
        sender=_sender(message["from"]),
        chat_id=_id(chat["id"]),
        is_private=_is_own_chat(chat, message["from"]),
        message_id=_id(message["message_id"]),
        at=datetime.fromtimestamp(message["date"], UTC),
        kind=kind,
        text=_clean(str(message.get("text") or message.get("caption") or "")),
        entities=_entities(message.get("entities") or message.get("caption_entities")),
        file=file,
        media=media,
        contact=contact,
        album=_word(message.get("media_group_id"), LONGEST_ALBUM),
        reply_to=_reply_to(message),
        replied_buttons=_replied_buttons(message),
        thread_id=_id_or_none(message.get("message_thread_id"))
        if message.get("is_topic_message")
        else None,
        is_edit=is_edit,
        is_forum=bool(chat.get("is_forum")),
        chat_title=_clean(str(chat.get("title") or ""))[:LONGEST_TITLE],
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
    return _id(replied["message_id"])


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
        return MessageKind.PHOTO, File(_file_id(best), MessageKind.PHOTO, size=_size(best))
    for name, kind in FILES:
        if name in message:
            file = message[name]
            return kind, File(_file_id(file), kind, _name(file), _type(file), _size(file))
    return None, None


def _file_id(file: Raw) -> str:
    found = _word(file["file_id"], LONGEST_FILE_ID)
    if not found:
        raise ValueError
    return found


def _name(file: Raw) -> str | None:
    """A name that does no harm wherever the file is put or shown."""
    name = file.get("file_name")
    return tidy.file_name(str(name)) if name is not None else None


def _type(file: Raw) -> str | None:
    """What the sender says it is; nobody relies on it."""
    found = file.get("mime_type")
    return tidy.plain(found)[:LONGEST_TYPE] if isinstance(found, str) else None


def _size(file: Raw) -> int | None:
    size = file.get("file_size")
    return size if type(size) is int and 0 <= size < LARGEST_SIZE else None


def _entities(given: Any) -> list[Raw]:
    """The marks of formatting that can be shown: in order, each within or after the other."""
    found: list[Raw] = []
    ends: list[int] = []  # of those that surround the next
    marks = [one for one in given or [] if _is_mark(one)][:MOST_ENTITIES]
    for mark in sorted(marks, key=lambda one: (one["offset"], -one["length"])):
        end = mark["offset"] + mark["length"]
        while ends and ends[-1] <= mark["offset"]:
            ends.pop()
        if not ends or end <= ends[-1]:
            ends.append(end)
            kept = {name: mark[name] for name in ("type", "offset", "length")}
            url = mark.get("url")
            found.append(kept | {"url": tidy.plain(url)} if isinstance(url, str) else kept)
    return found


def _is_mark(mark: Any) -> bool:
    kind = mark.get("type") if isinstance(mark, dict) else None
    if not isinstance(kind, str) or not kind.isidentifier() or not kind.isascii():
        return False
    place, length = mark.get("offset"), mark.get("length")
    return type(place) is int and type(length) is int and 0 <= place < 9999 and 0 < length < 9999


def _without_file(message: Raw) -> tuple[MessageKind | None, Raw | None, SharedContact | None]:
    if "text" in message:
        return MessageKind.TEXT, None, None
    if "location" in message:
        place = message["location"]
        media: Raw = {
            "latitude": _degrees(place["latitude"], 90),
            "longitude": _degrees(place["longitude"], 180),
        }
        return MessageKind.LOCATION, media | _named_place(message.get("venue")), None
    if "contact" in message:
        card = message["contact"]
        names = (card["first_name"], card.get("last_name"))
        name = _clean(" ".join(part for part in names if part))
        user_id = _id_or_none(card.get("user_id"))
        shared = SharedContact(_clean(card["phone_number"])[:LONGEST_PHONE], name, user_id)
        media = {"phone_number": shared.phone, "first_name": shared.name}
        return MessageKind.CONTACT, media, shared
    if any(name in message for name in OTHER):
        return MessageKind.OTHER, None, None
    return None, None, None


def _named_place(venue: Any) -> Raw:
    """What a place is called, if that was told with it."""
    if not isinstance(venue, dict):
        return {}
    named = {name: _clean(str(venue.get(name) or ""))[:LONGEST_TITLE] for name in PLACE_NAMES}
    return named if all(named.values()) else {}


def _degrees(value: Any, most: int) -> float:
    if isinstance(value, bool) or not -most <= value <= most:
        raise ValueError
    return float(value)


def _sender(user: Raw) -> Sender:
    name = " ".join(part for part in (user.get("first_name"), user.get("last_name")) if part)
    language = user.get("language_code")
    code = language if isinstance(language, str) else None
    return Sender(_id(user["id"]), _clean(name), code)


def _pressed(query: Raw) -> Incoming:
    message = query.get("message") or {}
    chat = message.get("chat")
    if chat is None or "data" not in query:
        return Ignored("inline button")
    return Pressed(
        sender=_sender(query["from"]),
        callback_id=str(query["id"]),
        chat_id=_id(chat["id"]),
        is_private=_is_own_chat(chat, query["from"]),
        message_id=_id_or_none(message.get("message_id")),
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
        chat_id=_id(chat["id"]),
        is_private=is_private,
        is_member=_is_present(member),
        chat_title=_clean(str(chat.get("title") or ""))[:LONGEST_TITLE],
        was_member=_is_present(change.get("old_chat_member") or {"status": "left"}),
        is_channel=chat["type"] == "channel",
    )


def _is_present(member: Raw) -> bool:
    return member["status"] in PRESENT or bool(member.get("is_member"))


def _is_own_chat(chat: Raw, user: Raw) -> bool:
    """A private chat is its person's: nobody else speaks or presses there."""
    return bool(chat["type"] == "private" and _id(chat["id"]) == _id(user["id"]))
