"""The root of the record, every day: taken, written into a file, and told to the supervisors."""

import asyncio
import logging
from datetime import date
from pathlib import Path

from bot.clock import Clock
from bot.log import trace
from bot.writer import Writer
from handlers import ticks
from handlers.office import Office
from storage import roots

log = logging.getLogger(__name__)
FILE = "roots.txt"


class Notary:
    """Takes roots; `folder` gets the file, which is to be kept elsewhere, too."""

    def __init__(self, writer: Writer, office: Office, clock: Clock, folder: Path) -> None:
        self._writer = writer
        self._office = office
        self._clock = clock
        self._file = folder / FILE
        self._one_at_a_time = asyncio.Lock()

    async def look(self) -> None:
        """Do what is to be done today, if it has not been done."""
        async with self._one_at_a_time:
            try:
                now = self._clock.now()
                await self._writer.do(ticks.take_root, self._office, now)
                await self._writer.run(self._write)
                await self._writer.do(ticks.tell_root, self._office, now)
            except Exception as error:
                log.error("the root of the record could not be taken\n%s", trace(error))

    def _write(self) -> None:
        """Add the roots that are not in the file yet."""
        written = read(self._file)
        with self._writer.database.read() as session:
            missing = roots.after(session, max(written, default=None))
            lines = [f"{root.day.isoformat()} {root.hash} {root.chains}\n" for root in missing]
        if lines:
            with self._file.open("a+", encoding="utf-8") as file:
                file.seek(0)
                if (before := file.read()) and not before.endswith("\n"):
                    file.write("\n")  # after a line cut off by a power cut
                file.writelines(lines)


def read(file: Path) -> dict[date, str]:
    """The roots in a file: day → hash; lines that are none are passed over."""
    if not file.is_file():
        return {}
    found: dict[date, str] = {}
    for line in file.read_text("utf-8").splitlines():
        day, _, rest = line.partition(" ")
        try:
            found[date.fromisoformat(day)] = rest.split()[0]
        except (ValueError, IndexError):
            continue
    return found
