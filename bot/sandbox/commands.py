"""The bot's command menus, by scope and language, and which one a person is shown."""

from __future__ import annotations

import re

from bot.sandbox.errors import Json, bad_request
from bot.sandbox.model import Chat, User

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


class Commands:
    """Menus by (scope, language)."""

    def __init__(self) -> None:
        self.menus: dict[str, list[Json]] = {}

    def set(self, commands: list[Json], scope: Json | None, language: str) -> None:
        """Replaces a menu."""
        if len(commands) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        kept = []
        for one in commands:
            name = str(one.get("command", "")).removeprefix("/")
            description = str(one.get("description", "")).strip()
            if not COMMAND.fullmatch(name):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
            kept.append({"command": name, "description": description})
        self.menus[_key(scope, language)] = kept

    def get(self, scope: Json | None, language: str) -> list[Json]:
        """Exactly this menu, empty when there is none."""
        return self.menus.get(_key(scope, language), [])

    def delete(self, scope: Json | None, language: str) -> None:
        """Takes a menu away, so that a wider one applies."""
        self.menus.pop(_key(scope, language), None)

    def shown(self, chat: Chat, user: User | None) -> list[Json]:
        """The menu that applies: the narrowest scope first, the person's language before none."""
        where: Json = {"chat_id": chat.id}
        scopes: list[Json] = [{"type": "chat", **where}]
        if chat.is_private:
            scopes.append({"type": "all_private_chats"})
        else:
            if user:
                scopes.insert(0, {"type": "chat_member", **where, "user_id": user.id})
            scopes.append({"type": "all_group_chats"})
        scopes.append({"type": "default"})
        languages = [user.language_code[:2].lower(), ""] if user else [""]
        for scope in scopes:
            for language in languages:
                menu = self.get(scope, language)
                if menu:
                    return menu
        return []


def _key(scope: Json | None, language: str) -> str:
    given = scope or {"type": "default"}
    kind = given.get("type")
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    parts = [str(kind), *(str(given.get(name)) for name in SCOPES[kind])]
    return "|".join([*parts, language])
