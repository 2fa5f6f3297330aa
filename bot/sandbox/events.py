"""Telling everyone who looks at the stage that something has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from bot.sandbox.errors import Json

# A listener this far behind is cut off: it reconnects and reads everything anew.
MAX_BEHIND = 1000
# Changes that are kept and waited for, but that no page shows.
QUIET = frozenset({"acknowledged", "webhook", "callback"})


class Events:
    """A hub: streams for pages, and waits for tests; cheap when nobody listens."""

    def __init__(self) -> None:
        self.on_change: Callable[[], None] | None = None
        self.closing = False
        self._streams: set[asyncio.Queue[Json | None]] = set()
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self, event: Json) -> None:
        """Something happened."""
        if self.on_change is not None:
            self.on_change()
        for stream in list(self._streams) if event["type"] not in QUIET else ():
            if stream.qsize() < MAX_BEHIND:
                stream.put_nowait(event)
            else:
                self._streams.discard(stream)
                stream.put_nowait(None)
        self.nudge()

    def nudge(self) -> None:
        """Something that only waits are about: nothing to keep, nothing to show."""
        if self._waiting:
            self._wake()

    async def until(self, check: Callable[[], bool], seconds: float) -> bool:
        """Waits until `check()` holds after some event, at most `seconds`; false if in vain."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while not check():
            left = ends - loop.time()
            if left <= 0 or self.closing:
                return False
            news: asyncio.Future[None] = loop.create_future()
            self._waiting.add(news)
            try:
                await asyncio.wait([news], timeout=left)
            finally:
                self._waiting.discard(news)
        return True

    async def stream(self) -> AsyncIterator[Json | None]:
        """Events from now on; None now and then, when nothing happens."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._streams.add(queue)
        try:
            while not self.closing:
                try:
                    event = await asyncio.wait_for(queue.get(), 15)
                except TimeoutError:
                    yield None
                    continue
                if event is None:
                    return
                yield event
        finally:
            self._streams.discard(queue)

    def close(self) -> None:
        """Ends all streams and waits."""
        self.closing = True
        for stream in self._streams:
            stream.put_nowait(None)
        self._wake()

    def _wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
