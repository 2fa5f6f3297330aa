"""A scripted day: many people talk and the clock goes on while things break; then it is judged."""

import asyncio
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.sandbox.client import Phone
from tests.chaos.comparing import Comparison, Findings, back_after
from tests.chaos.crew import Crew
from tests.chaos.journal import Journal
from tests.chaos.people import Deputy, Officer, Person
from tests.chaos.trouble import Breaks, Trouble
from tests.house import ZONE, House, write_ledger

Pairs = list[tuple[str, str, str]]  # (number, deputy, officer)
RECOVERY = 60.0  # seconds in which everything must be done once nothing is broken any more
QUIET = "未加入的代表"  # a deputy who has not joined
TRIED_AGAIN = """
    SELECT count(*) FROM messages
    WHERE state IN ('queued', 'stale', 'sending') AND attempts > 0
"""
LEFT = """
    SELECT id, state, purpose, at, next_at, chat_id, attempts, first_tried_at FROM messages
    WHERE state IN ('sending', 'queued', 'stale')
"""
NOT_ASKED = "SELECT id, kind, next_at, person_id FROM duties WHERE state = 'open' AND next_at <= ?"
NOT_FETCHED = "SELECT id, state, attempts, next_at FROM attachments WHERE state = 'pending'"
HOURS = (9, 11, 15, 17, 21)  # at which the clock goes on


@dataclass
class Office:
    """Who lives in it, and what they did so far."""

    house: House
    pairs: Pairs
    seed: int
    pause: float = 0.3  # seconds between two doings of one person, about
    journal: Journal = field(default_factory=Journal)
    phones: dict[str, Phone] = field(default_factory=dict)
    imported: int = 0

    def people(self, dice: random.Random) -> list[Person]:
        """Everybody, each with dice of their own."""
        names = dict.fromkeys(name for _, *two in self.pairs for name in two)
        self.phones = {name: self.phones.get(name) or self.house.phone(name) for name in names}
        found: list[Person] = []
        for name in dict.fromkeys(deputy for _, deputy, _ in self.pairs):
            own = {number: officer for number, deputy, officer in self.pairs if deputy == name}
            found.append(Deputy(*self._of(name, dice), officer_of=own))
        for name in dict.fromkeys(officer for *_, officer in self.pairs):
            own = {number: deputy for number, deputy, officer in self.pairs if officer == name}
            # Every fourth is replied to; on the others they go on talking.
            replies = {number for number in own if int(number) % 4 == 0}
            found.append(Officer(*self._of(name, dice), deputy_of=own, replies=replies))
        return found

    def _of(self, name: str, dice: random.Random) -> tuple[Phone, Journal, random.Random, float]:
        return self.phones[name], self.journal, random.Random(dice.getrandbits(32)), self.pause


async def play(
    office: Office, crew: Crew, trouble: Trouble, day: date, kills: int, pause: tuple[float, float]
) -> Findings:
    """One day with so many kills; what the comparison says when all is quiet again."""
    house = office.house
    trouble.breaks = Breaks()
    seen, slowest, late = await _last_call(house), 0.0, list[str]()
    people = office.people(trouble.dice)
    trouble.deputies = {one.name: one.phone.chat_id for one in people if isinstance(one, Deputy)}
    for part, hour in enumerate(HOURS):
        await house.stage.clock_to(datetime(day.year, day.month, day.day, hour, 1, tzinfo=ZONE))
        share = kills * (part + 1) // len(HOURS) - kills * part // len(HOURS)
        over = asyncio.Event()
        living = [asyncio.create_task(one.live(over)) for one in people]
        importing = asyncio.create_task(_import(office))
        await trouble.break_things(share, pause)
        over.set()
        await trouble.mend()
        mended = time.monotonic()
        await asyncio.gather(*living, importing)
        late += await _recovered(house, mended)
        slowest = max(slowest, time.monotonic() - mended)
    # What waited for contact hours arrives the next morning.
    await house.stage.clock_to(next_morning(day))
    late += await _recovered(house, time.monotonic())
    comparison = Comparison(house, office.journal, office.phones, trouble.refused)
    found = await comparison.hold(trouble.held_back)
    found.settled_after = slowest
    found.late = late
    calls = await house.stage.calls(after=seen)
    found.back_after = back_after(trouble.breaks, office.journal, calls)
    return found


def next_morning(day: date) -> datetime:
    """One past nine of the next day that is no weekend."""
    day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 9, 1, tzinfo=ZONE)


async def _last_call(house: House) -> int:
    return house.sandbox.calls.count


async def _recovered(house: House, since: float) -> list[str]:
    """Wait until everything is done; what is left when the time allowed is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(RECOVERY - (time.monotonic() - since)):
            while house.books.ask(TRIED_AGAIN) != [(0,)]:  # noqa: ASYNC110 (rows are looked at)
                await asyncio.sleep(0.1)
            await house.settle()
            return []
    now = house.sandbox.clock.now()
    left = [*house.books.ask(LEFT), *house.books.ask(NOT_ASKED, now), *house.books.ask(NOT_FETCHED)]
    calls = await house.stage.calls(after=house.sandbox.calls.count - 10)
    others = [f"{one['method']} {one['status']} at {one['at']}" for one in calls]
    waiting = len(house.sandbox.world.updates)
    return [f"{[str(one) for one in row]} at {now}" for row in left] or [f"{waiting}, {others}"]


async def _import(office: Office) -> None:
    """The clerk brings the ledger anew, with one suggestion more, until it is told to be in."""
    number = f"{9001 + office.imported}"
    office.imported += 1
    path: Path = office.house.data.parent / f"ledger-{number}.xlsx"
    more = [(f"{9001 + n}", QUIET, office.pairs[0][2]) for n in range(office.imported)]
    write_ledger(path, [*office.pairs, *more])
    while True:
        with suppress(AssertionError):  # it failed with a line; some other time
            await office.house.lianluo("import", str(path))
            office.journal.imported.add(number)
            return
        await asyncio.sleep(0.5)
