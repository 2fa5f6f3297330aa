"""What the house shows to machines: is it alive, is it ready, how much waits; and the webhook.

`/healthz` asks for a restart when it fails, so it fails only for what a restart may mend.
`/readyz` says whether work gets done: database, its tables, the line to the chat network.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import ParamSpec, TypeVar

from aiohttp import web

from bot.clock import Clock
from bot.config import Address, SettingsError
from bot.heartbeat import Heart
from bot.log import trace
from bot.metrics import CONTENT_TYPE, Leads, Metrics
from bot.webhook import LARGEST, Webhook
from bot.writer import Writer
from storage import migrations, queues
from storage.database import Database
from storage.queues import Queues

log = logging.getLogger(__name__)
ANSWER_SECONDS = 5.0  # in which a look at the database is to be over
CLOSING_SECONDS = 5.0

P = ParamSpec("P")
T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """One small HTTP server; `is_known` tells whether the chat network has told the bot's name."""

    def __init__(
        self,
        writer: Writer,
        clock: Clock,
        heart: Heart,
        *,
        is_known: Callable[[], bool],
        leads: Leads,
        webhook: Webhook | None = None,
    ) -> None:
        self._heart = heart
        self._database = writer.database
        self._clock = clock
        self._is_known = is_known
        self._metrics = Metrics(writer.database, leads)
        # A thread of its own: a database that hangs keeps nobody waiting but those who ask here.
        self._looker = ThreadPoolExecutor(1, thread_name_prefix="looker")
        self._application = web.Application(middlewares=[_discreet], client_max_size=LARGEST)
        self._application.add_routes(
            [
                web.get("/healthz", self._health),
                web.get("/readyz", self._ready),
                web.get("/metrics", self._figures),
            ]
        )
        if webhook is not None:
            self._application.add_routes([web.post(webhook.path, webhook.take)])
        self._runner = web.AppRunner(
            self._application, access_log=None, shutdown_timeout=CLOSING_SECONDS
        )
        self.port = 0

    async def start(self, address: Address) -> None:
        """Listen. Raises SettingsError when the address cannot be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, address.host, address.port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise SettingsError(
                [f"LIANLUO_HTTP_ADDR is wrong: {address}: {error.strerror}"]
            ) from None
        self.port = int(self._runner.addresses[0][1])
        log.info("http://%s:%s answers", address.host, self.port)

    async def stop(self) -> None:
        """Finish what is being answered, and listen no more."""
        await self._runner.cleanup()
        self._looker.shutdown(wait=False, cancel_futures=True)

    async def _health(self, _: web.Request) -> web.Response:
        return _told({"writer": "ok" if await self._heart.beats() else "stuck"})

    async def _ready(self, _: web.Request) -> web.Response:
        try:
            is_current = await self._look(migrations.is_current, self._database)
            database = "ok" if is_current else "its tables are not of this version"
        except Exception as error:
            database = f"does not answer ({type(error).__name__})"
        network = "ok" if self._is_known() else "has not answered yet"
        return _told({"database": database, "chat network": network})

    async def _figures(self, _: web.Request) -> web.Response:
        now = self._clock.now()
        try:
            found: Queues | None = await self._look(_queues, self._database, now)
        except Exception as error:
            log.warning("how much waits is not known: %s", type(error).__name__)
            found = None
        headers = {"Content-Type": CONTENT_TYPE}
        return web.Response(body=self._metrics.text(found, now), headers=headers)

    async def _look(self, look: Callable[P, T], *arguments: P.args, **_: P.kwargs) -> T:
        """Ask the database something, for so long and no longer."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(ANSWER_SECONDS):
            return await loop.run_in_executor(self._looker, look, *arguments)


def _queues(database: Database, now: datetime) -> Queues:
    with database.read() as session:
        return queues.look(session, now)


def _told(parts: dict[str, str]) -> web.Response:
    is_good = all(state == "ok" for state in parts.values())
    body = json.dumps({"status": "ok" if is_good else "failing", **parts}) + "\n"
    return web.Response(text=body, status=200 if is_good else 503, content_type="application/json")


@web.middleware
async def _discreet(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An error of ours is logged without its words, and told without any."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:
        log.error("a request could not be answered\n%s", trace(error))
        raise web.HTTPInternalServerError from None
