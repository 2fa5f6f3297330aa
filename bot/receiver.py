"""How updates come in: asked for by a long poll, kept raw, and only then acknowledged.

An update is acknowledged by the next question, so nothing is asked before it is committed. The
offset lives only in the running process: after a silent week the network may count anew, and
what comes twice is known by its number.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

from telegram.error import Conflict, TelegramError

from bot import counts
from bot.clock import Clock
from bot.log import trace
from bot.telegram.api import Line
from bot.telegram.errors import TooMany
from bot.telegram.incoming import ALLOWED, LARGEST_ID, chat_of
from bot.writer import Writer
from storage import inbox

log = logging.getLogger(__name__)
FIRST_PAUSE = 0.5  # seconds after a failed question
LONGEST_PAUSE = 30.0
ONE_POLL = 100  # updates


class Receiver:
    """Asks for news and keeps it."""

    def __init__(
        self,
        line: Line,
        writer: Writer,
        clock: Clock,
        received: Callable[[], None],
        *,
        poll_seconds: int,
    ) -> None:
        self._line = line
        self._writer = writer
        self._clock = clock
        self._received = received
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._pause = FIRST_PAUSE

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            try:
                await self._once()
                self._pause = FIRST_PAUSE
            except TelegramError as error:
                await self._wait(error)
            except Exception as error:
                log.error("updates could not be kept, they are asked for again\n%s", trace(error))
                await self._wait(error)

    async def _once(self) -> None:
        found = await self._line.call(
            "getUpdates",
            read_timeout=self._poll_seconds + 10,
            offset=self._offset,
            limit=ONE_POLL,
            timeout=self._poll_seconds,
            allowed_updates=ALLOWED,
        )
        updates = rows_of(found)
        if not updates:
            return
        await self._writer.do(inbox.receive, updates, self._clock.now())
        counts.updates["received"] += len(updates)
        self._offset = updates[-1][0] + 1
        self._received()

    async def _wait(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            log.error("another program is receiving for this bot, or a webhook is set")
        elif isinstance(error, TelegramError):
            log.warning("no news: %s", type(error).__name__)
        pause = error.seconds if isinstance(error, TooMany) else self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)


def rows_of(updates: list[Any]) -> list[tuple[int, int, str]]:
    """What is kept of updates: number, chat, raw. What has no number could not be acknowledged."""
    rows = []
    for update in updates:
        number = update.get("update_id") if isinstance(update, dict) else None
        if type(number) is not int or not 0 <= number < LARGEST_ID:
            log.error("something came in that is no update")
            continue
        rows.append((number, chat_of(update), packed(update)))
    return rows


def packed(update: dict[str, Any]) -> str:
    """As ASCII: half characters and NUL, which no database keeps, stay escapes."""
    try:
        return json.dumps(update, separators=(",", ":"))
    except RecursionError:
        return inbox.UNREADABLE
