"""What runs in one process at a time, however many there are: polling, sending, ticking.

Each part has its own lock on its own connection and its own thread that watches over it. Whoever
loses the connection stops at once; whoever takes over from one who did not resign waits until
the other must have noticed, then begins.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from bot.clock import Clock
from bot.log import trace
from bot.writer import Writer
from storage import leadership
from storage.database import Database
from storage.leadership import Hold, Part
from storage.signals import DatabaseGone

T = TypeVar("T")

log = logging.getLogger(__name__)
LOOKS_EVERY = 0.25  # seconds between two looks whether the lock is still held, or free by now
SURE_FOR = 1.5  # seconds after the last good look in which the holder may still act
TAKEOVER_PAUSE = 2.5  # seconds the next waits, when the last one did not resign
BROKEN_PAUSE = 1.0


class Lead(Protocol):
    """The right to act in a part, as the one who acts sees it."""

    epoch: int

    def is_sure(self) -> bool:
        """Whether nobody else can have begun by now."""


class Term:
    """One time of holding a part. A process that was frozen wakes up unsure."""

    def __init__(self, epoch: int, sure_for: float = SURE_FOR) -> None:
        self.epoch = epoch
        self._sure_for = sure_for
        self._confirmed = time.monotonic()

    def confirm(self) -> None:
        """The lock was still held at this moment."""
        self._confirmed = time.monotonic()

    def is_sure(self) -> bool:
        """Whether the last good look is recent enough."""
        return time.monotonic() - self._confirmed < self._sure_for


Begin = Callable[[Term], AbstractAsyncContextManager[None]]


class Leadership:
    """Tries for one part until stopped, and runs it while it is held."""

    def __init__(self, writer: Writer, clock: Clock, bot: str, part: Part, begin: Begin) -> None:
        self._writer = writer
        self._clock = clock
        self._part = part
        self._begin = begin
        self._lock: Hold | DataFolder = _lock(writer.database, bot, part)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"lead-{part}")
        self._stopping = asyncio.Event()
        self.leads = False

    async def run(self) -> None:
        """Hold the part whenever nobody else does, until stopped."""
        try:
            while not self._stopping.is_set():
                try:
                    is_ours = await self._in_thread(self._lock.try_take)
                    if is_ours:
                        await self._hold()
                        continue
                except DatabaseGone as error:
                    log.warning("who leads (%s) is not known: %s", self._part, error)
                    await self._pause(BROKEN_PAUSE)
                await self._pause(LOOKS_EVERY)
        finally:
            await self._in_thread(self._lock.let_go)
            self._thread.shutdown(wait=True)

    def stop(self) -> None:
        """Give the part up in good order; `run` returns when nothing of it is under way."""
        self._stopping.set()

    async def _hold(self) -> None:
        try:
            epoch, was_resigned = await self._writer.do(
                leadership.take, self._part, _holder(), self._clock.now()
            )
        except Exception as error:
            log.error("a part could not be taken over\n%s", trace(error))
            await self._in_thread(self._lock.let_go)
            await self._pause(BROKEN_PAUSE)
            return
        is_alone = isinstance(self._lock, DataFolder)
        term = Term(epoch, float("inf") if is_alone else SURE_FOR)
        watching = asyncio.create_task(self._watch(term))
        try:
            if not was_resigned and not is_alone:
                log.warning("taking over (%s) from one who did not resign", self._part)
                await self._pause(TAKEOVER_PAUSE)
            if watching.done() or self._stopping.is_set():
                return
            async with self._begin(term):
                self.leads = True
                log.info("this process leads: %s, epoch %s", self._part, epoch)
                await self._until_over(watching)
                self.leads = False
            if not watching.done():
                await self._writer.do(leadership.resign, self._part, epoch)
        except Exception as error:
            log.error("a part (%s) broke and is begun again\n%s", self._part, trace(error))
            await self._pause(BROKEN_PAUSE)
        finally:
            self.leads = False
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await self._in_thread(self._lock.let_go)

    async def _watch(self, term: Term) -> None:
        """Look after the lock; returns when it is lost."""
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            if not await self._in_thread(self._lock.is_held):
                log.error("the lock of a part (%s) is lost", self._part)
                return
            term.confirm()

    async def _until_over(self, watching: "asyncio.Task[None]") -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({watching, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


class DataFolder:
    """The hold of the one process on SQLite: it has the data folder to itself."""

    def try_take(self) -> bool:
        """It is there already."""
        return True

    def is_held(self) -> bool:
        """As long as the process lives."""
        return True

    def let_go(self) -> None:
        """It ends with the process."""


def _lock(database: Database, bot: str, part: Part) -> Hold | DataFolder:
    return DataFolder() if database.is_sqlite else Hold(database, bot, part)


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:100]
