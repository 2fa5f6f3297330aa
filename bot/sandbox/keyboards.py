"""The keyboards a bot may put under its messages, and what Telegram refuses in them."""

from __future__ import annotations

from bot.sandbox.errors import Json, bad_request
from bot.sandbox.model import Chat
from bot.sandbox.params import Params

MAX_CALLBACK_DATA = 64
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def take(params: Params, chat: Chat) -> tuple[Json | None, Json | None]:
    """The inline keyboard, and the reply keyboard (or its removal), of a call."""
    if "reply_markup" not in params.values:
        return None, None
    markup = params.mapping("reply_markup")
    if not markup:
        return None, None
    try:
        if "inline_keyboard" in markup:
            return inline(markup), None
        return None, _reply(markup, chat)
    except (TypeError, AttributeError):
        raise bad_request("can't parse reply keyboard markup JSON object") from None


def inline(markup: Json) -> Json | None:
    """A checked inline keyboard; None when it has no buttons."""
    rows = [row for row in markup.get("inline_keyboard") or [] if row]
    for row in rows:
        for button in row:
            _check(button)
    return {"inline_keyboard": rows} if rows else None


def _check(button: Json) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if not any(name in button for name in ACTIONS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and "." not in url and ":" not in url:
        raise bad_request("BUTTON_URL_INVALID")


def _reply(markup: Json, chat: Chat) -> Json:
    if "keyboard" not in markup:
        return markup
    rows = [
        [key if isinstance(key, dict) else {"text": str(key)} for key in row]
        for row in markup["keyboard"]
    ]
    for row in rows:
        for key in row:
            if not str(key.get("text", "")).strip():
                raise bad_request("keyboard button text must be non-empty")
            if key.get("request_contact") and not chat.is_private:
                raise bad_request("phone number can be requested in private chats only")
    return {**markup, "keyboard": rows}


def show(chat: Chat, reply: Json | None) -> None:
    """Puts a reply keyboard on the phone, or takes it away."""
    if reply is None:
        return
    chat.keyboard = None if reply.get("remove_keyboard") else reply
