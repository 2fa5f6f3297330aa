"""A sender (or worker) of the real kind, on a database of its own, before the real sandbox."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from sqlalchemy import text

from bot.cleaner import Cleaner
from bot.clock import Clock, SystemClock
from bot.downloader import Downloader
from bot.leader import Term
from bot.limiter import Limiter
from bot.notary import Notary
from bot.reporter import Reporter
from bot.sandbox.client import Phone, Stage
from bot.sandbox.server import Sandbox
from bot.sender import Sender
from bot.telegram.api import Files, Line, open_line
from bot.watch import Watch
from bot.worker import Worker
from bot.writer import Writer
from handlers.office import Office
from handlers.rules.profiles import load_profile
from storage import messages, schema
from storage.database import Database
from storage.messages import Message
from storage.vocabulary import Direction, MessageKind, MessageState

UNHURRIED = {"per_second": 1000, "per_chat_per_second": 1000.0, "per_group_per_minute": 1000}
QUICK_RETRIES = {"first_delay_seconds": 0.05, "max_delay_seconds": 0.1}


def office(**delivery: Any) -> Office:
    """An office by the packaged profile, with other limits of delivery."""
    profile = load_profile("hunan")
    profile = replace(profile, delivery=replace(profile.delivery, **delivery))
    return Office(profile, profile.calendar, ZoneInfo(profile.timezone), "lianluo_demo_bot")


def fresh_database(folder: Path) -> Database:
    """An SQLite file with the tables of the code."""
    database = Database(f"sqlite:///{folder / 'test.db'}")
    schema.metadata.create_all(database.writer)
    return database


@dataclass
class Desk:
    """Everything a bot has, each part started by the test that needs it."""

    sandbox: Sandbox
    stage: Stage
    database: Database
    writer: Writer
    line: Line
    doors: Files
    office: Office
    folder: Path
    clock: Clock = field(default_factory=SystemClock)

    def sender(self) -> Sender:
        """A sender as the application builds it."""
        limiter = Limiter(self.office.profile.delivery, time.monotonic)
        lead = Term(1, float("inf"))
        return Sender(self.line, self.writer, self.office, self.clock, limiter, lead)

    def worker(
        self, done: Callable[[], None] = lambda: None, ring: Callable[[str], None] = lambda _: None
    ) -> Worker:
        """A worker as the application builds it; unless given, nobody waits for what it says."""
        return Worker(self.line, self.writer, self.office, self.clock, done, ring)

    def watch(self, done: Callable[[], None] = lambda: None) -> Watch:
        """A watch as the application builds it."""
        return Watch(self.writer, self.office, self.clock, self.folder, done)

    def cleaner(self) -> Cleaner:
        """A cleaner as the application builds it."""
        return Cleaner(self.writer, self.office, self.clock, self.folder / "files", mended_after=0)

    def keepers(
        self, done: Callable[[], None] = lambda: None
    ) -> tuple[Watch, Cleaner, Notary, Reporter]:
        """Whoever looks after the house, for a scheduler."""
        notary = Notary(self.writer, self.office, self.clock, self.folder)
        reporter = Reporter(self.writer, self.office, self.clock, lambda: None)
        return self.watch(done), self.cleaner(), notary, reporter

    def downloader(self) -> Downloader:
        """A downloader as the application builds it."""
        return Downloader(
            self.line, self.doors, self.writer, self.office, self.clock, self.folder / "files"
        )

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Sender]:
        """A sender at work; at the end it has noted everything that was under way."""
        sender = self.sender()
        task = asyncio.create_task(sender.run())
        try:
            yield sender
        finally:
            sender.stop()
            await task

    async def sent(self, ids: Iterable[int], sender: Sender | None = None) -> None:
        """Send until these rows are settled, one way or the other."""
        unsettled = {MessageState.QUEUED, MessageState.SENDING, MessageState.STALE}
        wanted = list(ids)

        async def until_settled(at_work: Sender) -> None:
            def is_settled() -> bool:
                at_work.wake()
                return not any(self.row(one).state in unsettled for one in wanted)

            await until(is_settled)

        if sender is not None:
            await until_settled(sender)
            return
        async with self.sending() as own:
            await until_settled(own)

    def queue(self, chat_id: int | None, text: str | None = None, **row: Any) -> int:
        """Put a message into the outbox; its id."""
        with self.database.write() as session:
            now = self.clock.now()
            return messages.add(
                session,
                {
                    "direction": Direction.OUT,
                    "state": MessageState.QUEUED,
                    "kind": MessageKind.TEXT,
                    "chat_id": chat_id,
                    "text": text,
                    "priority": 1,
                    "next_at": now,
                    "at": now,
                    **row,
                },
            )

    def row(self, message_id: int) -> Message:
        """A message as it stands."""
        with self.database.read() as session:
            row = messages.get(session, message_id)
            session.expunge(row)
            return row

    async def opened(self, *names: str) -> list[Phone]:
        """Phones whose people have opened the bot."""
        phones = [self.stage.phone(name) for name in names]
        for phone in phones:
            await phone.opens()
        return phones


@asynccontextmanager
async def a_desk(
    folder: Path, database: Database | None = None, **delivery: Any
) -> AsyncIterator[Desk]:
    """A sandbox, a database (without one: an SQLite file), and a line between them."""
    database = database or fresh_database(folder)
    writer = Writer(database)
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        line, doors = open_line(
            sandbox.url, sandbox.token, proxy=None, poll_seconds=1, connections=64
        )
        await line.initialize()
        try:
            house = office(**(UNHURRIED | QUICK_RETRIES | delivery))
            yield Desk(sandbox, stage, database, writer, line, doors, house, folder)
        finally:
            await line.shutdown()
            writer.close()
            database.close()


HOLE = {
    "sqlite": (
        "CREATE TRIGGER hole BEFORE {change} ON messages WHEN {when}"
        " BEGIN SELECT RAISE(ABORT, 'the disk has a hole here'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE check_violation USING MESSAGE = ''the disk has a hole here''; END'",
        "CREATE TRIGGER hole BEFORE {change} ON messages"
        " FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION fall()",
    ),
}


def make_hole(database: Database, change: str, when: str) -> None:
    """From now on a change ("INSERT", "UPDATE") of such message rows fails."""
    with database.write() as session:
        for statement in HOLE[session.get_bind().dialect.name]:
            session.execute(text(statement.format(change=change, when=when)))


def mend_hole(database: Database) -> None:
    """All changes succeed again."""
    with database.write() as session:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        session.execute(text("DROP TRIGGER hole" + ("" if is_sqlite else " ON messages")))


def fill_disk(database: Database, *, to_the_last_byte: bool = False) -> None:
    """From now on there is no room for long words; or for anything at all."""
    if database.is_sqlite:
        # As many pages as there are; or the error that a disk gives which takes nothing.
        _pragma(database, "query_only = ON" if to_the_last_byte else "max_page_count = 1")
        return
    with database.write() as session:
        for statement in HOLE["postgresql"]:
            full = statement.replace("check_violation", "disk_full")
            session.execute(text(full.format(change="INSERT OR UPDATE", when="true")))


def free_disk(database: Database) -> None:
    """There is room again."""
    if database.is_sqlite:
        _pragma(database, "query_only = OFF")
        _pragma(database, "max_page_count = 1000000")
    else:
        mend_hole(database)


def _pragma(database: Database, setting: str) -> None:
    connection = database.writer.raw_connection()
    connection.cursor().execute(f"PRAGMA {setting}")
    connection.close()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for rows that another thread writes."""
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 (there is no event: rows are looked at)
            await asyncio.sleep(0.02)


def picture(shade: int = 0) -> bytes:
    """A small picture, a different one for each shade."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (shade % 256, 90, 120)).save(buffer, "PNG")
    return buffer.getvalue()


async def texts(phone: Phone) -> list[str]:
    """What the bot has said on a phone, in order."""
    return [
        one.get("text") or one.get("caption") or ""
        for one in await phone.messages()
        if one.get("outgoing_by_bot")
    ]
