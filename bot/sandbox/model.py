"""The things of the stage: people, chats, topics, messages, as values with Telegram's shapes."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.errors import Json

ADMINISTRATOR_RIGHTS = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
    "can_manage_topics": True,
}


@dataclass(slots=True)
class Robot:
    """The one bot of this sandbox."""

    id: int
    username: str
    name: str

    def as_user(self) -> Json:
        """Telegram's User, as it stands in messages."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }


@dataclass(slots=True)
class User:
    """A person. `opened` once they wrote or pressed Start; until then the bot may not write."""

    id: int
    name: str
    phone: str = ""
    role_label: str = ""
    language_code: str = "zh-hans"
    opened: bool = False
    blocked: bool = False

    def as_user(self) -> Json:
        """Telegram's User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language_code,
        }

    def as_state(self) -> Json:
        """What the stage tells of this person."""
        return {
            "id": self.id,
            "name": self.name,
            "role_label": self.role_label,
            "phone": self.phone,
            "language_code": self.language_code,
            "chat_id": self.id,
            "blocked": self.blocked,
            "opened": self.opened,
        }


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is the id of the message that opened it."""

    id: int
    name: str
    icon_color: int = 7322096
    closed: bool = False

    def as_state(self) -> Json:
        """What the stage tells of it."""
        return {
            "id": self.id,
            "name": self.name,
            "icon_color": self.icon_color,
            "closed": self.closed,
        }


@dataclass(slots=True)
class Message:
    """A message: what Telegram shows of it, and what only the stage knows."""

    data: Json
    by_bot: bool
    version: int
    file: str | None = None
    edited: bool = False
    deleted: bool = False
    reactions: list[Json] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Its message_id, unique in its chat."""
        number: int = self.data["message_id"]
        return number

    def as_seen(self) -> Json:
        """The message as its chat's members see it."""
        seen = {
            **self.data,
            "outgoing_by_bot": self.by_bot,
            "edited": self.edited,
            "deleted": self.deleted,
            "reactions": self.reactions,
            "version": self.version,
        }
        if self.file:
            seen["file_url"] = f"/stage/files/{self.file}"
        return seen


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group (a negative id)."""

    id: int
    kind: str
    title: str
    is_forum: bool = False
    members: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    bot_is_member: bool = True
    migrated_to: int | None = None
    keyboard: Json | None = None
    last_message_id: int = 0
    # In the order of their last change, so that "what is new" is found at the end.
    messages: dict[int, Message] = field(default_factory=dict)
    _shown: Json | None = None

    @property
    def is_private(self) -> bool:
        """Whether it is one person's chat with the bot."""
        return self.kind == "private"

    def as_chat(self) -> Json:
        """Telegram's Chat, as it stands in messages."""
        if self._shown is None:
            self._shown = {"id": self.id, "type": self.kind}
            self._shown["first_name" if self.is_private else "title"] = self.title
            if self.is_forum:
                self._shown["is_forum"] = True
        return self._shown

    def as_state(self) -> Json:
        """What the stage tells of a group."""
        return {
            "id": self.id,
            "title": self.title,
            "is_forum": self.is_forum,
            "members": list(self.members),
            "topics": [topic.as_state() for topic in self.topics.values()],
            "bot_is_member": self.bot_is_member,
        }
