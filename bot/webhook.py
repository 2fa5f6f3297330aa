"""How updates come in when the chat network brings them: kept raw, and only then answered with 200.

Any process on the database may take any delivery: what comes twice is known by its number. Whoever
brings one has to know the secret; what is not a delivery is turned away before it is read.
"""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import BadRequest, TelegramError

from bot import counts
from bot.clock import Clock
from bot.log import trace
from bot.telegram.api import Line
from bot.telegram.errors import TooMany
from bot.telegram.incoming import ALLOWED, chat_of
from bot.together import Together
from bot.writer import Writer
from storage import inbox

log = logging.getLogger(__name__)
LARGEST = 1024 * 1024  # bytes of one delivery; Telegram's are a few thousand
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (its name)
AT_ONCE = 40  # deliveries under way
KEEP_SECONDS = 20.0  # in which an update is to be on the disk, before the network gives up
LARGEST_ID = 2**63
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
Raw = tuple[int, int, str]  # update id, chat id, the update as it came
LOOKS_EVERY = 300.0  # seconds between two looks whether the webhook is still ours


def secret_for(token: str) -> str:
    """The secret where the office has set none: the same in every process with that token."""
    return hmac.new(token.encode(), b"lianluo webhook", hashlib.sha256).hexdigest()


def path_of(url: str) -> str:
    """Where on our own server the network's deliveries come in."""
    return urlsplit(url).path or "/"


class Webhook:
    """Takes deliveries."""

    def __init__(
        self, url: str, secret: str, writer: Writer, clock: Clock, received: Callable[[], None]
    ) -> None:
        self.path = path_of(url)
        self._secret = secret.encode()
        self._writer = writer
        self._clock = clock
        self._received = received
        self._together = Together(self._receive)

    async def take(self, request: web.Request) -> web.Response:
        """One update: 200 when it is on the disk, 503 when it is to be brought again."""
        try:
            await self._keep(request)
        except web.HTTPException as refusal:
            counts.deliveries[refusal.status] += 1
            raise
        counts.deliveries[200] += 1
        counts.updates["received"] += 1
        self._received()
        return web.Response()

    async def _keep(self, request: web.Request) -> None:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            raise web.HTTPForbidden
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        update = _update(await request.read())
        try:
            async with asyncio.timeout(KEEP_SECONDS):
                await self._together.do(update)
        except Exception as error:
            log.error("an update could not be kept, it will be brought again\n%s", trace(error))
            raise web.HTTPServiceUnavailable from None

    async def _receive(self, updates: list[Raw]) -> None:
        await self._writer.do(inbox.receive, updates, self._clock.now())


def _update(body: bytes) -> Raw:
    try:
        update = json.loads(body)
        update_id = update["update_id"]
        # As ASCII: half characters and NUL, which no database keeps, stay escapes.
        raw = json.dumps(update, separators=(",", ":"))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise web.HTTPBadRequest from None
    if type(update_id) is not int or not 0 <= update_id < LARGEST_ID:
        raise web.HTTPBadRequest
    return update_id, chat_of(update), raw


class WebhookKeeper:
    """Tells the network where to bring updates, and again when somebody has told it otherwise."""

    def __init__(self, line: Line, url: str, secret: str) -> None:
        self._line = line
        self._url = url
        self._secret = secret

    async def run(self) -> None:
        """Keep it set until cancelled. It stays when this process ends: another may take over."""
        pause = FIRST_PAUSE
        is_set = False
        while True:
            try:
                if not is_set:
                    await self._set()
                    is_set = True
                pause = FIRST_PAUSE
                await asyncio.sleep(LOOKS_EVERY)
                is_set = await self._is_ours()
            except TelegramError as error:
                # What is wrong with an address is said by the network, in words about the address.
                why = error.message if isinstance(error, BadRequest) else type(error).__name__
                log.warning("the webhook is not set: %s", why)
                await asyncio.sleep(error.seconds if isinstance(error, TooMany) else pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _set(self) -> None:
        await self._line.call(
            "setWebhook",
            url=self._url,
            secret_token=self._secret,
            allowed_updates=ALLOWED,
            max_connections=AT_ONCE,
        )
        log.info("updates are brought to %s", self._url)

    async def _is_ours(self) -> bool:
        info: dict[str, Any] = await self._line.call("getWebhookInfo")
        if info.get("url") != self._url:
            log.warning("somebody has set another webhook, or none")
            return False
        return True
