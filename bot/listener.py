"""Hears on PostgreSQL that another process has left something to do, and rings our bells."""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from storage import signals
from storage.database import Database
from storage.signals import DatabaseGone

log = logging.getLogger(__name__)
HEARS_FOR = 0.5  # seconds of one listening, after which it looks whether it is to stop
BROKEN_PAUSE = 1.0


class Listener:
    """Rings `bells[channel]` on the event loop. What is missed is found by whoever looks anyway."""

    def __init__(self, database: Database, bells: Mapping[str, Callable[[], None]]) -> None:
        self._database = database
        self._bells = bells
        self._stopping = threading.Event()

    async def run(self) -> None:
        """Listen until stopped, in a thread of its own."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, thread_name_prefix="listener") as thread:
            await loop.run_in_executor(thread, self._listen, loop)

    def stop(self) -> None:
        """Listen no longer."""
        self._stopping.set()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self._stopping.is_set():
            try:
                with signals.listening(self._database) as ear:
                    while not self._stopping.is_set():
                        for channel in ear.heard(HEARS_FOR):
                            loop.call_soon_threadsafe(self._bells[channel])
            except DatabaseGone as error:
                log.warning("nothing is heard from the database: %s", error)
                self._stopping.wait(BROKEN_PAUSE)
