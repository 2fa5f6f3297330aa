"""The bot's processes of one office, each begun again at once when it ends, as a service is."""

import asyncio
import signal
from dataclasses import dataclass, field

from tests.house import House
from tests.processes import Process

AGAIN_AFTER = 0.2  # seconds before a process that ended by itself begins again


@dataclass
class Crew:
    """So many processes on one database."""

    house: House
    size: int = 1
    processes: list[Process | None] = field(default_factory=list)
    ended: int = 0  # how often one ended by itself
    _keeping: list[asyncio.Task[None]] = field(default_factory=list)
    _is_over: bool = False

    async def __aenter__(self) -> "Crew":
        self.processes = [None] * self.size
        self._keeping = [asyncio.create_task(self._keep(place)) for place in range(self.size)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_over = True
        for process in self.processes:
            if process is not None:
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            await asyncio.gather(*self._keeping)

    async def _keep(self, place: int) -> None:
        while not self._is_over:
            process = self.house.begin()
            self.processes[place] = process
            status = await process.wait()
            if status != -signal.SIGKILL and not self._is_over:
                self.ended += 1
                await asyncio.sleep(AGAIN_AFTER)

    def running(self) -> list[Process]:
        """Those that run now."""
        return [one for one in self.processes if one is not None and one.returncode is None]
