"""A message row → the call of the Bot API that makes the chat agree with it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import InputFile, InputMediaDocument, InputMediaPhoto

from storage.outbox import Due, Unsent
from storage.vocabulary import TAKEN_AWAY, MessageKind

ALBUM_SIZE = 10
# What may share an album: pictures and films may, the others only with their own kind.
ALBUM_KINDS = {
    MessageKind.PHOTO: "seen",
    MessageKind.VIDEO: "seen",
    MessageKind.DOCUMENT: "document",
    MessageKind.AUDIO: "audio",
}
# Kind → (method, parameter, whether words may stand under it)
MEDIA = {
    MessageKind.PHOTO: ("sendPhoto", "photo", True),
    MessageKind.DOCUMENT: ("sendDocument", "document", True),
    MessageKind.VOICE: ("sendVoice", "voice", True),
    MessageKind.AUDIO: ("sendAudio", "audio", True),
    MessageKind.VIDEO: ("sendVideo", "video", True),
    MessageKind.ANIMATION: ("sendAnimation", "animation", True),
    MessageKind.VIDEO_NOTE: ("sendVideoNote", "video_note", False),
    MessageKind.STICKER: ("sendSticker", "sticker", False),
}
VENUE = ("latitude", "longitude", "title", "address")
NO_PREVIEW = {"is_disabled": True}
# What takes the place of a file that is gone: an album takes only its like.
BLANK = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAK0lEQVR42u3MMREAAAgEoNf+nTWEmwcBqMlNRyAQ"
    "CAQCgUAgEAgEAsHzYAFQLQF/OJ8+2wAAAABJRU5ErkJggg=="
)
AS_PICTURE = (MessageKind.PHOTO, MessageKind.VIDEO)
AS_FILE = (MessageKind.DOCUMENT, MessageKind.ANIMATION, MessageKind.AUDIO)


@dataclass(slots=True)
class Call:
    """One call for one row, or for the rows of an album; `weight` is what the limits count.

    `topic`: (our id, name) of a thread that has to be made first.
    """

    message_ids: list[int]
    chat_id: int
    method: str
    params: dict[str, Any] = field(default_factory=dict)
    telegram_id: int | None = None  # of a message that is edited
    topic: tuple[int, str] | None = None
    singly: list["Call"] = field(default_factory=list)  # an album that is not accepted

    @property
    def is_edit(self) -> bool:
        """Whether it changes what was sent."""
        return self.telegram_id is not None

    @property
    def weight(self) -> int:
        """How many messages it makes."""
        return len(self.message_ids)


def album_key(row: Due) -> tuple[str, str] | None:
    """What a row must share with its neighbours to go out with them; None: it goes alone."""
    kind = ALBUM_KINDS.get(row.kind)
    return (row.album, kind) if row.album is not None and kind is not None else None


def call_for(rows: Sequence[Unsent], *, reply_to: int | None, thread_id: int | None) -> Call:
    """The call for one row, or for several that share an album."""
    first = rows[0]
    params: dict[str, Any]
    if first.kind == MessageKind.REMOVAL:
        number = (first.media or {})["message_id"]
        params = {"chat_id": first.chat_id, "message_id": number}
        return Call([first.id], first.chat_id, "deleteMessage", params, telegram_id=number)
    if first.kind == MessageKind.RENAMING:
        params = {"chat_id": first.chat_id, "message_thread_id": thread_id, "name": first.text}
        return Call([first.id], first.chat_id, "editForumTopic", params, telegram_id=thread_id)
    if first.telegram_id is not None:
        return _edit(first, first.chat_id, first.telegram_id)
    if len(rows) > 1:
        method, params = "sendMediaGroup", {"media": [_album_item(row) for row in rows]}
    else:
        method, params = _content(first)
        params |= _markup(first)
    if reply_to is not None:
        params["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    if thread_id is not None:
        params["message_thread_id"] = thread_id
    params["chat_id"] = first.chat_id
    return Call([row.id for row in rows], first.chat_id, method, params)


def _words(row: Unsent, name: str) -> dict[str, Any]:
    if not row.text:
        return {}
    if row.entities:
        marks = "entities" if name == "text" else "caption_entities"
        return {name: row.text, marks: row.entities}
    return {name: row.text, "parse_mode": "HTML"}


def _content(row: Unsent) -> tuple[str, dict[str, Any]]:
    media = row.media or {}
    if row.kind in MEDIA and "file_id" in media:
        method, name, has_caption = MEDIA[row.kind]
        return method, {name: media["file_id"]} | (_words(row, "caption") if has_caption else {})
    written = _written(media)
    if row.kind == MessageKind.DOCUMENT and written is not None:
        return "sendDocument", {"document": written} | _words(row, "caption")
    if row.kind == MessageKind.LOCATION and "title" in media:
        return "sendVenue", {name: media[name] for name in VENUE}
    if row.kind == MessageKind.LOCATION and "latitude" in media:
        return "sendLocation", {"latitude": media["latitude"], "longitude": media["longitude"]}
    if row.kind == MessageKind.CONTACT and "phone_number" in media:
        return "sendContact", {
            "phone_number": media["phone_number"],
            "first_name": media["first_name"],
        }
    return "sendMessage", _words(row, "text") | {"link_preview_options": NO_PREVIEW}


def _written(media: dict[str, Any]) -> InputFile | None:
    """A file that was made here, out of its row: words, or bytes."""
    if "content" in media:
        return InputFile(media["content"].encode(), filename=media["name"])
    if "base64" in media:
        return InputFile(base64.b64decode(media["base64"]), filename=media["name"])
    return None


def _album_item(row: Unsent) -> dict[str, Any]:
    media = row.media or {}
    return {"type": row.kind.value, "media": media.get("file_id")} | _words(row, "caption")


def _markup(row: Unsent) -> dict[str, Any]:
    if row.keyboard:
        return {"reply_markup": {"inline_keyboard": row.keyboard}}
    return {"reply_markup": row.reply_keyboard} if row.reply_keyboard else {}


def _note_instead(row: Unsent) -> InputMediaPhoto | InputMediaDocument:
    """The row's words, with nothing of the file that stood over them."""
    words = row.text or "—"
    if row.kind in AS_PICTURE:
        return InputMediaPhoto(InputFile(BLANK, filename="blank.png"), words, parse_mode="HTML")
    plain = InputFile(words.encode(), filename="note.txt")
    return InputMediaDocument(plain, words, parse_mode="HTML")


def _edit(row: Unsent, chat_id: int, telegram_id: int) -> Call:
    params: dict[str, Any] = {
        "chat_id": chat_id,
        "message_id": telegram_id,
        "reply_markup": {"inline_keyboard": row.keyboard or []},
    }
    if (row.media or {}).get(TAKEN_AWAY) and row.kind in (*AS_PICTURE, *AS_FILE):
        method = "editMessageMedia"
        params["media"] = _note_instead(row)
    elif row.kind == MessageKind.TEXT and row.text:
        method = "editMessageText"
        params |= _words(row, "text") | {"link_preview_options": NO_PREVIEW}
    elif row.kind in MEDIA and MEDIA[row.kind][2]:
        method = "editMessageCaption"
        params |= _words(row, "caption") or {"caption": ""}
    else:
        method = "editMessageReplyMarkup"
    return Call([row.id], chat_id, method, params, telegram_id=telegram_id)
