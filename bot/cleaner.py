"""What has been kept long enough is let go of: hourly, in small batches, so that nobody waits."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.log import trace
from bot.writer import Writer
from handlers import ticks
from handlers.office import Office
from storage import retention

log = logging.getLogger(__name__)
MENDED_AFTER = 5.0  # seconds, in which whatever was being received meanwhile has been kept


class Cleaner:
    """Cleans up rows and the folder of downloads."""

    def __init__(
        self,
        writer: Writer,
        office: Office,
        clock: Clock,
        folder: Path,
        *,
        mended_after: float = MENDED_AFTER,
    ) -> None:
        self._writer = writer
        self._office = office
        self._clock = clock
        self._folder = folder
        self._mended_after = mended_after

    async def clean(self) -> None:
        """Let go of everything that has been kept long enough."""
        try:
            is_cleaned = False
            while await self._writer.do(ticks.clean, self._office, self._clock.now()):
                is_cleaned = True
            if is_cleaned:
                await asyncio.sleep(self._mended_after)
            await self._writer.do(retention.mend_chats)
            await asyncio.to_thread(self._sweep)
        except Exception as error:
            log.error("what has been kept long enough could not be cleaned up\n%s", trace(error))

    def _sweep(self) -> None:
        """Downloads broken off stay behind only when the process was killed."""
        days = timedelta(days=self._office.profile.retention.temporary_days)
        before = (self._clock.now() - days).timestamp()
        for file in (self._folder / "incoming").glob("*"):
            if file.stat().st_mtime < before:
                file.unlink(missing_ok=True)
