"""The Bot API's sending methods."""

from __future__ import annotations

import uuid
from typing import Any

from bot.sandbox import access, entities, keyboards
from bot.sandbox.errors import Json, bad_request
from bot.sandbox.files import StoredFile, dimensions
from bot.sandbox.model import Chat
from bot.sandbox.params import Params
from bot.sandbox.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
ALBUM = range(2, 11)
ALBUM_KINDS = ("photo", "video", "document", "audio")
SHOWN = ("title", "performer", "duration", "width", "height")


class Sending:
    """sendMessage and its kin: content first, then the chat, then the message is written."""

    def __init__(self, world: World) -> None:
        self.world = world

    def send_message(self, params: Params) -> Json:
        """Text."""
        content = words(params, "text", "entities", MAX_TEXT)
        if not content:
            raise bad_request("message text is empty")
        return self._deliver(params, content)

    def send_photo(self, params: Params) -> Json:
        """A picture."""
        return self._send_media(params, "photo")

    def send_document(self, params: Params) -> Json:
        """A file."""
        return self._send_media(params, "document")

    def send_voice(self, params: Params) -> Json:
        """A voice message."""
        return self._send_media(params, "voice")

    def send_video(self, params: Params) -> Json:
        """A film."""
        return self._send_media(params, "video")

    def send_audio(self, params: Params) -> Json:
        """A piece of music."""
        return self._send_media(params, "audio")

    def send_sticker(self, params: Params) -> Json:
        """A sticker."""
        return self._send_media(params, "sticker")

    def send_location(self, params: Params) -> Json:
        """A place on the map."""
        place = {"latitude": params.real("latitude"), "longitude": params.real("longitude")}
        return self._deliver(params, {"location": place})

    def send_venue(self, params: Params) -> Json:
        """A place on the map with its name; seen as a place by whoever knows no venues."""
        place = {"latitude": params.real("latitude"), "longitude": params.real("longitude")}
        named = {name: params.text(name) for name in ("title", "address")}
        for name, value in named.items():
            if not value:
                raise bad_request(f"{name} is empty")
        return self._deliver(params, {"location": place, "venue": {"location": place, **named}})

    def send_contact(self, params: Params) -> Json:
        """A contact card."""
        card = {
            name: params.text(name)
            for name in ("phone_number", "first_name", "last_name", "vcard")
            if params.text(name)
        }
        if "phone_number" not in card:
            raise bad_request("phone_number is empty")
        if "first_name" not in card:
            raise bad_request("first_name is empty")
        return self._deliver(params, {"contact": card})

    def send_media_group(self, params: Params) -> list[Json]:
        """An album: 2 to 10 media, one message each."""
        items = params.objects("media")
        if len(items) not in ALBUM:
            raise bad_request(
                "too many messages to send as an album"
                if len(items) >= ALBUM.stop
                else "too few messages to send as an album"
            )
        contents = [self.item(item, params) for item in items]
        chat = access.open_chat(self.world, params)
        album = str(uuid.uuid4().int >> 66)
        return [
            self._deliver(params, {"media_group_id": album, **content}, stored, chat)
            for content, stored in contents
        ]

    def copy_message(self, params: Params) -> Json:
        """The content of another message, under the bot's own name."""
        source = self._source(params, "message to copy not found")
        content = _content_of(source.data)
        if "caption" in params.values and "text" not in content:
            content.pop("caption", None)
            content.pop("caption_entities", None)
            content |= words(params, "caption", "caption_entities", MAX_CAPTION)
        sent = self._deliver(params, content, self._file(source.file))
        return {"message_id": sent["message_id"]}

    def forward_message(self, params: Params) -> Json:
        """Another message, with its author's name above it."""
        source = self._source(params, "message to forward not found")
        origin = source.data.get("forward_origin") or {
            "type": "user",
            "sender_user": source.data["from"],
            "date": source.data["date"],
        }
        content = {"forward_origin": origin, **_content_of(source.data)}
        return self._deliver(params, content, self._file(source.file))

    def _source(self, params: Params, otherwise: str) -> Any:
        origin = access.known_chat(self.world, params, "from_chat_id")
        return access.message(origin, params, otherwise)

    def _file(self, key: str | None) -> StoredFile | None:
        return self.world.files.by_key.get(key) if key else None

    def _send_media(self, params: Params, kind: str) -> Json:
        content = (
            {} if kind == "sticker" else words(params, "caption", "caption_entities", MAX_CAPTION)
        )
        stored = self._stored(kind, params.values.get(kind), kind, params)
        media = stored.as_media(kind)
        if isinstance(media, dict):
            media |= {name: _told(params, name) for name in SHOWN if name in params.values}
        return self._deliver(params, {kind: media, **content}, stored)

    def item(self, item: Json, params: Params) -> tuple[Json, StoredFile]:
        """What an InputMedia stands for: its content, and the file."""
        kind = str(item.get("type"))
        if kind not in ALBUM_KINDS:
            raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
        stored = self._stored(kind, item.get("media"), "media", params)
        content = words(Params(item), "caption", "caption_entities", MAX_CAPTION)
        return {kind: stored.as_media(kind), **content}, stored

    def _stored(self, kind: str, given: Any, name: str, params: Params) -> StoredFile:
        """The file meant by `given`: an upload by name, attach://name, or a file_id."""
        reference = given if isinstance(given, str) else ""
        upload = params.files.get(reference.removeprefix("attach://") if reference else name)
        if upload is not None:
            if not upload.body:
                raise bad_request("file must be non-empty")
            if kind == "photo" and dimensions(upload.body) == (0, 0):
                raise bad_request("IMAGE_PROCESS_FAILED")
            return self.world.files.add(kind, upload.name, upload.body, upload.mime)
        if not reference or reference.startswith("attach://"):
            raise bad_request(f"there is no {kind} in the request")
        return self.world.files.of_bot(reference, kind)

    def _deliver(
        self,
        params: Params,
        content: Json,
        stored: StoredFile | None = None,
        chat: Chat | None = None,
    ) -> Json:
        chat = chat or access.open_chat(self.world, params)
        inline, reply = keyboards.take(params, chat)
        message = self.world.put(
            chat,
            self.world.bot_user,
            content,
            by_bot=True,
            reply_to=access.answered(params, chat),
            thread_id=access.thread(params, chat),
            markup=inline,
            file=stored.key if stored else None,
        )
        keyboards.show(chat, reply)
        return message.data


def words(params: Params, field: str, marks: str, limit: int) -> Json:
    """Text with its entities as it will stand in the message; empty when there is none."""
    raw = params.text(field)
    if not raw:
        return {}
    given = params.objects(marks) if marks in params.values else []
    text, found = raw, given
    if not given:
        text, found = entities.parse(raw, params.text("parse_mode"))
    text, found = entities.trim(text, found)
    if entities.units(text) > limit:
        raise bad_request(
            "message is too long" if field == "text" else "message caption is too long"
        )
    found = entities.with_found(text, found)
    if not text:
        return {}
    return {field: text, marks: found} if found else {field: text}


def _told(params: Params, name: str) -> str | int | None:
    return params.text(name) if name in ("title", "performer") else params.number(name)


CONTENT = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "voice",
    "video",
    "audio",
    "sticker",
    "location",
    "venue",
    "contact",
)


def _content_of(data: Json) -> Json:
    content = {name: data[name] for name in CONTENT if name in data}
    if not content:
        raise bad_request("message can't be copied")
    return content
