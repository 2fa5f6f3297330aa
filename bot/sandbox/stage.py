"""The stage API: what the page and tests read, and the clock, limits and faults they set."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web

from bot.sandbox.body import Body
from bot.sandbox.calls import Calls
from bot.sandbox.errors import ApiError, Json, StageError
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.limits import Gate
from bot.sandbox.people import People
from bot.sandbox.stage_people import StagePeople
from bot.sandbox.updates import encode
from bot.sandbox.world import World

LONGEST_WAIT = 25.0
CALLBACK_WAIT = 10.0
USUAL_LIMIT = 200

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Stage:
    """Routes under /stage."""

    def __init__(
        self, world: World, gate: Gate, faults: Faults, calls: Calls, events: Events, panels: Json
    ) -> None:
        self.world = world
        self.gate = gate
        self.faults = faults
        self.calls = calls
        self.events = events
        self.panels = panels
        self.people = People(world)
        self.acts = StagePeople(world, self.people)

    def routes(self) -> list[web.RouteDef]:
        """What is answered, and by whom."""
        chat = r"/stage/chats/{chat:-?\d+}"
        routes = [
            web.get("/stage/state", self.state),
            web.get(f"{chat}/messages", self.messages),
            web.get(f"{chat}/keyboard", self.keyboard),
            web.get(f"{chat}/commands", self.commands),
            web.get("/stage/files/{key}", self.file),
            web.get("/stage/callbacks/{id}", self.callback),
            web.get("/stage/clock", self.clock),
            web.post("/stage/clock", self.set_clock),
            web.get("/stage/events", self.stream),
            web.post("/stage/events", self.tell),
            web.post("/stage/faults", self.set_faults),
            web.delete("/stage/faults", self.clear_faults),
            web.post("/stage/limits", self.set_limits),
            web.post("/stage/updates", self.inject),
            web.get("/stage/calls", self.seen_calls),
            *self.acts.routes(),
        ]
        return [web.RouteDef(one.method, one.path, told(one.handler), one.kwargs) for one in routes]

    async def stop(self) -> None:
        """Ends what people were still doing."""
        await self.acts.stop()

    # Reading

    async def state(self, _: web.Request) -> web.Response:
        """Everything but the messages."""
        world = self.world
        return answer(
            {
                "bot": {
                    "id": world.robot.id,
                    "username": world.robot.username,
                    "name": world.robot.name,
                },
                "now": world.clock.local().isoformat(),
                "clock_version": world.clock.version,
                "timezone": world.clock.timezone,
                "users": [user.as_state() for user in world.users.values()],
                "groups": [chat.as_state() for chat in world.groups()],
                "panels": self.panels,
                "limits": self.gate.limits.as_state(),
                "faults": [fault.as_state() for fault in self.faults.active],
                "faults_seed": self.faults.seed,
                "pending_updates": len(world.updates),
            }
        )

    async def messages(self, request: web.Request) -> web.Response:
        """Messages changed after a version; `wait` seconds for some, when there are none."""
        chat = self.people.chat(int(request.match_info["chat"]))
        after = _number(request, "after_version", 0)
        limit = _number(request, "limit", USUAL_LIMIT)
        wait = min(_real(request, "wait", 0.0), LONGEST_WAIT)
        found = self.world.news(chat, after, limit)
        if not found and wait:
            await self.events.until(lambda: bool(self.world.news(chat, after, 1)), wait)
            found = self.world.news(chat, after, limit)
        messages = [message.as_seen() for message in found]
        return answer({"version": self.world.version, "messages": messages})

    async def keyboard(self, request: web.Request) -> web.Response:
        """The reply keyboard on the phone, or null."""
        chat = self.people.chat(int(request.match_info["chat"]))
        return answer({"keyboard": chat.keyboard})

    async def commands(self, request: web.Request) -> web.Response:
        """The bot's menu; in a group it may depend on `user_id`."""
        chat = self.people.chat(int(request.match_info["chat"]))
        user = self.world.users.get(_number(request, "user_id", chat.id))
        return answer({"commands": self.world.commands.shown(chat, user)})

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file in a message."""
        stored = self.world.files.by_key.get(request.match_info["key"])
        if stored is None:
            raise StageError("There is no such file.", 404)
        name = urllib.parse.quote(stored.name)
        # People's own files must never act as pages of this site.
        safe = stored.mime.startswith(("image/", "audio/", "video/")) and "svg" not in stored.mime
        headers = {
            "Content-Disposition": f"{'inline' if safe else 'attachment'}; filename*=UTF-8''{name}",
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        mime = stored.mime if safe else "application/octet-stream"
        return web.Response(body=self.world.files.read(stored), content_type=mime, headers=headers)

    async def callback(self, request: web.Request) -> web.Response:
        """What the bot answered to a pressed button, waited for at most 10 s."""
        callback = self.world.callbacks.get(request.match_info["id"])
        if callback is None:
            raise StageError("There was no such press.", 404)
        await self.events.until(lambda: callback.answered, CALLBACK_WAIT)
        return answer(callback.as_answer())

    async def seen_calls(self, request: web.Request) -> web.Response:
        """Every Bot API call after number `after`, in order; `wait` seconds for one, if none."""
        after = _number(request, "after", 0)
        method = request.query.get("method")
        wait = min(_real(request, "wait", 0.0), LONGEST_WAIT)
        if wait:
            await self.events.until(lambda: bool(self.calls.after(after, method)), wait)
        calls = self.calls.after(after, method)
        return answer({"calls": calls, "count": self.calls.count})

    # The clock

    async def clock(self, request: web.Request) -> web.Response:
        """What time it is; with `version`, once it is another one (or after 25 s)."""
        known = _number(request, "version", -1)
        if known >= 0:
            await self.events.until(lambda: self.world.clock.version != known, LONGEST_WAIT)
        return answer(self._clock())

    async def set_clock(self, request: web.Request) -> web.Response:
        """Moves the clock."""
        body = await Body.read(request)
        clock = self.world.clock
        to = body.text("to")
        if not to:
            clock.advance(body.real("advance_seconds"))
        elif to == "real":
            clock.to_real()
        elif to == "next_working_day":
            clock.to_next_working_day()
        else:
            try:
                clock.move_to(datetime.fromisoformat(to))
            except (ValueError, OverflowError):
                raise StageError(f"“{to}” is not a moment.") from None
        return answer(self._clock())

    def _clock(self) -> Json:
        clock = self.world.clock
        return {"now": clock.local().isoformat(), "version": clock.version}

    # Events

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events, for as long as the page listens."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        try:
            async for event in self.events.stream():
                line = ": still here" if event is None else f"data: {encode(event)}"
                await response.write(f"{line}\n\n".encode())
        except ConnectionError:
            # The page has gone; it fetches everything when it comes back.
            pass
        return response

    async def tell(self, request: web.Request) -> web.Response:
        """An event from whoever started the sandbox: {"type": "panel"}."""
        event = (await Body.read(request)).values
        if not isinstance(event.get("type"), str):
            raise StageError("An event needs a type.")
        self.events.tell(event)
        return answer({})

    # Trouble on request

    async def set_faults(self, request: web.Request) -> web.Response:
        """These faults, and no others: a list, or {"faults": […], "seed"?}."""
        try:
            given = await request.json()
        except ValueError:
            raise StageError("The body is not JSON.") from None
        seed: int | None = None
        if isinstance(given, dict):
            seed = given.get("seed")
            given = given.get("faults")
        if not isinstance(given, list):
            raise StageError("Faults come as a list.")
        self.faults.replace(given, seed)
        return self._trouble()

    async def clear_faults(self, _: web.Request) -> web.Response:
        """No faults."""
        self.faults.replace([])
        return self._trouble()

    async def set_limits(self, request: web.Request) -> web.Response:
        """New limits; what is not named stays."""
        self.gate.change((await Body.read(request)).values)
        return self._trouble()

    def _trouble(self) -> web.Response:
        self.events.tell({"type": "faults"})
        return answer(
            {
                "faults": [fault.as_state() for fault in self.faults.active],
                "seed": self.faults.seed,
                "limits": self.gate.limits.as_state(),
            }
        )

    async def inject(self, request: web.Request) -> web.Response:
        """A raw update, with its own id (an old one is a replay) or the next."""
        body = await Body.read(request)
        body.number("update_id")
        return answer({"update_id": self.world.updates.inject(body.values)})


def told(handler: Callable[..., Awaitable[web.StreamResponse]]) -> Handler:
    """The handler, with refusals told as {"error": one sentence}."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except StageError as refusal:
            return answer({"error": refusal.sentence}, refusal.status)
        except ApiError as refusal:
            return answer({"error": refusal.description}, 400)

    return handle


def answer(value: Json, status: int = 200) -> web.Response:
    """JSON."""
    text = json.dumps(value, ensure_ascii=False)
    return web.Response(
        text=text,
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def _number(request: web.Request, name: str, otherwise: int) -> int:
    return int(_real(request, name, otherwise))


def _real(request: web.Request, name: str, otherwise: float) -> float:
    value = request.query.get(name)
    if not value:
        return otherwise
    try:
        return float(value)
    except ValueError:
        raise StageError(f"{name} is not a number.") from None
