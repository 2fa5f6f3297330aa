"""An office in one process, into which updates are fed as the network would bring them.

The real receiver's form, the real inbox, the real worker, a real database; only nothing is called
over a network: what would be sent is noted as arrived.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.clock import SystemClock
from bot.receiver import rows_of
from bot.telegram.api import open_line
from bot.worker import Worker
from bot.writer import Writer
from handlers.acts.people import invitations
from handlers.office import Office
from handlers.turn import Turn
from storage import inbox, people
from storage.database import Database
from storage.inbox import Update
from storage.vocabulary import InboxState
from tests.chaos.world import CAST, DEPUTIES, World, matters


def furnish(database: Database, folder: Path, office: Office) -> World:
    """An office with two suggestions in which everybody has joined; the tables are there."""
    world = World(folder, database, office)
    world.imports(*matters())
    for name in CAST:
        with database.write() as session:
            (guest,) = invitations.named(session, name)
            turn = Turn(session, office, world.now)
            code = invitations.create(turn, people.get(session, guest.person.id))
        world.says(name, f"/start {code}")
        world.goes_on()
        for _ in range(4 if name in DEPUTIES else 2):
            message_id, data = world.buttons(name, latest=1)[0]
            world.presses(name, message_id, data)
            world.goes_on()
    return world


class WorldClock(SystemClock):
    """The clock of the office under test."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        """The moment there."""
        return self._world.now


@dataclass
class Mill:
    """Takes updates in and works through them."""

    world: World
    worker: Worker
    writer: Writer
    batches: int = 0

    @classmethod
    def of(cls, world: World) -> "Mill":
        """A mill for an office. Nothing listens where its line leads."""
        line, _ = open_line(
            "http://127.0.0.1:9", "1:nobody", proxy=None, poll_seconds=1, connections=1
        )
        writer = Writer(world.database)
        worker = Worker(line, writer, world.office, WorldClock(world), lambda: None, lambda _: None)
        return cls(world, worker, writer)

    def feed(self, updates: list[dict[str, Any]]) -> None:
        """Keep updates as the receiver does, before they are acknowledged."""
        with self.world.database.write() as session:
            inbox.receive(session, rows_of(updates), self.world.now)

    def grind(self, most: int = 10**9) -> int:
        """Work, so many batches at most; how many updates were taken."""
        taken = 0
        for _ in range(most):
            count, _after = self.worker._work()
            if count == 0:
                break
            self.batches += 1
            taken += count
            self.world.now += timedelta(milliseconds=20)
        return taken

    def states(self) -> dict[InboxState, int]:
        """How many updates are in each state."""
        with self.world.database.read() as session:
            rows = session.execute(select(Update.state, func.count()).group_by(Update.state))
            return {row[0]: row[1] for row in rows}

    def close(self) -> None:
        """The end; the database is its owner's to close."""
        self.writer.close()
