"""The Bot API's methods about the bot itself, chats, members, topics, menus and files."""

from __future__ import annotations

from bot.sandbox import access
from bot.sandbox.errors import Json, bad_request
from bot.sandbox.model import Chat, Topic
from bot.sandbox.params import Params
from bot.sandbox.world import World

MAX_TOPIC_NAME = 128
USUAL_COLOR = 7322096
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


class Chatting:
    """getMe, getChat…, …ForumTopic, …MyCommands, getFile and what is harmlessly agreed to."""

    def __init__(self, world: World) -> None:
        self.world = world

    def get_me(self, _: Params) -> Json:
        """The bot."""
        return {
            **self.world.bot_user,
            "can_join_groups": True,
            "can_read_all_group_messages": True,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def agree(self, _: Params) -> bool:
        """What changes nothing here."""
        return True

    # Chats

    def get_chat(self, params: Params) -> Json:
        """Telegram's ChatFullInfo."""
        chat = access.known_chat(self.world, params)
        full: Json = {
            **chat.as_chat(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
        }
        if not chat.is_private:
            full["permissions"] = {"can_send_messages": True}
        return full

    def get_chat_member(self, params: Params) -> Json:
        """One member."""
        chat = access.known_chat(self.world, params)
        return self.world.member(chat, access.person(self.world, params))

    def get_chat_administrators(self, params: Params) -> list[Json]:
        """Who leads the group: its first member and the bot."""
        chat = access.known_chat(self.world, params)
        if chat.is_private:
            raise bad_request("there are no administrators in the private chat")
        leaders = [*chat.members[:1], *([self.world.robot.id] if chat.bot_is_member else [])]
        return [self.world.member(chat, number) for number in leaders]

    def get_chat_member_count(self, params: Params) -> int:
        """How many are in the chat, the bot counted."""
        chat = access.known_chat(self.world, params)
        return len(chat.members) + int(chat.bot_is_member)

    def leave_chat(self, params: Params) -> bool:
        """The bot goes out of a group."""
        chat = access.open_chat(self.world, params)
        if chat.is_private:
            raise bad_request("chat member status can't be changed in private chats")
        chat.bot_is_member = False
        self.world.tell({"type": "users", "chat_id": chat.id})
        return True

    def send_chat_action(self, params: Params) -> bool:
        """ "Typing …"."""
        if params.text("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        access.open_chat(self.world, params)
        return True

    # Topics

    def create_forum_topic(self, params: Params) -> Json:
        """Opens a topic; its id is that of the message which says so."""
        chat = access.forum(self.world, params)
        name = _topic_name(params)
        color = params.number("icon_color") or USUAL_COLOR
        shape: Json = {"name": name, "icon_color": color}
        number = chat.last_message_id + 1
        chat.topics[number] = Topic(number, name, color)
        self._note(chat, number, {"forum_topic_created": shape})
        return {"message_thread_id": number, **shape}

    def edit_forum_topic(self, params: Params) -> bool:
        """Renames a topic."""
        chat, topic = self._topic(params)
        name = _topic_name(params) if params.text("name") else topic.name
        if name == topic.name:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.name = name
        self._note(chat, topic.id, {"forum_topic_edited": {"name": name}})
        return True

    def close_forum_topic(self, params: Params) -> bool:
        """People may no longer write in it."""
        return self._set_closed(params, closed=True)

    def reopen_forum_topic(self, params: Params) -> bool:
        """People may write in it again."""
        return self._set_closed(params, closed=False)

    def delete_forum_topic(self, params: Params) -> bool:
        """Takes a topic away with all its messages."""
        chat, topic = self._topic(params)
        del chat.topics[topic.id]
        for message in list(chat.messages.values()):
            inside = message.data.get("message_thread_id") == topic.id
            if (inside or message.id == topic.id) and not message.deleted:
                message.deleted = True
                self.world.touch(chat, message)
        self.world.tell({"type": "chat", "chat_id": chat.id})
        return True

    def _set_closed(self, params: Params, *, closed: bool) -> bool:
        chat, topic = self._topic(params)
        if topic.closed == closed:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        self._note(chat, topic.id, {f"forum_topic_{'closed' if closed else 'reopened'}": {}})
        return True

    def _topic(self, params: Params) -> tuple[Chat, Topic]:
        chat = access.forum(self.world, params)
        number = access.thread(params, chat)
        if number is None:
            raise bad_request("message thread not found")
        return chat, chat.topics[number]

    def _note(self, chat: Chat, thread_id: int, content: Json) -> None:
        self.world.put(chat, self.world.bot_user, content, by_bot=True, thread_id=thread_id)
        self.world.tell({"type": "chat", "chat_id": chat.id})

    # Menus

    def set_my_commands(self, params: Params) -> bool:
        """Replaces a menu."""
        self.world.commands.set(
            params.objects("commands"), params.mapping("scope"), params.text("language_code")
        )
        self.world.tell({"type": "chat"})
        return True

    def get_my_commands(self, params: Params) -> list[Json]:
        """One menu."""
        return self.world.commands.get(params.mapping("scope"), params.text("language_code"))

    def delete_my_commands(self, params: Params) -> bool:
        """Takes a menu away."""
        self.world.commands.delete(params.mapping("scope"), params.text("language_code"))
        self.world.tell({"type": "chat"})
        return True

    def get_my_name(self, _: Params) -> Json:
        """The bot's name."""
        return {"name": self.world.robot.name}

    def get_my_description(self, _: Params) -> Json:
        """What stands in the empty chat."""
        return {"description": ""}

    def get_my_short_description(self, _: Params) -> Json:
        """What stands on the bot's profile."""
        return {"short_description": ""}

    # Files

    def get_file(self, params: Params) -> Json:
        """Where a file can be fetched."""
        return self.world.files.to_fetch(params.text("file_id")).as_file()


def _topic_name(params: Params) -> str:
    name = params.text("name").strip()
    if not name:
        raise bad_request("TOPIC_TITLE_EMPTY")
    if len(name) > MAX_TOPIC_NAME:
        raise bad_request("topic name is too long")
    return name
