"""The stage API's acts: what people do with their phones, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox import multipart
from bot.sandbox.body import Body
from bot.sandbox.errors import Json, StageError
from bot.sandbox.files import KINDS, StoredFile
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.people import People, Place
from bot.sandbox.world import World

MAX_FLOOD = 1_000_000

Act = Callable[[User, Body], Json]


class StagePeople:
    """Routes under /stage/users and /stage/groups."""

    def __init__(self, world: World, people: People) -> None:
        self.world = world
        self.people = people
        self._floods: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """What is answered, and by whom."""
        user, group = r"/stage/users/{user:\d+}", r"/stage/groups/{group:-\d+}"
        acts: dict[str, Act] = {
            "send": self.send,
            "edit": self.edit,
            "press": self.press,
            "contact": self.contact,
            "location": self.location,
            "open": self.open,
            "block": self.block,
            "unblock": self.unblock,
            "react": self.react,
            "delete": self.delete,
            "flood": self.flood,
        }
        return [
            web.post("/stage/users", self.add_user),
            *(web.post(f"{user}/{name}", self._act(act)) for name, act in acts.items()),
            web.post(f"{user}/upload", self.upload),
            web.post("/stage/groups", self.add_group),
            web.post(f"{group}/members", self.change_members),
            web.post(f"{group}/migrate", self.migrate),
        ]

    def _act(self, act: Act) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.Response:
            user = self.people.user(int(request.match_info["user"]))
            return _json(act(user, await Body.read(request)))

        return handle

    # People

    async def add_user(self, request: web.Request) -> web.Response:
        """One more person."""
        body = await Body.read(request)
        user = self.world.add_user(
            body.required("name"),
            phone=body.text("phone"),
            role_label=body.text("role_label"),
            language_code=body.text("language_code", "zh-hans"),
        )
        return _json(user.as_state())

    def send(self, user: User, body: Body) -> Json:
        """Writes; `parts` lists all message ids when the text was too long for one."""
        sent = self.people.say(user, self._place(user, body), body.text("text"))
        return _several(sent)

    def edit(self, user: User, body: Body) -> Json:
        """Writes one's own message anew."""
        chat = self._chat(user, body)
        return self.people.edit(user, chat, body.needed("message_id"), body.text("text")).as_seen()

    def press(self, user: User, body: Body) -> Json:
        """Presses an inline button."""
        chat = self._chat(user, body)
        query_id = self.people.press(user, chat, body.needed("message_id"), body.required("data"))
        return {"callback_query_id": query_id}

    def contact(self, user: User, body: Body) -> Json:
        """Shares one's own number, or somebody else's."""
        place = self._place(user, body)
        if body.flag("own"):
            sent = self.people.share_contact(user, place, user.phone, user.name, user.id)
        else:
            phone, name = body.required("phone"), body.required("name")
            sent = self.people.share_contact(user, place, phone, name, body.number("user_id"))
        return sent.as_seen()

    def location(self, user: User, body: Body) -> Json:
        """Shares a place on the map."""
        place = self._place(user, body)
        return self.people.share_location(
            user, place, body.real("latitude"), body.real("longitude")
        ).as_seen()

    def open(self, user: User, body: Body) -> Json:
        """Presses Start, by an invitation link or with a code."""
        link = body.text("link")
        payload = self.people.payload_of(link) if link else body.text("payload")
        return self.people.open(user, payload).as_seen()

    def block(self, user: User, _: Body) -> Json:
        """Shuts the bot out."""
        self.people.block(user)
        return user.as_state()

    def unblock(self, user: User, _: Body) -> Json:
        """Lets it in again."""
        self.people.unblock(user)
        return user.as_state()

    def react(self, user: User, body: Body) -> Json:
        """Puts an emoji on a message, or takes it away with null."""
        chat = self._chat(user, body)
        emoji = body.text("emoji") or None
        return self.people.react(user, chat, body.needed("message_id"), emoji).as_seen()

    def delete(self, user: User, body: Body) -> Json:
        """Deletes a message for everyone."""
        self.people.delete(self._chat(user, body), body.needed("message_id"))
        return {}

    def flood(self, user: User, body: Body) -> Json:
        """Sends `text` many times; {n} in it is the number. Without `per_second` all at once."""
        count = body.needed("count")
        if not 1 <= count <= MAX_FLOOD:
            raise StageError(f"A flood has 1 to {MAX_FLOOD} messages.")
        rate = body.real("per_second") if body.values.get("per_second") else 0.0
        place = self._place(user, body)
        task = asyncio.create_task(
            self._flood(user, place, count, rate, body.text("text", "第 {n} 条"))
        )
        self._floods.add(task)
        task.add_done_callback(self._floods.discard)
        return {"count": count}

    async def _flood(self, user: User, place: Place, count: int, rate: float, text: str) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in range(1, count + 1):
            self.people.say(user, place, text.replace("{n}", str(number)))
            if rate > 0:
                await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
            elif number % 100 == 0:
                await asyncio.sleep(0)

    async def stop(self) -> None:
        """Ends the floods."""
        for task in list(self._floods):
            task.cancel()
        await asyncio.gather(*self._floods, return_exceptions=True)

    # Files

    async def upload(self, request: web.Request) -> web.Response:
        """Sends files; several are an album."""
        user = self.people.user(int(request.match_info["user"]))
        body, files = await _form(request)
        kind = body.text("kind", "document")
        if kind not in KINDS:
            raise StageError(f"A file is sent as one of: {', '.join(KINDS)}.")
        if not files:
            raise StageError("There is no file.")
        place = self._place(user, body)
        stored = [self._keep(kind, file) for file in files]
        sent = self.people.upload(user, place, kind, stored, body.text("caption"))
        return _json(_several(sent))

    def _keep(self, kind: str, file: multipart.Part) -> StoredFile:
        return self.world.files.add(kind, file.filename or kind, file.body, file.mime)

    # Groups

    async def add_group(self, request: web.Request) -> web.Response:
        """A new group with the bot in it."""
        body = await Body.read(request)
        is_forum = body.flag("is_forum", body.flag("topics_enabled"))
        members = [self.people.user(number) for number in body.numbers("members")]
        chat = self.people.found_group(
            body.required("title"),
            members,
            is_forum=is_forum,
            supergroup=body.flag("supergroup"),
        )
        return _json(chat.as_state())

    async def change_members(self, request: web.Request) -> web.Response:
        """People come and go; `bot` false throws the bot out, true takes it in."""
        chat = self._group(request)
        body = await Body.read(request)
        come = [self.people.user(number) for number in body.numbers("add")]
        go = [self.people.user(number) for number in body.numbers("remove")]
        for user in come:
            self.people.join(chat, user)
        for user in go:
            self.people.leave(chat, user)
        if "bot" in body.values and chat.members:
            by = self.people.user(chat.members[0])
            self.people.seat_bot(chat, by, is_member=body.flag("bot"))
        return _json(chat.as_state())

    async def migrate(self, request: web.Request) -> web.Response:
        """The group moves to another id."""
        return _json(self.people.migrate(self._group(request)).as_state())

    def _group(self, request: web.Request) -> Chat:
        return self.people.chat(int(request.match_info["group"]))

    def _chat(self, user: User, body: Body) -> Chat:
        chat = self.people.chat(body.number("chat_id") or user.id)
        if user.id not in chat.members:
            raise StageError(f"{user.name} is not a member of that chat.")
        return chat

    def _place(self, user: User, body: Body) -> Place:
        return self.people.place(
            user, body.number("chat_id"), body.number("reply_to"), body.number("thread_id")
        )


def _several(sent: list[Message]) -> Json:
    first = sent[0].as_seen()
    if len(sent) > 1:
        first["parts"] = [message.id for message in sent]
    return first


def _json(value: Json) -> web.Response:
    return web.json_response(value)


async def _form(request: web.Request) -> tuple[Body, list[multipart.Part]]:
    """The fields of a form, and its files."""
    values: Json = {}
    files = []
    try:
        for part in multipart.parts(request.headers.get("Content-Type", ""), await request.read()):
            if part.filename is None:
                values[part.name] = part.body.decode("utf-8", "replace")
            else:
                files.append(part)
    except ValueError:
        raise StageError("Files come as a form (multipart/form-data).") from None
    return Body(values), files
