"""How files that came with messages get onto our disk, named by the hash of their content."""

import asyncio
import hashlib
import logging
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from telegram.error import BadRequest, TelegramError

from bot.bell import Bell
from bot.clock import Clock
from bot.log import trace
from bot.telegram.api import Files, FileTooBig, Line
from bot.telegram.errors import TooMany
from bot.writer import Writer
from handlers.acts.talking import attachments
from handlers.office import Office
from storage import files
from storage.database import Session

log = logging.getLogger(__name__)
AT_ONCE = 4
REFUSALS = 5  # after which a file the network does not hand over is given up
PIECE = 1024 * 1024
BROKEN_PAUSE = 1.0
SHORTEST_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be fetched; `size` in bytes, None when not told."""

    id: int
    file_id: str
    size: int | None
    attempts: int


class Downloader:
    """Fetches what is still to be fetched."""

    def __init__(
        self,
        line: Line,
        doors: Files,
        writer: Writer,
        office: Office,
        clock: Clock,
        folder: Path,
    ) -> None:
        self._line = line
        self._doors = doors
        self._writer = writer
        self._office = office
        self._clock = clock
        self._folder = folder
        self._bell = Bell()
        self._is_stopping = False

    def wake(self) -> None:
        """There may be something to fetch."""
        self._bell.ring()

    def stop(self) -> None:
        """Begin nothing new."""
        self._is_stopping = True
        self._bell.ring()

    async def run(self) -> None:
        """Fetch until stopped."""
        incoming = self._folder / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        for left in incoming.iterdir():
            left.unlink()
        while not self._is_stopping:
            try:
                wanted, next_at = await self._writer.do(_wanted, self._clock.now())
                await asyncio.gather(*(self._fetch(one) for one in wanted))
            except Exception as error:
                log.error("files wait\n%s", trace(error))
                await asyncio.sleep(BROKEN_PAUSE)
                continue
            if not wanted:
                await self._bell.wait(self._until(next_at))

    def _until(self, moment: datetime | None) -> float | None:
        """Seconds of the clock until then, at least a moment; None: until the bell rings."""
        if moment is None:
            return None
        return max((moment - self._clock.now()).total_seconds(), SHORTEST_PAUSE)

    async def _fetch(self, wanted: Wanted) -> None:
        limit = self._office.profile.files.max_download_bytes
        temporary = self._folder / "incoming" / secrets.token_hex(16)
        try:
            size = await self._bring(wanted, temporary, limit)
            digest = await asyncio.to_thread(self._put_away, temporary)
        except FileTooBig:
            now = self._clock.now()
            await self._writer.do(attachments.too_big, self._office, now, wanted.id)
        except (TelegramError, OSError) as error:
            log.info("a file was not fetched: %s", type(error).__name__)
            await self._failed(wanted, error)
        else:
            now = self._clock.now()
            await self._writer.do(
                attachments.stored, self._office, now, wanted.id, sha256=digest, size=size
            )
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()

    async def _bring(self, wanted: Wanted, into: Path, limit: int) -> int:
        if (wanted.size or 0) > limit:
            raise FileTooBig
        try:
            told = await self._line.call("getFile", file_id=wanted.file_id)
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise FileTooBig from None
            raise
        if (told.get("file_size") or 0) > limit:
            raise FileTooBig
        if not isinstance(told.get("file_path"), str):
            raise BadRequest("no way to the file is told")
        return await self._doors.fetch(told["file_path"], into, limit)

    def _put_away(self, temporary: Path) -> str:
        """Give the file its lasting name; on disk before any row speaks of it."""
        digest = hashlib.sha256()
        with temporary.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
            os.fsync(file.fileno())
        name = digest.hexdigest()
        place = files.place(self._folder, name)
        place.parent.mkdir(exist_ok=True)
        temporary.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    async def _failed(self, wanted: Wanted, error: TelegramError | OSError) -> None:
        now = self._clock.now()
        await self._writer.do(
            attachments.failed,
            self._office,
            now,
            wanted.id,
            error=type(error).__name__,
            retry_at=self._retry_at(wanted, error, now),
        )

    def _retry_at(self, wanted: Wanted, error: Exception, now: datetime) -> datetime | None:
        """When to try again; None: never. The network's patience is that of messages."""
        rules = self._office.profile.delivery
        if isinstance(error, TooMany):
            return now + timedelta(seconds=error.seconds)
        most = rules.give_up_after_hours * 3600 / rules.max_delay_seconds
        if wanted.attempts + 1 >= (REFUSALS if isinstance(error, BadRequest) else most):
            return None
        delay = rules.first_delay_seconds * rules.delay_factor ** min(wanted.attempts, 30)
        return now + timedelta(seconds=min(delay, rules.max_delay_seconds))


def _wanted(session: Session, now: datetime) -> tuple[list[Wanted], datetime | None]:
    """What is to be fetched now; if nothing is, when something will be."""
    wanted = [
        Wanted(row.id, row.telegram_file_id, row.size, row.attempts)
        for row in files.pending(session, now, AT_ONCE)
    ]
    return wanted, None if wanted else files.next_moment(session)
