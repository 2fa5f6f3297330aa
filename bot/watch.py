"""Looking every minute whether something stays broken, so that a human is told of it in chat."""

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from bot import counts
from bot.clock import Clock
from bot.log import trace
from bot.writer import Writer
from handlers import ticks
from handlers.office import Office
from handlers.rules.watch import LOOKS
from storage.vocabulary import Trouble

log = logging.getLogger(__name__)


class Watch:
    """Remembers what the looks before have found; `folder` is on the disk that must not fill."""

    def __init__(
        self, writer: Writer, office: Office, clock: Clock, folder: Path, said: Callable[[], None]
    ) -> None:
        self._writer = writer
        self._office = office
        self._clock = clock
        self._folder = folder
        self._said = said
        self._seen: dict[Trouble, int] = {}

    async def look(self) -> None:
        """Look once."""
        try:
            free = await asyncio.to_thread(free_percent, self._folder)
            self._seen = await self._writer.do(
                ticks.watch,
                self._office,
                self._clock.now(),
                self._seen,
                database_errors=self._database_errors(),
                disk_free_percent=free,
            )
        except Exception as error:
            log.error("whether something is broken is not known\n%s", trace(error))
            return
        for kind, looks in self._seen.items():
            if looks == LOOKS:
                log.warning("stays broken: %s", kind.value)
        self._said()

    def _database_errors(self) -> int:
        since = time.monotonic() - 60 * self._office.profile.watch.after_minutes
        return sum(moment >= since for moment in list(counts.database_faults))


def free_percent(folder: Path) -> float:
    """How much of the disk under a folder is free."""
    usage = shutil.disk_usage(folder)
    return 100 * usage.free / usage.total
