"""getUpdates: the bot asks, and waits until there is something to hear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.sandbox.errors import conflict
from bot.sandbox.params import Params
from bot.sandbox.world import World

MAX_LIMIT = 100
MAX_SECONDS = 50


class Polling:
    """One poller at a time; a newer one ends the older one's wait, as Telegram does."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._waiting: asyncio.Future[None] | None = None
        self._closing = False
        world.updates.listeners.append(self.wake)

    async def poll(self, params: Params, is_alive: Callable[[], bool]) -> str:
        """A JSON array of updates, empty when none came in time."""
        if self.world.webhook.get("url"):
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.end_wait(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        updates = self.world.updates
        if (kinds := params.plain("allowed_updates")) is not None:
            updates.allow(kinds)
        if offset := params.number("offset"):
            updates.acknowledge(offset)
            self.world.tell({"type": "acknowledged"})
        limit = min(max(params.number("limit") or MAX_LIMIT, 1), MAX_LIMIT)
        if not updates:
            await self._wait(min(params.number("timeout") or 0, MAX_SECONDS))
        # A poller that has gone away must not take a replay with it.
        return f"[{','.join(updates.head(limit))}]" if is_alive() else "[]"

    async def _wait(self, seconds: float) -> None:
        if seconds <= 0 or self._closing:
            return
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[None] = loop.create_future()
        self._waiting = waiting
        alarm = loop.call_later(seconds, _end, waiting)
        try:
            await waiting
        finally:
            alarm.cancel()
            if self._waiting is waiting:
                self._waiting = None

    def wake(self) -> None:
        """Something came."""
        if self._waiting is not None:
            _end(self._waiting)

    def end_wait(self, reason: str) -> None:
        """The poller that waits, if any, is sent away with 409."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(conflict(reason))

    def close(self) -> None:
        """Nobody waits any longer."""
        self._closing = True
        self.wake()


def _end(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
