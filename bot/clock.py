"""What time it is: the one place "now" comes from.

The system's clock; in rehearsals a clock that runs on from a given moment; in the demo the
sandbox's clock, which people move by hand. Nothing else in the house looks at a clock.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.request import urlopen

import aiohttp

log = logging.getLogger(__name__)
RETRY_SECONDS = 1.0
WAIT_SECONDS = 40  # the sandbox answers a waiting question after 25


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the clock has been moved."""

    async def start(self) -> None:
        """Begin to follow whatever it follows."""

    async def stop(self) -> None:
        """Follow no longer."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)

    def on_jump(self, listener: Callable[[], None]) -> None:
        """It is never moved."""

    async def start(self) -> None:
        """Nothing to follow."""

    async def stop(self) -> None:
        """Nothing was followed."""


class RehearsalClock(SystemClock):
    """Runs on from a given moment as if it were now."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        self.offset = moment - datetime.now(UTC)

    def now(self) -> datetime:
        """The rehearsed moment, in UTC."""
        return datetime.now(UTC) + self.offset


class SandboxClock:
    """Follows the clock of the chat sandbox, which people move by hand."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.offset = timedelta(0)
        self.version: int | None = None
        self.listeners: list[Callable[[], None]] = []
        self._following: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """The moment shown by the sandbox, in UTC."""
        return datetime.now(UTC) + self.offset

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the clock has been moved."""
        self.listeners.append(listener)

    async def start(self) -> None:
        """Learn the time, then follow every change."""
        timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS)
        session = aiohttp.ClientSession(timeout=timeout)
        try:
            await self._look(session, self.url)
        except BaseException:
            await session.close()
            raise
        self._following = asyncio.create_task(self._follow(session))

    async def stop(self) -> None:
        """Follow no longer."""
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following

    def look_once(self) -> None:
        """Learn the time without following it, for commands that are soon over."""
        with urlopen(self.url, timeout=WAIT_SECONDS) as answer:  # noqa: S310 (http, checked)
            self._take(json.load(answer))

    async def _follow(self, session: aiohttp.ClientSession) -> None:
        async with session:
            while True:
                try:
                    await self._look(session, f"{self.url}?version={self.version}")
                except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
                    log.warning("the sandbox's clock does not answer (%s)", type(error).__name__)
                    await asyncio.sleep(RETRY_SECONDS)

    async def _look(self, session: aiohttp.ClientSession, url: str) -> None:
        async with session.get(url) as answer:
            answer.raise_for_status()
            self._take(await answer.json())

    def _take(self, shown: dict[str, Any]) -> None:
        moment = datetime.fromisoformat(shown["now"])
        if shown["version"] == self.version:
            return
        self.offset = moment - datetime.now(UTC)
        self.version = shown["version"]
        for listener in self.listeners:
            listener()


def clock_for(clock_url: str | None, moment: datetime | None) -> Clock:
    """The clock the settings ask for."""
    if clock_url is not None:
        return SandboxClock(clock_url)
    if moment is not None:
        return RehearsalClock(moment)
    return SystemClock()
