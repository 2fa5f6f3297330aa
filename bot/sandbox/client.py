"""The stage from a test's or a rehearsal's side: people act and see, over HTTP.

>>> async with Stage("http://127.0.0.1:8081") as stage:
...     deputy = stage.phone("李秀兰")
...     await deputy.opens("https://t.me/lianluo_demo_bot?start=k7Qx")
...     await deputy.sees("您好")
...     await deputy.presses("确认")
"""

from __future__ import annotations

import asyncio
import io
import json
import mimetypes
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp

Json = dict[str, Any]
# One file: where it is, or its name and bytes.
Attachment = Path | tuple[str, bytes]

PATIENCE = 10.0
FOLDER, BACK = "▸", "◂"  # how a button ends that has others behind it, and begins that leads back
SHOWN_ON_FAILURE = 8


class Refused(RuntimeError):
    """The stage said no; the text is its sentence."""


class NotSeen(AssertionError):
    """What was waited for did not come; the text shows what was there instead."""


class Stage:
    """A running sandbox at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http: aiohttp.ClientSession | None = None
        self._users: list[Json] = []
        self._groups: list[Json] = []

    async def __aenter__(self) -> Stage:
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        await self.state()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def ask(self, verb: str, path: str, body: Any = None, **query: Any) -> Json:
        """One call of the stage API; raises Refused with its sentence."""
        given: dict[str, Any] = {}
        if isinstance(body, aiohttp.FormData):
            given["data"] = body
        elif body is not None:
            given["json"] = body
        params = {name: str(value) for name, value in query.items() if value is not None}
        url = f"{self.url}/stage/{path}"
        async with self._session().request(verb, url, params=params, **given) as answer:
            told: Json = await answer.json()
        if answer.status >= 400:
            raise Refused(told.get("error", f"{answer.status}"))
        return told

    async def fetch(self, path: str) -> bytes:
        """The bytes at a path of the sandbox."""
        async with self._session().get(self.url + path) as answer:
            answer.raise_for_status()
            return await answer.read()

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("Use the stage in `async with`.")
        return self._http

    # Who and where

    async def state(self) -> Json:
        """Everything but the messages."""
        state = await self.ask("GET", "state")
        self._users, self._groups = state["users"], state["groups"]
        return state

    def phone(self, name: str) -> Phone:
        """The phone of the person with this name."""
        for user in self._users:
            if user["name"] == name:
                return Phone(self, user["id"], name)
        known = "、".join(user["name"] for user in self._users)
        raise LookupError(f"Nobody here is called {name}; there are {known}.")

    def phone_by_id(self, user_id: int) -> Phone:
        """The phone of the person with this id."""
        for user in self._users:
            if user["id"] == user_id:
                return Phone(self, user_id, user["name"])
        raise LookupError(f"Nobody here has the id {user_id}.")

    def group(self, title: str) -> Group:
        """The group with this title."""
        for group in self._groups:
            if group["title"] == title:
                return Group(self, group["id"], title)
        known = "、".join(group["title"] for group in self._groups)
        raise LookupError(f"No group here is called {title}; there are {known}.")

    async def add_person(self, name: str, **more: str) -> Phone:
        """A new person; `phone`, `role_label`, `language_code` if wanted."""
        user = await self.ask("POST", "users", {"name": name, **more})
        await self.state()
        return Phone(self, user["id"], name)

    async def add_group(self, title: str, *members: Phone, is_forum: bool = True) -> Group:
        """A new group with the bot in it."""
        body = {"title": title, "is_forum": is_forum, "members": [one.id for one in members]}
        group = await self.ask("POST", "groups", body)
        await self.state()
        return Group(self, group["id"], title)

    # The clock

    async def now(self) -> datetime:
        """What the stage's clock shows."""
        return datetime.fromisoformat((await self.ask("GET", "clock"))["now"])

    async def clock_to(self, moment: datetime | str) -> datetime:
        """Moves the clock: a moment, "next_working_day" or "real"."""
        to = moment if isinstance(moment, str) else moment.isoformat()
        return datetime.fromisoformat((await self.ask("POST", "clock", {"to": to}))["now"])

    async def advance(self, by: timedelta | float) -> datetime:
        """Moves the clock on; a bare number is in seconds."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        told = await self.ask("POST", "clock", {"advance_seconds": seconds})
        return datetime.fromisoformat(told["now"])

    # What the bot did, and what befalls it

    async def calls(
        self, method: str | None = None, after: int = 0, *, wait: float = 0
    ) -> list[Json]:
        """Every Bot API call the sandbox saw, in order; waits up to `wait` s until there is one."""
        told = await self.ask("GET", "calls", method=method, after=after, wait=wait)
        calls: list[Json] = told["calls"]
        return calls

    async def faults(self, *faults: Json, seed: int | None = None) -> int:
        """These faults from now on (none: no faults); tells the seed of the dice."""
        told = await self.ask("POST", "faults", {"faults": list(faults), "seed": seed})
        used: int = told["seed"]
        return used

    async def limits(self, **values: Any) -> Json:
        """Sets limits: enabled, overall_per_second, private_per_second, group_per_minute, style."""
        told = await self.ask("POST", "limits", values)
        limits: Json = told["limits"]
        return limits

    async def inject(self, update: Json) -> int:
        """A raw update for the bot; with an old update_id it is a replay."""
        number: int = (await self.ask("POST", "updates", update))["update_id"]
        return number


class Talk:
    """A chat as its members see it, kept up to date by versions."""

    def __init__(self, stage: Stage, chat_id: int, name: str) -> None:
        self.stage = stage
        self.chat_id = chat_id
        self.name = name
        self._version = 0
        self._messages: dict[int, Json] = {}

    async def messages(self) -> list[Json]:
        """The messages people still see, the earliest first."""
        await self._catch_up(0)
        return self._visible()

    async def last(self) -> Json:
        """The latest message."""
        messages = await self.messages()
        if not messages:
            raise NotSeen(f"{self.name}: the chat is empty.")
        return messages[-1]

    async def sees(
        self,
        piece: str,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109  # part of what is told when it fails
        after: Json | None = None,
    ) -> Json:
        """The latest message of the bot with `piece` in it, waited for.

        With `after` (a message) only what was written or changed later counts.
        """

        def fits(message: Json) -> bool:
            is_new = after is None or message["version"] > after["version"]
            return is_new and bool(message["outgoing_by_bot"]) and piece in words(message)

        found = await self._find(fits, timeout)
        if found is None:
            raise NotSeen(self._account(f"“{piece}” did not come in {timeout:g} s"))
        return found

    async def button(
        self,
        label: str,
        *,
        message: Json | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> tuple[Json, Json]:
        """The latest message with this inline button, and the button, waited for."""

        def fits(one: Json) -> bool:
            is_meant = message is None or one["message_id"] == message["message_id"]
            return is_meant and any(key["text"] == label for key in buttons(one))

        found = await self._find(fits, timeout)
        if found is None:
            seen = [key["text"] for one in self._visible() for key in buttons(one)]
            raise NotSeen(self._account(f"No button “{label}”; there are: {' · '.join(seen)}"))
        return found, next(key for key in buttons(found) if key["text"] == label)

    async def _find(self, fits: Callable[[Json], bool], seconds: float) -> Json | None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        wait = 0.0
        while True:
            await self._catch_up(wait)
            for message in reversed(self._visible()):
                if fits(message):
                    return message
            wait = min(ends - loop.time(), 20.0)
            if wait <= 0:
                return None

    async def _catch_up(self, wait: float) -> None:
        """Fetches what is new, after at most `wait` seconds."""
        while True:
            told = await self.stage.ask(
                "GET",
                f"chats/{self.chat_id}/messages",
                after_version=self._version,
                limit=1000,
                wait=wait,
            )
            for message in told["messages"]:
                self._messages[message["message_id"]] = message
                self._version = message["version"]
            if len(told["messages"]) < 1000:
                return

    def _visible(self) -> list[Json]:
        shown = (message for message in self._messages.values() if not message["deleted"])
        return sorted(shown, key=lambda message: int(message["message_id"]))

    def _account(self, trouble: str) -> str:
        lines = [
            f"  {'bot' if one['outgoing_by_bot'] else 'person'} #{one['message_id']}: {_line(one)}"
            for one in self._visible()[-SHOWN_ON_FAILURE:]
        ]
        return "\n".join([f"{self.name}: {trouble}. The last messages:", *(lines or ["  none"])])


class Group(Talk):
    """A group; people speak in it with `to=group`."""

    @property
    def id(self) -> int:
        """Its chat id."""
        return self.chat_id

    async def takes_in(self, *phones: Phone) -> None:
        """These people come into the group."""
        await self._change({"add": [phone.id for phone in phones]})

    async def parts_with(self, *phones: Phone) -> None:
        """These people go out of it."""
        await self._change({"remove": [phone.id for phone in phones]})

    async def throws_out_bot(self) -> None:
        """The bot is no longer in the group."""
        await self._change({"bot": False})

    async def takes_in_bot(self) -> None:
        """The bot is in the group (again)."""
        await self._change({"bot": True})

    async def topics(self) -> list[Json]:
        """Its topics: id, name, icon_color, closed."""
        for group in (await self.stage.state())["groups"]:
            if group["id"] == self.chat_id:
                topics: list[Json] = group["topics"]
                return topics
        raise LookupError(f"The group {self.name} is no more.")

    async def migrates(self) -> Group:
        """The group under its new id."""
        moved = await self.stage.ask("POST", f"groups/{self.chat_id}/migrate")
        await self.stage.state()
        return Group(self.stage, moved["id"], self.name)

    async def _change(self, body: Json) -> None:
        await self.stage.ask("POST", f"groups/{self.chat_id}/members", body)


class Phone(Talk):
    """One person's phone: their chat with the bot, and their hands.

    What is done in a group takes `to=group`; in a topic of it, `thread_id` besides.
    """

    def __init__(self, stage: Stage, user_id: int, name: str) -> None:
        super().__init__(stage, user_id, name)
        self.id = user_id

    async def sends(
        self,
        text: str,
        *,
        reply_to: Json | int | None = None,
        to: Group | None = None,
        thread_id: int | None = None,
    ) -> Json:
        """Writes a message."""
        return await self._do("send", to, text=text, reply_to=_id(reply_to), thread_id=thread_id)

    async def edits(self, message: Json | int, text: str, *, to: Group | None = None) -> Json:
        """Writes one's own message anew."""
        return await self._do("edit", to, message_id=_id(message), text=text)

    async def deletes(self, message: Json | int, *, to: Group | None = None) -> None:
        """Deletes a message; the bot hears nothing of it."""
        await self._do("delete", to, message_id=_id(message))

    async def reacts(
        self, message: Json | int, emoji: str | None, *, to: Group | None = None
    ) -> Json:
        """Puts an emoji on a message; None takes it away."""
        return await self._do("react", to, message_id=_id(message), emoji=emoji)

    async def presses(
        self,
        label: str,
        message: Json | None = None,
        *,
        to: Group | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Json:
        """Presses the inline button with this text, on the latest message that has it.

        Of a message that is named and has folders (▸), what is in them is looked through, too.
        Tells the bot's answer: {"answered", "text", "show_alert", "url", "callback_query_id"}.
        """
        if message is not None and to is None:
            await self._look_into_folders(message, label)
        found, key = await (to or self).button(label, message=message, timeout=timeout)
        if "callback_data" not in key:
            raise Refused(f"“{label}” is not a button for the bot: {key}")
        return await self.presses_data(found, key["callback_data"], to=to)

    async def _look_into_folders(self, message: Json, label: str) -> None:
        """Opens one folder after the other until the button is there, if it is in one at all."""
        shown = await self._as_it_is(message)
        ways = [key for key in buttons(shown) if key["text"].startswith(BACK)]
        ways += [key for key in buttons(shown) if key["text"].endswith(FOLDER)]
        tried: set[str] = set()
        while ways and not any(key["text"] == label for key in buttons(shown)):
            way = ways.pop(0)
            tried.add(way["callback_data"])
            await self.presses_data(shown, way["callback_data"])
            shown = await self._changed(shown)
            ways = [
                key
                for key in buttons(shown)
                if key["text"].startswith(BACK)
                or (key["text"].endswith(FOLDER) and key["callback_data"] not in tried)
            ]

    async def _as_it_is(self, message: Json) -> Json:
        """A message as it stands in the chat by now."""
        await self._catch_up(0)
        return self._messages.get(message["message_id"], message)

    async def _changed(self, message: Json) -> Json:
        """The message once it has been changed."""

        def fits(one: Json) -> bool:
            is_it = one["message_id"] == message["message_id"]
            return is_it and bool(one["version"] > message["version"])

        found = await self._find(fits, PATIENCE)
        if found is None:
            raise NotSeen(self._account("the folder did not open"))
        return found

    async def presses_data(
        self, message: Json | int, data: str, *, to: Group | None = None
    ) -> Json:
        """Sends button data, even such as no button has (any more)."""
        pressed = await self.begins_press(message, data, to=to)
        return {**await self.stage.ask("GET", f"callbacks/{pressed}"), "callback_query_id": pressed}

    async def begins_press(self, message: Json | int, data: str, *, to: Group | None = None) -> str:
        """The same, without waiting for the answer; tells the id of the callback query."""
        told = await self._do("press", to, message_id=_id(message), data=data)
        query_id: str = told["callback_query_id"]
        return query_id

    async def presses_key(self, label: str) -> Json:
        """Presses a key of the reply keyboard: its text is sent, or one's number."""
        keyboard = await self.keyboard() or {}
        for key in (key for row in keyboard.get("keyboard", []) for key in row):
            if key["text"] == label:
                if key.get("request_contact"):
                    return await self.shares_contact()
                return await self.sends(label)
        raise NotSeen(self._account(f"No key “{label}” on the keyboard {keyboard}"))

    async def keyboard(self) -> Json | None:
        """The reply keyboard on the phone."""
        told = await self.stage.ask("GET", f"chats/{self.chat_id}/keyboard")
        keyboard: Json | None = told["keyboard"]
        return keyboard

    async def menu(self) -> list[str]:
        """The commands in the bot's menu, as this person is shown them."""
        told = await self.stage.ask("GET", f"chats/{self.chat_id}/commands")
        return [one["command"] for one in told["commands"]]

    async def uploads(
        self,
        *files: Attachment,
        kind: str = "photo",
        caption: str = "",
        reply_to: Json | int | None = None,
        to: Group | None = None,
        thread_id: int | None = None,
    ) -> Json:
        """Sends files (photo, document, voice, video, audio, sticker); several are an album."""
        form = aiohttp.FormData(quote_fields=False)
        fields = {
            "kind": kind,
            "caption": caption,
            "reply_to": _id(reply_to),
            "chat_id": to.id if to else None,
            "thread_id": thread_id,
        }
        for name, value in fields.items():
            if value not in (None, ""):
                form.add_field(name, str(value))
        for file in files:
            name, body = (file.name, file.read_bytes()) if isinstance(file, Path) else file
            mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
            form.add_field("file", io.BytesIO(body), filename=name, content_type=mime)
        return await self.stage.ask("POST", f"users/{self.id}/upload", form)

    async def downloads(self, message: Json) -> bytes:
        """The bytes of the file in a message, as this phone would show them."""
        return await self.stage.fetch(message["file_url"])

    async def opens(self, link: str = "", *, payload: str = "") -> Json:
        """Opens an invitation link, or presses Start; unblocks the bot."""
        return await self._do("open", None, **({"link": link} if link else {"payload": payload}))

    async def shares_contact(self, *, to: Group | None = None) -> Json:
        """Shares one's own number."""
        return await self._do("contact", to, own=True)

    async def shares_other_contact(
        self, name: str, phone: str, *, user_id: int | None = None
    ) -> Json:
        """Shares somebody else's number."""
        return await self._do("contact", None, name=name, phone=phone, user_id=user_id)

    async def shares_location(
        self, latitude: float, longitude: float, *, to: Group | None = None
    ) -> Json:
        """Shares a place, in degrees."""
        return await self._do("location", to, latitude=latitude, longitude=longitude)

    async def blocks(self) -> None:
        """Shuts the bot out."""
        await self._do("block", None)

    async def unblocks(self) -> None:
        """Lets the bot in again."""
        await self._do("unblock", None)

    async def floods(self, count: int, *, per_second: float = 0, text: str = "第 {n} 条") -> None:
        """Begins to send many messages; {n} is their number; 0 per second: all at once."""
        await self._do("flood", None, count=count, per_second=per_second, text=text)

    async def _do(self, what: str, to: Group | None, **body: Any) -> Json:
        given = {name: value for name, value in body.items() if value is not None}
        if to is not None:
            given["chat_id"] = to.id
        return await self.stage.ask("POST", f"users/{self.id}/{what}", given)


def words(message: Json) -> str:
    """The text or caption of a message."""
    said: str = message.get("text") or message.get("caption") or ""
    return said


def buttons(message: Json) -> list[Json]:
    """The inline buttons of a message, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [key for row in rows for key in row]


def _id(message: Json | int | None) -> int | None:
    return message["message_id"] if isinstance(message, dict) else message


def _line(message: Json) -> str:
    keys = " ".join(f"[{key['text']}]" for key in buttons(message))
    known = ("message_id", "from", "chat", "date", "reply_to_message", "version")
    said = words(message) or json.dumps(
        {name: value for name, value in message.items() if name not in known}, ensure_ascii=False
    )
    return f"{said[:200]} {keys}".strip()
