"""The real house under rehearsal: the sandbox's server here, the bot and commands as processes."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.sandbox.cast import Cast
from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import Sandbox

USERNAME = "lianluo_demo_bot"
KEPT_MESSAGES = 1000  # a chat; people act on what is recent
STARTS_WITHIN = 60.0  # seconds
# The network's limits would stretch a year's messages over hours of real time, and nobody's hand
# is as quick as these are; everything else is the profile's.
QUICK = """extends = "{profile}"
[delivery]
per_second = 1000
per_chat_per_second = 100
per_group_per_minute = 1000
[flood]
moves_per_minute = 100000
[honest]
least_seconds = 0
"""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class House:
    """An office in a folder: its ledger, its database file, its bot."""

    def __init__(self, folder: Path, profile: str, timezone: ZoneInfo, cast: Cast) -> None:
        self.folder = folder
        self.zone = timezone
        self.database = folder / "data" / "lianluo.db"
        (folder / "data").mkdir(parents=True)
        (folder / "profile.toml").write_text(QUICK.format(profile=profile), "utf-8")
        self.sandbox = Sandbox(
            username=USERNAME,
            cast=cast,
            clock=SandboxClock(timezone=str(timezone)),
            record_calls=False,
            keep_messages=KEPT_MESSAGES,
        )
        self.bot: asyncio.subprocess.Process | None = None
        self._known = 0  # the version of the clock by which the bot goes
        self._told = asyncio.Event()

    async def open(self, begins: datetime) -> None:
        """Begin to answer."""
        self.sandbox.clock.move_to(begins)
        self.sandbox.application().middlewares.append(self._watch)
        await self.sandbox.start()

    @property
    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if "LIANLUO" not in name}
        return own | {
            "LIANLUO_BOT_TOKEN": self.sandbox.token,
            "LIANLUO_BOT_API_URL": self.sandbox.url,
            "LIANLUO_BOT_USERNAME": USERNAME,
            "LIANLUO_DATA_DIR": str(self.folder / "data"),
            "LIANLUO_CLOCK_URL": f"{self.sandbox.url}/stage/clock",
            "LIANLUO_PROFILE": str(self.folder / "profile.toml"),
            "LIANLUO_LOG_LEVEL": "WARNING",
        }

    async def lianluo(self, *arguments: str) -> str:
        """A command run to its end; what it printed. Raises RuntimeError when it fails."""
        with (self.folder / "commands.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", *arguments),
                env=self._environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
            out, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"lianluo {' '.join(arguments)}: see {log.name}")
        return out.decode()

    async def start(self) -> None:
        """Start the bot and wait until it asks for news."""
        with (self.folder / "bot.log").open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"), env=self._environment, stdout=log, stderr=log
            )
        await self.clock_known()

    async def close(self) -> None:
        """End the bot as an administrator would, then the sandbox."""
        if self.bot is not None and self.bot.returncode is None:
            self.bot.send_signal(signal.SIGTERM)
            await self.bot.wait()
        await self.sandbox.stop()

    # The clock

    async def move_to(self, moment: datetime) -> None:
        """Move the clock and wait until the bot goes by it."""
        self.sandbox.clock.move_to(moment)
        await self.clock_known()

    async def clock_known(self) -> None:
        """Wait until the bot goes by the clock as it is now."""
        async with asyncio.timeout(STARTS_WITHIN):
            while self._known != self.sandbox.clock.version:
                self._told.clear()
                await self._told.wait()

    @web.middleware
    async def _watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Whoever asks for the next change of the clock has heard of the last one."""
        if request.path == "/stage/clock" and "version" in request.query:
            self._known = int(request.query["version"])
            self._told.set()
        return await handler(request)

    def now(self) -> datetime:
        """The moment on the clock, local."""
        return self.sandbox.clock.local()

    def memory(self) -> float:
        """The most that the bot has held in memory, in MB."""
        if self.bot is None:
            return 0.0
        status = Path(f"/proc/{self.bot.pid}/status").read_text("utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
