"""Where a bot's call may go: the chat, the topic, the message answered; Telegram's refusals."""

from __future__ import annotations

from bot.sandbox.errors import ApiError, Json, bad_request, forbidden, group_migrated
from bot.sandbox.model import Chat, Message
from bot.sandbox.params import Params
from bot.sandbox.world import World

GENERAL_TOPIC = 1


def known_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat named in the call, whether or not the bot may write there."""
    given = params.values.get(name)
    if given is None or given == "":
        raise bad_request(f"{name} is empty")
    try:
        chat = world.chats.get(int(given))
    except (TypeError, ValueError):
        chat = None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise group_migrated(chat.migrated_to)
    return chat


def open_chat(world: World, params: Params) -> Chat:
    """The chat named in the call, where the bot may write."""
    chat = known_chat(world, params)
    if chat.is_private:
        user = world.users[chat.id]
        if user.blocked:
            raise forbidden("bot was blocked by the user")
        if not user.opened:
            raise forbidden("bot can't initiate conversation with a user")
    elif not chat.bot_is_member:
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    return chat


def forum(world: World, params: Params) -> Chat:
    """The forum named in the call."""
    chat = open_chat(world, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def thread(params: Params, chat: Chat) -> int | None:
    """The topic of the call; None is the general one, or none at all."""
    number = params.number("message_thread_id")
    if number is None or (chat.is_forum and number == GENERAL_TOPIC):
        return None
    if number not in chat.topics:
        raise bad_request("message thread not found")
    return number


def answered(params: Params, chat: Chat) -> int | None:
    """The message that the call answers, if it names one."""
    if "reply_parameters" not in params.values and "reply_to_message_id" not in params.values:
        return None
    given: Json = params.mapping("reply_parameters") or {
        "message_id": params.number("reply_to_message_id"),
        "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
    }
    try:
        number = int(given.get("message_id") or 0)
    except (TypeError, ValueError):
        raise bad_request("can't parse reply parameters JSON object") from None
    message = chat.messages.get(number)
    if message is not None and not message.deleted:
        return number
    if given.get("allow_sending_without_reply") or not number:
        return None
    raise bad_request("message to be replied not found")


def message(chat: Chat, params: Params, otherwise: str, name: str = "message_id") -> Message:
    """A message of this chat that is still there; `otherwise` is the refusal."""
    found = chat.messages.get(params.number(name) or 0)
    if found is None or found.deleted:
        raise bad_request(otherwise)
    return found


def person(world: World, params: Params) -> int:
    """The id of a known person, or of the bot."""
    number = params.number("user_id")
    if number is None or (number not in world.users and number != world.robot.id):
        raise _unknown_user()
    return number


def _unknown_user() -> ApiError:
    return bad_request("user not found")
