"""The sandbox as a server: everything put together, started, stopped and kept."""

from __future__ import annotations

import asyncio
import signal
from datetime import datetime
from pathlib import Path
from types import TracebackType

from aiohttp import web

from bot.sandbox.api import BotApi
from bot.sandbox.calls import Calls
from bot.sandbox.cast import DEFAULT_CAST, Cast
from bot.sandbox.clock import SandboxClock
from bot.sandbox.errors import Json
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.limits import Gate, Limits
from bot.sandbox.model import Robot
from bot.sandbox.snapshot import Snapshot
from bot.sandbox.stage import Stage
from bot.sandbox.world import World

PAGE = Path(__file__).with_name("page")
DEFAULT_TOKEN = "1000001:SANDBOX"  # noqa: S105  # opens nothing outside this sandbox
NO_STORE = {"Cache-Control": "no-cache"}


class Sandbox:
    """A chat platform with its people, until `stop`.

    With a `token` other tokens are refused; without one, any of the right shape will do. With a
    `state_file` the stage goes on where it was, its clock included; else it begins anew with
    `cast`.
    """

    def __init__(
        self,
        token: str | None = None,
        username: str = "lianluo_demo_bot",
        *,
        name: str = "联络",
        cast: Cast = DEFAULT_CAST,
        clock: SandboxClock | None = None,
        state_file: Path | None = None,
        panels: Json | None = None,
        limits: Limits | None = None,
        record_calls: bool = True,
        keep_messages: int = 20_000,
    ) -> None:
        self.token = token or DEFAULT_TOKEN
        robot = Robot(int(self.token.partition(":")[0]), username, name)
        folder = Snapshot.folder(state_file) if state_file else None
        self.clock = clock or SandboxClock()
        self.world = World(robot, self.clock, Files(folder), keep_messages)
        self.events = Events()
        self.faults = Faults()
        self.gate = Gate(limits or Limits())
        self.calls = Calls(record_calls)
        self.api = BotApi(self.world, self.gate, self.faults, self.calls, self.events, token)
        self.stage = Stage(
            self.world, self.gate, self.faults, self.calls, self.events, panels or {}
        )
        self._snapshot = Snapshot(state_file, self.world) if state_file else None
        if self._snapshot is None or not self._snapshot.load():
            cast.enter(self.world)
        self.world.tell = self.events.tell
        self.clock.listeners.append(self._tell_clock)
        self._application: web.Application | None = None
        self._runner: web.AppRunner | None = None
        self._url: str | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        if self._url is None:
            raise RuntimeError("The sandbox has not been started.")
        return self._url

    def application(self) -> web.Application:
        """The web application; routes may be added until it is started."""
        if self._application is None:
            self._application = self._build()
        return self._application

    def _build(self) -> web.Application:
        application = web.Application(client_max_size=256 * 1024 * 1024)
        router = application.router
        for verb in ("GET", "POST"):
            router.add_route(verb, "/bot{token}/{method}", self.api.handle)
        router.add_get("/file/bot{token}/{path:.+}", self.api.download)
        router.add_routes(self.stage.routes())
        router.add_get("/", _index)
        router.add_get("/page/{path:.+}", _page)
        application.on_shutdown.append(self._end_waits)
        return application

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Begins to answer; port 0 takes a free one."""
        self._runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=1024)
        await site.start()
        taken = self._runner.addresses[0][1]
        self._url = f"http://{host}:{taken}"
        self.api.webhook.start()
        if self._snapshot is not None:
            self.events.on_change = self._snapshot.changed
            self.world.updates.listeners.append(self._snapshot.changed)
            self._snapshot.start()

    async def stop(self) -> None:
        """Ends all waits, closes, and keeps the last state."""
        if self._runner is None:
            return
        await self.stage.stop()
        await self.api.webhook.stop()
        await self._runner.cleanup()
        self._runner = None
        if self._snapshot is not None:
            await self._snapshot.stop()

    async def __aenter__(self) -> Sandbox:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def tell_panel(self) -> None:
        """Tells the page that the panels beside the phones have news."""
        self.events.tell({"type": "panel"})

    def _tell_clock(self) -> None:
        self.events.tell(
            {
                "type": "clock",
                "now": self.clock.local().isoformat(),
                "clock_version": self.clock.version,
            }
        )

    async def _end_waits(self, _: web.Application) -> None:
        self.events.close()
        self.api.polling.close()


async def _index(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html", headers=NO_STORE)


async def _page(request: web.Request) -> web.StreamResponse:
    path = (PAGE / request.match_info["path"]).resolve()
    if not path.is_relative_to(PAGE) or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=NO_STORE)


async def serve(
    host: str = "127.0.0.1",
    port: int = 8081,
    *,
    state_file: Path | None = None,
    start: datetime | None = None,
    timezone: str = "Asia/Shanghai",
    limits: bool = False,
    cast: Cast = DEFAULT_CAST,
    token: str | None = None,
) -> None:
    """Runs a sandbox of its own until Ctrl-C or SIGTERM, and prints where it is."""
    sandbox = Sandbox(
        token,
        cast=cast,
        clock=SandboxClock(start, timezone),
        state_file=state_file,
        limits=Limits(enabled=limits),
    )
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await sandbox.start(host, port)
    try:
        print(f"Sandbox: {sandbox.url}", flush=True)
        await ended.wait()
    finally:
        await sandbox.stop()
