"""What breaks, at random: processes, the database, the disk, the network, the clock, the order."""

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.client import Json
from tests.chaos.crew import Crew
from tests.house import House
from tests.postgres import Embedded

NETWORK: tuple[tuple[str, Json], ...] = (
    ("server errors", {"kind": "error", "status": 502, "html": True, "probability": 0.5}),
    ("an outage", {"kind": "error", "status": 503}),
    ("connections reset", {"kind": "reset", "probability": 0.4}),
    ("answers lost", {"kind": "reset_after", "probability": 0.3}),
    ("a stall", {"kind": "slow", "seconds": 3}),
    ("slow answers", {"kind": "slow_after", "seconds": 2, "probability": 0.5}),
    ("a storm of 429", {"kind": "too_many", "retry_after": 1, "probability": 0.6}),
)


@dataclass
class Breaks:
    """What was broken, and when."""

    kinds: Counter[str] = field(default_factory=Counter)
    moments: list[tuple[str, float]] = field(default_factory=list)

    def note(self, kind: str) -> None:
        """This has just been broken."""
        self.kinds[kind] += 1
        self.moments.append((kind, time.time()))

    @property
    def kills(self) -> int:
        """How often a process was killed."""
        return self.kinds["kill -9"]


@dataclass
class Trouble:
    """Breaks things in one office; what it has begun is over after `mend`."""

    house: House
    crew: Crew
    dice: random.Random
    server: Embedded | None = None  # the PostgreSQL server, if it may be broken
    disk: Path | None = None  # a small file system that may be filled
    breaks: Breaks = field(default_factory=Breaks)
    held_back: list[str] = field(default_factory=list)  # raw updates that came late
    deputies: dict[str, int] = field(default_factory=dict)  # whose chat may refuse the bot
    refused: set[str] = field(default_factory=set)  # whose chat has
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: set[str] = field(default_factory=set)
    _mended: asyncio.Event = field(default_factory=asyncio.Event)

    def kinds(self) -> list[tuple[Callable[[], Awaitable[None]], float]]:
        """What may break here, and how often."""
        return [
            (self.kill, 20),
            (self.break_network, 1.5),
            (self.refuse, 0.5 if self.deputies else 0),
            (self.step_clock, 1),
            (self.repeat_updates, 1),
            (self.hold_updates_back, 1),
            (self.freeze, 1 if self.crew.size > 1 else 0.3),
            (self.cut_connections, 1.5 if self.house.books.engine == "postgresql" else 0),
            (self.restart_database, 0.7 if self.server else 0),
            (self.fill_disk, 0.5 if self.disk else 0),
        ]

    async def break_things(self, kills: int, pause: tuple[float, float]) -> None:
        """Break something every so many seconds, until so many processes have been killed."""
        goal = self.breaks.kills + kills
        while self.breaks.kills < goal:
            await asyncio.sleep(self.dice.uniform(*pause))
            await self.dice.choices(*zip(*self.kinds(), strict=True))[0]()

    async def mend(self) -> None:
        """Everything works again."""
        self._mended.set()
        await asyncio.gather(*self._under_way)
        self._mended.clear()

    async def _last(self, seconds: float) -> None:
        """So long, unless everything is mended before."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._mended.wait()

    def _for_a_while(self, name: str, doing: Awaitable[None]) -> None:
        """Go on with it beside other troubles; one of a kind at a time."""

        async def do() -> None:
            try:
                await doing
            finally:
                self._busy.discard(name)

        self._busy.add(name)
        task = asyncio.create_task(do())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    # Processes

    async def kill(self) -> None:
        """kill -9 of one process, at whatever it is."""
        running = self.crew.running()
        if running:
            self.breaks.note("kill -9")
            self.dice.choice(running).kill()

    async def freeze(self) -> None:
        """A process stands still for a while, and goes on as if nothing had happened."""
        running = self.crew.running()
        if "freeze" in self._busy or not running:
            return
        process, seconds = self.dice.choice(running), self.dice.uniform(0.5, 6)

        async def stand_still() -> None:
            process.send_signal(signal.SIGSTOP)
            try:
                await self._last(seconds)
            finally:
                process.send_signal(signal.SIGCONT)

        self.breaks.note("frozen")
        self._for_a_while("freeze", stand_still())

    # The database

    async def cut_connections(self) -> None:
        """The server ends one connection, or all of them."""
        limit = "LIMIT 1" if self.dice.random() < 0.6 else ""
        question = (
            "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            f" ORDER BY random() {limit}) AS chosen"
        )
        self.breaks.note("connections cut")
        with suppress(Exception):  # the server itself may be away just now
            await asyncio.to_thread(self.house.books.ask, question)

    async def restart_database(self) -> None:
        """The server dies at once and comes back after a moment."""
        if "database" in self._busy:
            return
        server, seconds = self.server, self.dice.uniform(0, 2)
        assert server is not None

        async def be_away() -> None:
            try:
                await asyncio.to_thread(server.die)
                await self._last(seconds)
            finally:
                await asyncio.to_thread(server.start)

        self.breaks.note("database restarted")
        self._for_a_while("database", be_away())

    async def fill_disk(self) -> None:
        """Not a byte more can be written for a while."""
        if "disk" in self._busy:
            return
        disk, seconds = self.disk, self.dice.uniform(0.5, 3)
        assert disk is not None

        async def be_full() -> None:
            filler = disk / "filler"
            ends = time.monotonic() + seconds
            try:
                while time.monotonic() < ends and not self._mended.is_set():
                    with suppress(OSError), filler.open("ab", buffering=0) as file:
                        while file.write(bytes(4096)):
                            pass
                    await self._last(0.05)
            finally:
                filler.unlink(missing_ok=True)
                if self.server is not None:  # it gives up when it cannot write its log
                    await asyncio.to_thread(self.server.start)

        self.breaks.note("disk full")
        self._for_a_while("disk", be_full())

    # The network

    async def break_network(self) -> None:
        """Calls fail, break off or wait, all or some of them."""
        if "network" in self._busy:
            return
        name, fault = self.dice.choice(NETWORK)
        only = self.dice.choice([{}, {"match": {"method": "sendMessage"}}])
        seconds = self.dice.uniform(1, 6)

        async def fail() -> None:
            await self.house.stage.faults({**fault, **only}, seed=self.dice.getrandbits(32))
            try:
                await self._last(seconds)
            finally:
                await self.house.stage.faults()

        self.breaks.note(name)
        self._for_a_while("network", fail())

    async def refuse(self) -> None:
        """403: the next call to a deputy's chat is refused, as if the bot were shut out."""
        if "network" in self._busy:
            return
        name = self.dice.choice(sorted(self.deputies))
        match = {"chat_id": self.deputies[name]}

        async def shut() -> None:
            await self.house.stage.faults({"kind": "blocked", "match": match, "count": 1})
            try:
                await self._last(2)
            finally:
                await self.house.stage.faults()

        self.refused.add(name)
        self.breaks.note("403")
        self._for_a_while("network", shut())

    async def repeat_updates(self) -> None:
        """Some updates of late come again, five times each, in any order."""
        rows = []
        with suppress(Exception):  # the database may be away just now
            rows = await asyncio.to_thread(
                self.house.books.ask,
                "SELECT raw FROM inbox WHERE raw <> '{}' ORDER BY update_id DESC LIMIT 100",
            )
        if not rows:
            return
        again = [raw for (raw,) in self.dice.sample(rows, min(5, len(rows)))] * 5
        self.dice.shuffle(again)
        self.breaks.note("updates repeated")
        for raw in again:
            self.house.sandbox.world.updates.inject(json.loads(raw))

    async def hold_updates_back(self) -> None:
        """An update comes only after those that were made after it."""
        pending = self.house.sandbox.world.updates.pending
        if len(pending) < 2 or "order" in self._busy:
            return
        place = self.dice.randrange(len(pending) - 1)
        update_id, raw = pending[place]
        del pending[place]
        self.breaks.note("updates out of order")
        self.held_back.append(raw)
        self._for_a_while("order", self._bring_late(update_id, json.loads(raw)))

    async def _bring_late(self, update_id: int, update: Json) -> None:
        """Until the bot has it: what is told twice is known by its number."""
        is_kept = False
        while not is_kept:
            await asyncio.sleep(self.dice.uniform(0.1, 1))
            self.house.sandbox.world.updates.inject(update)
            with suppress(Exception):  # the database may be away just now
                is_kept = bool(
                    await asyncio.to_thread(
                        self.house.books.ask, "SELECT 1 FROM inbox WHERE update_id = ?", update_id
                    )
                )

    # The clock

    async def step_clock(self) -> None:
        """The clock steps forward or back, and back again after a moment."""
        if "clock" in self._busy:
            return
        step = self.dice.choice([-1800.0, -60.0, -5.0, 5.0, 60.0])
        seconds = self.dice.uniform(0.1, 2)

        async def stray() -> None:
            await self.house.stage.advance(step)
            try:
                await self._last(seconds)
            finally:
                await self.house.stage.advance(-step)

        self.breaks.note("clock stepped")
        self._for_a_while("clock", stray())


def small_disk(folder: Path, megabytes: int) -> bool:
    """Mount a file system of that size; False where that may not be done."""
    return os.geteuid() == 0 and (
        os.system(f"mount -t tmpfs -o size={megabytes}m,mode=755 tmpfs {folder} 2>/dev/null") == 0
    )
