"""The Bot API's methods that change what is already there: edits, deletions, reactions."""

from __future__ import annotations

from bot.sandbox import access, keyboards
from bot.sandbox.errors import Json, bad_request
from bot.sandbox.model import Chat, Message
from bot.sandbox.params import Params
from bot.sandbox.sending import MAX_CAPTION, MAX_TEXT, Sending, words
from bot.sandbox.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
MEDIA = ("photo", "document", "voice", "video", "audio")
EDITABLE = ("photo", "document", "video", "audio", "animation")
LIKE = (("photo", "video"), ("document",), ("audio",))
# Telegram lets bots delete messages younger than this, in seconds.
DELETABLE = 48 * 3600


class Changing:
    """editMessage…, deleteMessage(s), setMessageReaction, answerCallbackQuery."""

    def __init__(self, world: World) -> None:
        self.world = world

    def edit_message_text(self, params: Params) -> Json:
        """New text; the keyboard goes unless it is given again."""
        content = words(params, "text", "entities", MAX_TEXT)
        if not content:
            raise bad_request("message text is empty")
        chat, message = self._own(params)
        if "text" not in message.data:
            raise bad_request("there is no text in the message to edit")
        return self._rewrite(chat, message, content, ("text", "entities"), params)

    def edit_message_caption(self, params: Params) -> Json:
        """A new caption, or none."""
        content = words(params, "caption", "caption_entities", MAX_CAPTION)
        chat, message = self._own(params)
        if not any(kind in message.data for kind in MEDIA):
            raise bad_request("there is no caption in the message to edit")
        return self._rewrite(chat, message, content, ("caption", "caption_entities"), params)

    def edit_message_media(self, params: Params) -> Json:
        """Another file, with its own caption; in an album only of a kind that goes with it."""
        chat, message = self._own(params)
        if not any(kind in message.data for kind in EDITABLE):
            raise bad_request("message can't be edited")
        wanted = params.mapping("media")
        if wanted is None:
            raise bad_request("there is no media in the request")
        content, stored = Sending(self.world).item(wanted, params)
        if "media_group_id" in message.data and not any(
            set(like) & message.data.keys() and set(like) & content.keys() for like in LIKE
        ):
            raise bad_request("message can't be edited: wrong type of media in an album")
        fields = (*EDITABLE, "caption", "caption_entities")
        edited = self._rewrite(chat, message, content, fields, params)
        message.file = stored.key
        return edited

    def edit_message_reply_markup(self, params: Params) -> Json:
        """New inline buttons, or none."""
        chat, message = self._own(params)
        return self._rewrite(chat, message, {}, (), params)

    def _own(self, params: Params) -> tuple[Chat, Message]:
        chat = access.open_chat(self.world, params)
        message = access.message(chat, params, "message to edit not found")
        if not message.by_bot or "forward_origin" in message.data:
            raise bad_request("message can't be edited")
        return chat, message

    def _rewrite(
        self, chat: Chat, message: Message, content: Json, fields: tuple[str, ...], params: Params
    ) -> Json:
        inline, _ = keyboards.take(params, chat)
        new = {**content, "reply_markup": inline} if inline else content
        old = {
            name: message.data[name] for name in (*fields, "reply_markup") if name in message.data
        }
        if new == old:
            raise bad_request(NOT_MODIFIED)
        for name in old:
            del message.data[name]
        message.data |= new
        if fields:
            message.data["edit_date"] = self.world.date()
            message.edited = True
        self.world.touch(chat, message)
        return message.data

    def delete_message(self, params: Params) -> bool:
        """Takes a message away."""
        chat = access.open_chat(self.world, params)
        message = access.message(chat, params, "message to delete not found")
        if not self._may_go(message):
            raise bad_request("message can't be deleted for everyone")
        message.deleted = True
        self.world.touch(chat, message)
        return True

    def _may_go(self, message: Message) -> bool:
        """Younger than two days; that a topic was opened stays said."""
        is_young = self.world.date() - message.data["date"] < DELETABLE
        return is_young and "forum_topic_created" not in message.data

    def delete_messages(self, params: Params) -> bool:
        """Takes several away; those that can't be are passed over."""
        chat = access.open_chat(self.world, params)
        numbers = params.plain("message_ids")
        if not numbers:
            raise bad_request("message identifiers are not specified")
        for number in numbers:
            message = chat.messages.get(number)
            if message and not message.deleted and self._may_go(message):
                message.deleted = True
                self.world.touch(chat, message)
        return True

    def set_message_reaction(self, params: Params) -> bool:
        """The bot's own reaction on a message."""
        chat = access.open_chat(self.world, params)
        message = access.message(chat, params, "message to react not found")
        given = params.objects("reaction")
        if any(one.get("type") != "emoji" or not one.get("emoji") for one in given):
            raise bad_request("REACTION_INVALID")
        if len(given) > 1:
            raise bad_request("REACTIONS_TOO_MANY")
        bot = self.world.robot.id
        others = [one for one in message.reactions if one["user_id"] != bot]
        mine = [{"emoji": one["emoji"], "user_id": bot} for one in given]
        message.reactions = others + mine
        self.world.touch(chat, message)
        return True

    def answer_callback_query(self, params: Params) -> bool:
        """The little answer to a pressed button."""
        callback = self.world.callbacks.get(params.text("callback_query_id"))
        if callback is None:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        text = params.text("text")
        if len(text) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        if not callback.answered:
            callback.answered = True
            callback.text = text or None
            callback.show_alert = params.flag("show_alert")
            callback.url = params.text("url") or None
            self.world.tell({"type": "callback", "callback_query_id": callback.id})
        return True
