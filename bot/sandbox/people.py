"""What people do on the stage, and the updates the bot gets of it."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.sandbox import entities
from bot.sandbox.errors import Json, StageError
from bot.sandbox.files import KINDS, StoredFile
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ALBUM = 10
MAX_BUTTON_DATA = 64
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


@dataclass(slots=True)
class Place:
    """Where a person speaks: the chat, and what the message answers or belongs to."""

    chat: Chat
    reply_to: int | None = None
    thread_id: int | None = None


class People:
    """Acts of people, refused with StageError where a phone would not offer them."""

    def __init__(self, world: World) -> None:
        self.world = world

    # Finding

    def user(self, user_id: int) -> User:
        """The person with this id."""
        user = self.world.users.get(user_id)
        if user is None:
            raise StageError(f"There is no person with the id {user_id}.", 404)
        return user

    def chat(self, chat_id: int) -> Chat:
        """The chat with this id."""
        chat = self.world.chats.get(chat_id)
        if chat is None:
            raise StageError(f"There is no chat with the id {chat_id}.", 404)
        return chat

    def message(self, chat: Chat, message_id: int) -> Message:
        """A message that people still see."""
        message = chat.messages.get(message_id)
        if message is None or message.deleted:
            raise StageError(f"Chat {chat.id} has no message {message_id}.", 404)
        return message

    def place(
        self,
        user: User,
        chat_id: int | None = None,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Place:
        """Where `user` may speak: the chat with the bot, or a group they are in."""
        chat = self.chat(chat_id or user.id)
        if chat.migrated_to is not None:
            raise StageError(f"The group has moved to the id {chat.migrated_to}.")
        if user.id not in chat.members:
            raise StageError(f"{user.name} is not a member of that chat.")
        if chat.is_private and user.blocked:
            raise StageError(f"{user.name} has blocked the bot: unblock it first.")
        if thread_id is not None and thread_id not in chat.topics:
            raise StageError(f"The chat has no topic {thread_id}.", 404)
        if thread_id is not None and chat.topics[thread_id].closed:
            raise StageError("This topic is closed.")
        if reply_to is not None:
            target = self.message(chat, reply_to)
            thread_id = thread_id or target.data.get("message_thread_id")
        return Place(chat, reply_to, thread_id)

    # Speaking

    def say(self, user: User, place: Place, text: str) -> list[Message]:
        """Sends text; what is too long for one message goes as several, as phones do it."""
        kept = text.strip()
        if not kept:
            raise StageError("The text is empty.")
        self._press_key(place.chat, kept)
        return [
            self._send(user, place, _content("text", "entities", piece)) for piece in _pieces(kept)
        ]

    def upload(
        self, user: User, place: Place, kind: str, files: list[StoredFile], caption: str
    ) -> list[Message]:
        """Sends files; several are an album, with the caption under the first."""
        if kind not in KINDS:
            raise StageError(f"A file is sent as one of: {', '.join(KINDS)}.")
        if not 1 <= len(files) <= MAX_ALBUM:
            raise StageError(f"Send between 1 and {MAX_ALBUM} files at once.")
        if entities.units(caption) > MAX_CAPTION:
            raise StageError(f"A caption has at most {MAX_CAPTION} characters.")
        album = {"media_group_id": str(uuid.uuid4().int >> 66)} if len(files) > 1 else {}
        sent = []
        for index, stored in enumerate(files):
            content: Json = {**album, kind: stored.as_media(kind)}
            if index == 0 and caption.strip():
                content |= _content("caption", "caption_entities", caption.strip())
            sent.append(self._send(user, place, content, stored.key))
        return sent

    def share_contact(
        self, user: User, place: Place, phone: str, name: str, owner: int | None
    ) -> Message:
        """Sends a contact card; `owner` is the account it belongs to, where there is one."""
        if not phone:
            raise StageError("A contact needs a phone number.")
        card: Json = {"phone_number": phone, "first_name": name}
        if owner is not None:
            card["user_id"] = owner
        keyboard = place.chat.keyboard
        if keyboard and keyboard.get("one_time_keyboard"):
            place.chat.keyboard = None
        return self._send(user, place, {"contact": card})

    def share_location(
        self, user: User, place: Place, latitude: float, longitude: float
    ) -> Message:
        """Sends a place on the map, in degrees."""
        return self._send(user, place, {"location": {"latitude": latitude, "longitude": longitude}})

    def open(self, user: User, payload: str) -> Message:
        """Presses Start; `payload` is what an invitation link carries."""
        if not PAYLOAD.fullmatch(payload):
            raise StageError("A start code has at most 64 letters, digits, _ and -.")
        if user.blocked:
            self.unblock(user)
        text = f"/start {payload}".strip()
        place = self.place(user)
        return self._send(user, place, _content("text", "entities", text))

    def payload_of(self, link: str) -> str:
        """The start code in an invitation link to this bot."""
        parts = urlsplit(link.strip())
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        username = query.get("domain", "") if parts.scheme == "tg" else parts.path.strip("/")
        if username.lower() != self.world.robot.username.lower():
            raise StageError(f"This link does not lead to @{self.world.robot.username}.")
        return query.get("start", "")

    def _send(self, user: User, place: Place, content: Json, file: str | None = None) -> Message:
        if place.chat.is_private and not user.opened:
            user.opened = True
            self.world.tell({"type": "users", "user_id": user.id})
        message = self.world.put(
            place.chat,
            user.as_user(),
            content,
            reply_to=place.reply_to,
            thread_id=place.thread_id,
            file=file,
        )
        self._heard(place.chat, "message", message.data)
        return message

    def _heard(self, chat: Chat, kind: str, value: Json) -> None:
        if chat.bot_is_member:
            self.world.updates.add(kind, value)

    def _press_key(self, chat: Chat, text: str) -> None:
        """A one-time keyboard goes away once one of its keys was used."""
        keyboard = chat.keyboard
        if keyboard and keyboard.get("one_time_keyboard"):
            keys = {key["text"] for row in keyboard.get("keyboard", []) for key in row}
            if text in keys:
                chat.keyboard = None

    # Changing what was said

    def edit(self, user: User, chat: Chat, message_id: int, text: str) -> Message:
        """Writes one's own message anew."""
        message = self.message(chat, message_id)
        if message.by_bot or message.data["from"]["id"] != user.id:
            raise StageError("Only one's own messages can be edited.")
        field, limit = ("text", MAX_TEXT) if "text" in message.data else ("caption", MAX_CAPTION)
        kept = text.strip()
        if not kept and field == "text":
            raise StageError("The text is empty.")
        if entities.units(kept) > limit:
            raise StageError(f"At most {limit} characters fit in.")
        if kept == message.data.get(field, ""):
            return message
        marks = "entities" if field == "text" else "caption_entities"
        for name in (field, marks):
            message.data.pop(name, None)
        message.data |= _content(field, marks, kept) if kept else {}
        message.data["edit_date"] = self.world.date()
        message.edited = True
        self.world.touch(chat, message)
        self._heard(chat, "edited_message", message.data)
        return message

    def delete(self, chat: Chat, message_id: int) -> None:
        """Takes a message away for everyone; Telegram tells bots nothing of it."""
        message = self.message(chat, message_id)
        message.deleted = True
        self.world.touch(chat, message)

    def react(self, user: User, chat: Chat, message_id: int, emoji: str | None) -> Message:
        """Puts a reaction on a message, in place of one's earlier one; None takes it away."""
        message = self.message(chat, message_id)
        mine = [one for one in message.reactions if one["user_id"] == user.id]
        others = [one for one in message.reactions if one["user_id"] != user.id]
        new = [{"emoji": emoji, "user_id": user.id}] if emoji else []
        message.reactions = others + new
        self.world.touch(chat, message)
        change = {
            "chat": chat.as_chat(),
            "message_id": message_id,
            "user": user.as_user(),
            "date": self.world.date(),
            "old_reaction": [{"type": "emoji", "emoji": one["emoji"]} for one in mine],
            "new_reaction": [{"type": "emoji", "emoji": one["emoji"]} for one in new],
        }
        self._heard(chat, "message_reaction", change)
        return message

    def press(self, user: User, chat: Chat, message_id: int, data: str) -> str:
        """Presses an inline button and tells the id of the callback query.

        The data need not stand on a button (any more): phones may show old buttons, and a
        changed client may send what it likes.
        """
        message = self.message(chat, message_id)
        if not message.by_bot:
            raise StageError("Only the bot's messages have buttons.")
        if not 1 <= len(data.encode()) <= MAX_BUTTON_DATA:
            raise StageError(f"Button data has 1 to {MAX_BUTTON_DATA} bytes.")
        callback = self.world.open_callback(user.id)
        query = {
            "id": callback.id,
            "from": user.as_user(),
            "message": message.data,
            "chat_instance": str(chat.id * 7_919),
            "data": data,
        }
        self._heard(chat, "callback_query", query)
        return callback.id

    # Turning away, and groups

    def block(self, user: User) -> None:
        """The bot may no longer write to this person."""
        if not user.blocked:
            user.blocked = True
            self._standing_changed(user, self.world.chats[user.id], "member", "kicked")

    def unblock(self, user: User) -> None:
        """The bot may write again."""
        if user.blocked:
            user.blocked = False
            self._standing_changed(user, self.world.chats[user.id], "kicked", "member")

    def _standing_changed(self, by: User, chat: Chat, old: str, new: str) -> None:
        change = {
            "chat": chat.as_chat(),
            "from": by.as_user(),
            "date": self.world.date(),
            "old_chat_member": self.world.bot_member(old),
            "new_chat_member": self.world.bot_member(new),
        }
        self.world.updates.add("my_chat_member", change)
        self.world.tell({"type": "users", "chat_id": chat.id})

    def found_group(
        self, title: str, members: list[User], *, is_forum: bool, supergroup: bool
    ) -> Chat:
        """Makes a group with the bot as its administrator."""
        if not title.strip() or not members:
            raise StageError("A group needs a title and at least one member.")
        chat = self.world.add_group(
            title.strip(),
            [user.id for user in members],
            is_forum=is_forum,
            supergroup=supergroup,
        )
        self._standing_changed(members[0], chat, "left", "administrator")
        return chat

    def join(self, chat: Chat, user: User) -> None:
        """Comes into a group."""
        if user.id not in chat.members:
            chat.members.append(user.id)
            self._service(chat, user, {"new_chat_members": [user.as_user()]})
            self._member_changed(chat, user, "left", "member")

    def leave(self, chat: Chat, user: User) -> None:
        """Goes out of a group."""
        if user.id in chat.members:
            chat.members.remove(user.id)
            self._service(chat, user, {"left_chat_member": user.as_user()})
            self._member_changed(chat, user, "member", "left")

    def seat_bot(self, chat: Chat, by: User, *, is_member: bool) -> None:
        """Takes the bot into a group, or throws it out."""
        if chat.bot_is_member == is_member:
            return
        chat.bot_is_member = is_member
        old, new = ("left", "administrator") if is_member else ("administrator", "kicked")
        self._standing_changed(by, chat, old, new)

    def _service(self, chat: Chat, user: User, content: Json) -> None:
        message = self.world.put(chat, user.as_user(), content)
        self._heard(chat, "message", message.data)

    def _member_changed(self, chat: Chat, user: User, old: str, new: str) -> None:
        change = {
            "chat": chat.as_chat(),
            "from": user.as_user(),
            "date": self.world.date(),
            "old_chat_member": {"user": user.as_user(), "status": old},
            "new_chat_member": {"user": user.as_user(), "status": new},
        }
        self._heard(chat, "chat_member", change)
        self.world.tell({"type": "users", "chat_id": chat.id})

    def migrate(self, chat: Chat) -> Chat:
        """The group lives on under another id, and the bot is told in both.

        Telegram does this to basic groups only; here any group can be moved, for rehearsal.
        """
        if chat.is_private or chat.migrated_to is not None:
            raise StageError("Only a living group can be moved.")
        owner = self.user(chat.members[0]) if chat.members else None
        sender = owner.as_user() if owner else self.world.bot_user
        new = Chat(
            self.world.new_group_id(True),
            "supergroup",
            chat.title,
            is_forum=chat.is_forum,
            members=list(chat.members),
            topics=dict(chat.topics),
            bot_is_member=chat.bot_is_member,
            last_message_id=chat.last_message_id,
        )
        self.world.chats[new.id] = new
        left = self.world.put(chat, sender, {"migrate_to_chat_id": new.id})
        self._heard(chat, "message", left.data)
        chat.migrated_to = new.id
        came = self.world.put(new, sender, {"migrate_from_chat_id": chat.id})
        self._heard(new, "message", came.data)
        self.world.tell({"type": "users", "chat_id": new.id})
        return new


def _content(field: str, marks: str, text: str) -> Json:
    found = entities.find(text)
    return {field: text, marks: found} if found else {field: text}


def _pieces(text: str) -> list[str]:
    """The text in messages of at most 4096 UTF-16 units."""
    pieces, rest = [], text
    while entities.units(rest) > MAX_TEXT:
        cut = min(len(rest), MAX_TEXT)
        while entities.units(rest[:cut]) > MAX_TEXT:
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest]
