"""The Bot API over HTTP: a call comes in, befallen by limits and faults, and is answered."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import struct
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox import params as parameters
from bot.sandbox.calls import Call, Calls
from bot.sandbox.changing import Changing
from bot.sandbox.chatting import Chatting
from bot.sandbox.errors import (
    ApiError,
    Json,
    bad_request,
    forbidden,
    group_migrated,
    too_many_requests,
)
from bot.sandbox.events import Events
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.files import MAX_DOWNLOAD
from bot.sandbox.limits import Gate
from bot.sandbox.params import Params
from bot.sandbox.people import People
from bot.sandbox.polling import Polling
from bot.sandbox.sending import Sending
from bot.sandbox.updates import encode
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World

log = logging.getLogger(__name__)

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
INTO_CHAT = frozenset(
    [
        "sendmessage",
        "sendphoto",
        "senddocument",
        "sendvoice",
        "sendvideo",
        "sendaudio",
        "sendsticker",
        "sendlocation",
        "sendvenue",
        "sendcontact",
        "sendmediagroup",
        "copymessage",
        "forwardmessage",
    ]
)
EDITS = frozenset(["editmessagetext", "editmessagecaption", "editmessagereplymarkup"])
HEADERS = {"Content-Type": "application/json"}

Method = Callable[[Params], Any]


class BotApi:
    """Finds the method and answers; `token` None takes any token of the right shape."""

    def __init__(
        self,
        world: World,
        gate: Gate,
        faults: Faults,
        calls: Calls,
        events: Events,
        token: str | None,
    ) -> None:
        self.world = world
        self.gate = gate
        self.faults = faults
        self.calls = calls
        self.events = events
        self.token = token
        self.polling = Polling(world)
        self.webhook = Webhook(world, self.call)
        self.methods = self._methods()

    def _methods(self) -> dict[str, Method]:
        sending, changing, chatting = (
            Sending(self.world),
            Changing(self.world),
            Chatting(self.world),
        )
        named: dict[str, Method] = {}
        for door in (sending, changing, chatting):
            for name in dir(door):
                if not name.startswith("_") and callable(method := getattr(door, name)):
                    named[name.replace("_", "")] = method
        agree = named.pop("agree")
        for name in [
            "logout",
            "close",
            "setmyname",
            "setmydescription",
            "setmyshortdescription",
            "setchatmenubutton",
            "setmydefaultadministratorrights",
            "pinchatmessage",
            "unpinchatmessage",
        ]:
            named[name] = agree
        named["setwebhook"] = self._set_webhook
        named["deletewebhook"] = self.webhook.delete_webhook
        named["getwebhookinfo"] = self.webhook.get_webhook_info
        return named

    def _set_webhook(self, params: Params) -> bool:
        done = self.webhook.set_webhook(params)
        if self.world.webhook:
            self.polling.end_wait("terminated by setWebhook request")
        return done

    # One call

    async def handle(self, request: web.Request) -> web.Response:
        """Answers `/bot<token>/<method>`."""
        info = request.match_info
        if (refusal := self._token_refusal(info["token"])) is not None:
            return _refused(refusal)
        method = info["method"]
        try:
            params = await parameters.read(request)
        except ApiError as unreadable:
            return _refused(unreadable)
        chat_id = _chat_id(params)
        call = self.calls.open(method, params.values, chat_id, self.world.clock.offset)
        self.events.nudge()
        fault = self.faults.pick(method.lower(), chat_id) if self.faults.active else None
        if fault is None:
            answer = await self._answer(request, call, params)
        else:
            self.events.tell({"type": "faults"})
            answer = await self._befall(fault, request, call, params)
        self.events.nudge()
        return answer

    async def call(self, method: str, params: Params) -> None:
        """Runs a method named in the answer to a webhook."""
        call = self.calls.open(method, params.values, _chat_id(params), self.world.clock.offset)
        try:
            call.message_id = _message_id(self._run(call, params))
            call.status = 200
        except ApiError as refusal:
            call.status, call.error = refusal.status, refusal.description

    async def _answer(self, request: web.Request, call: Call, params: Params) -> web.Response:
        try:
            if call.method.lower() == "getupdates":
                text = await self.polling.poll(params, lambda: _is_open(request))
            else:
                result = self._run(call, params)
                call.message_id = _message_id(result)
                text = encode(result)
        except ApiError as refusal:
            call.status, call.error = refusal.status, refusal.description
            return _refused(refusal)
        except Exception:
            log.exception("%s failed", call.method)
            call.status, call.error = 500, "Internal Server Error"
            return _refused(ApiError(500, "Internal Server Error"))
        call.status = 200
        return web.Response(body=f'{{"ok":true,"result":{text}}}'.encode(), headers=HEADERS)

    def _run(self, call: Call, params: Params) -> Any:
        name = call.method.lower()
        method = self.methods.get(name)
        if method is None:
            raise ApiError(404, "Not Found")
        if self.gate.limits.enabled and isinstance(call.chat_id, int):
            into_chat = name in INTO_CHAT
            if into_chat or name in EDITS:
                wait = self.gate.retry_after(call.chat_id, into_chat=into_chat)
                if wait:
                    raise too_many_requests(wait)
        return method(params)

    def _token_refusal(self, token: str) -> ApiError | None:
        if self.token is not None and token == self.token:
            return None
        if not TOKEN.fullmatch(token):
            return ApiError(404, "Not Found")
        return None if self.token is None else ApiError(401, "Unauthorized")

    # Misfortunes

    async def _befall(
        self, fault: Fault, request: web.Request, call: Call, params: Params
    ) -> web.Response:
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return await self._answer(request, call, params)
        if fault.kind in ("slow_after", "reset_after"):
            answer = await self._answer(request, call, params)
            if fault.kind == "slow_after":
                await asyncio.sleep(fault.seconds)
                return answer
            return self._reset(request, call, fault)
        if fault.kind == "reset":
            return self._reset(request, call, fault)
        if fault.kind == "error":
            return _broken(call, fault)
        refusal = self._refusal(fault, call)
        call.status, call.error = refusal.status, refusal.description
        return _refused(refusal)

    def _refusal(self, fault: Fault, call: Call) -> ApiError:
        if fault.kind == "too_many":
            return too_many_requests(fault.retry_after)
        chat = self.world.chats.get(call.chat_id)
        if fault.kind == "blocked":
            if chat is not None and not chat.is_private:
                return forbidden(f"bot was kicked from the {chat.kind} chat")
            return forbidden("bot was blocked by the user")
        if fault.migrate_to_chat_id is not None:
            return group_migrated(fault.migrate_to_chat_id)
        if chat is None or chat.is_private:
            return bad_request("chat not found")
        return group_migrated(chat.migrated_to or People(self.world).migrate(chat).id)

    def _reset(self, request: web.Request, call: Call, fault: Fault) -> web.Response:
        call.status, call.error = 0, fault.kind
        transport = request.transport
        if transport is not None:
            link = transport.get_extra_info("socket")
            if link is not None:
                # Without lingering, closing sends a reset, not a polite end.
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return web.Response(status=500)

    # Files

    async def download(self, request: web.Request) -> web.Response:
        """Answers `/file/bot<token>/<path>`."""
        if (refusal := self._token_refusal(request.match_info["token"])) is not None:
            return _refused(refusal)
        stored = self.world.files.by_path.get(request.match_info["path"])
        if stored is None or stored.size > MAX_DOWNLOAD:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(
            body=self.world.files.read(stored), content_type="application/octet-stream"
        )


def _chat_id(params: Params) -> int | None:
    value = params.values.get("chat_id")
    if isinstance(value, int):
        return value
    try:
        return int(value) if value else None
    except (TypeError, ValueError):
        return None


def _message_id(result: Any) -> int | None:
    first = result[0] if isinstance(result, list) and result else result
    number = first.get("message_id") if isinstance(first, dict) else None
    return number if isinstance(number, int) else None


def _is_open(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _refused(refusal: ApiError) -> web.Response:
    return web.Response(
        status=refusal.status, body=encode(refusal.body()).encode(), headers=HEADERS
    )


def _broken(call: Call, fault: Fault) -> web.Response:
    """An answer of the servers in front of Telegram, not of Telegram."""
    call.status, call.error = fault.status, "error"
    is_html = fault.status in (502, 503, 504) if fault.html is None else fault.html
    if not is_html:
        body: Json = {"ok": False, "error_code": fault.status}
        body["description"] = "Internal Server Error"
        return web.Response(status=fault.status, body=encode(body).encode(), headers=HEADERS)
    page = f"<html><head><title>{fault.status}</title></head><body>nginx</body></html>"
    return web.Response(status=fault.status, text=page, content_type="text/html")
