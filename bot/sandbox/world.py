"""The whole state of the stage, and the few ways in which it changes; no network here."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass

from bot.sandbox.clock import SandboxClock
from bot.sandbox.commands import Commands
from bot.sandbox.errors import Json
from bot.sandbox.files import Files
from bot.sandbox.model import ADMINISTRATOR_RIGHTS, Chat, Message, Robot, Topic, User
from bot.sandbox.updates import Updates

FIRST_USER_ID = 2_000_001
FIRST_GROUP_ID = -4_000_001
FIRST_SUPERGROUP_ID = -1_002_000_000_001
KEPT_CALLBACKS = 10_000


@dataclass(slots=True)
class Callback:
    """A pressed button that waits for its answer."""

    id: str
    user_id: int
    answered: bool = False
    text: str | None = None
    show_alert: bool = False
    url: str | None = None

    def as_answer(self) -> Json:
        """What the person's phone shows."""
        return {
            "answered": self.answered,
            "text": self.text,
            "show_alert": self.show_alert,
            "url": self.url,
        }


class World:
    """People, chats, files, menus and what the bot has to hear.

    `tell` is called with an event for every change. Per chat the last `keep_messages` messages
    are kept.
    """

    def __init__(
        self,
        robot: Robot,
        clock: SandboxClock,
        files: Files | None = None,
        keep_messages: int = 20_000,
    ) -> None:
        self.robot = robot
        self.clock = clock
        self.files = files or Files()
        self.keep_messages = keep_messages
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.updates = Updates()
        self.commands = Commands()
        self.callbacks: dict[str, Callback] = {}
        self.webhook: Json = {}
        self.version = 0
        self.last_message_id = 0
        self.tell: Callable[[Json], None] = _nobody_listens
        self.bot_user = robot.as_user()

    # People and groups

    def add_user(
        self,
        name: str,
        *,
        phone: str = "",
        role_label: str = "",
        language_code: str = "zh-hans",
        user_id: int | None = None,
    ) -> User:
        """A new person with their private chat, not yet opened."""
        number = user_id or max(self.users, default=FIRST_USER_ID - 1) + 1
        user = User(number, name, phone, role_label, language_code)
        self.users[number] = user
        self.chats[number] = Chat(number, "private", name, members=[number])
        self.tell({"type": "users", "user_id": number})
        return user

    def add_group(
        self,
        title: str,
        members: list[int],
        *,
        is_forum: bool,
        supergroup: bool = False,
        group_id: int | None = None,
    ) -> Chat:
        """A new group; forums are supergroups, as on Telegram."""
        is_super = is_forum or supergroup
        number = group_id or self.new_group_id(is_super)
        kind = "supergroup" if is_super else "group"
        chat = Chat(number, kind, title, is_forum=is_forum, members=list(members))
        # On Telegram the first message says that the group was made; a forum's general topic is 1.
        chat.last_message_id = 1
        self.chats[number] = chat
        self.tell({"type": "users", "chat_id": number})
        return chat

    def new_group_id(self, is_super: bool) -> int:
        """An id that no group has had."""
        first = FIRST_SUPERGROUP_ID if is_super else FIRST_GROUP_ID
        kind = "supergroup" if is_super else "group"
        used = (chat.id for chat in self.chats.values() if chat.kind == kind)
        return min(itertools.chain(used, [first + 1])) - 1

    def groups(self) -> list[Chat]:
        """The groups that live, in the order in which they were made."""
        return [
            chat for chat in self.chats.values() if not chat.is_private and chat.migrated_to is None
        ]

    def member(self, chat: Chat, user_id: int) -> Json:
        """Telegram's ChatMember."""
        if user_id == self.robot.id:
            if not chat.bot_is_member:
                return {"user": self.bot_user, "status": "left"}
            return self.bot_member("member" if chat.is_private else "administrator")
        user = self.users[user_id].as_user()
        if user_id not in chat.members:
            return {"user": user, "status": "left"}
        if not chat.is_private and user_id == chat.members[0]:
            return {"user": user, "status": "creator", "is_anonymous": False}
        return {"user": user, "status": "member"}

    def bot_member(self, status: str) -> Json:
        """The bot as a member of that standing."""
        member: Json = {"user": self.bot_user, "status": status}
        if status == "kicked":
            member["until_date"] = 0
        if status == "administrator":
            member.update(ADMINISTRATOR_RIGHTS)
        return member

    # Messages

    def date(self) -> int:
        """Now on the stage's clock, as Telegram dates."""
        return int(self.clock.timestamp())

    def put(
        self,
        chat: Chat,
        sender: Json,
        content: Json,
        *,
        by_bot: bool = False,
        reply_to: int | None = None,
        thread_id: int | None = None,
        markup: Json | None = None,
        file: str | None = None,
    ) -> Message:
        """Writes a new message into a chat."""
        if chat.kind == "supergroup":
            chat.last_message_id += 1
            number = chat.last_message_id
        else:
            self.last_message_id += 1
            number = self.last_message_id
        data: Json = {
            "message_id": number,
            "from": sender,
            "chat": chat.as_chat(),
            "date": self.date(),
        }
        if thread_id is not None and thread_id in chat.topics:
            data["message_thread_id"] = thread_id
            data["is_topic_message"] = True
            # Telegram shows what stands in a topic as a reply to the topic's beginning.
            reply_to = reply_to or thread_id
        if reply_to is not None and (target := chat.messages.get(reply_to)):
            data["reply_to_message"] = {
                key: value for key, value in target.data.items() if key != "reply_to_message"
            }
        data.update(content)
        if markup:
            data["reply_markup"] = markup
        self.version += 1
        message = Message(data, by_bot, self.version, file)
        chat.messages[number] = message
        if len(chat.messages) > self.keep_messages:
            del chat.messages[next(iter(chat.messages))]
        self.tell({"type": "message", "chat_id": chat.id, "message_id": number})
        return message

    def touch(self, chat: Chat, message: Message) -> None:
        """The message has changed: it counts as news for everyone who looks at the chat."""
        self.version += 1
        message.version = self.version
        chat.messages.pop(message.id, None)
        chat.messages[message.id] = message
        self.tell({"type": "edit", "chat_id": chat.id, "message_id": message.id})

    def news(self, chat: Chat, after: int, limit: int) -> list[Message]:
        """Messages changed after version `after`, the earliest change first."""
        changed = list(
            itertools.takewhile(
                lambda message: message.version > after, reversed(chat.messages.values())
            )
        )
        changed.reverse()
        return changed[:limit]

    def open_callback(self, user_id: int) -> Callback:
        """A button was pressed; the oldest are forgotten, as Telegram does."""
        callback = Callback(str(uuid.uuid4().int >> 65), user_id)
        self.callbacks[callback.id] = callback
        if len(self.callbacks) > KEPT_CALLBACKS:
            del self.callbacks[next(iter(self.callbacks))]
        return callback

    # Snapshot

    def dump(self) -> Json:
        """Everything, as JSON."""
        return {
            "version": self.version,
            "last_message_id": self.last_message_id,
            "clock": {"offset": self.clock.offset, "version": self.clock.version},
            "users": [asdict(user) for user in self.users.values()],
            "chats": [_dump_chat(chat) for chat in self.chats.values()],
            "updates": self.updates.dump(),
            "webhook": self.webhook,
            "menus": self.commands.menus,
            "callbacks": [asdict(one) for one in self.callbacks.values() if not one.answered],
            "files": self.files.dump(),
        }

    def load(self, saved: Json) -> None:
        """Takes the place of what was there."""
        self.version = saved["version"]
        self.last_message_id = saved["last_message_id"]
        self.clock.restore(**saved["clock"])
        self.users = {one["id"]: User(**one) for one in saved["users"]}
        self.chats = {one["id"]: _load_chat(one) for one in saved["chats"]}
        self.updates.load(saved["updates"])
        self.webhook = saved["webhook"]
        self.commands.menus = saved["menus"]
        self.callbacks = {one["id"]: Callback(**one) for one in saved["callbacks"]}
        self.files.load(saved["files"])


def _nobody_listens(_: Json) -> None:
    """The world before anyone watches it."""


def _dump_chat(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "is_forum": chat.is_forum,
        "members": chat.members,
        "topics": [asdict(topic) for topic in chat.topics.values()],
        "bot_is_member": chat.bot_is_member,
        "migrated_to": chat.migrated_to,
        "keyboard": chat.keyboard,
        "last_message_id": chat.last_message_id,
        "messages": [asdict(message) for message in chat.messages.values()],
    }


def _load_chat(saved: Json) -> Chat:
    topics = {one["id"]: Topic(**one) for one in saved.pop("topics")}
    messages = {one["data"]["message_id"]: Message(**one) for one in saved.pop("messages")}
    return Chat(**saved, topics=topics, messages=messages)
