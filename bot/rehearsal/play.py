"""The play: the clock goes to whatever is due next, in the house or in somebody's mind.

At each moment people begin what they meant to do, and all goes on until the house has done what it
had to and nobody has anything left to answer.
"""

import asyncio
import heapq
import itertools
import random
import time as real
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import openpyxl

from bot.rehearsal import cheating, committee, ledger, touring
from bot.rehearsal.above import Superior
from bot.rehearsal.cheating import Cheat
from bot.rehearsal.deputy import SHARES as TEMPERS
from bot.rehearsal.deputy import Deputy, Temper
from bot.rehearsal.house import House
from bot.rehearsal.ledger import Province
from bot.rehearsal.officer import SHARES as ZEALS
from bot.rehearsal.officer import Officer, Zeal
from bot.rehearsal.person import Doing, Person
from bot.sandbox.errors import Json
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.people import People
from handlers.rules.working_days import WorkCalendar
from storage import rehearsing
from storage.database import Database

Kind = TypeVar("Kind")
Batch = tuple[date, list[ledger.Matter]]
IMPORTS_AT = time(8, 30)
GRID = 10  # minutes: what the house means to do within them is looked at together
LOOK_EVERY = 0.015  # seconds
PATIENCE = 90.0  # seconds without any progress before something counts as stuck
BLOCKS_FROM, BLOCKS_DAYS, BLOCKED_DAYS = date(2026, 3, 16), 90, 40


class Play:
    """A year and its people."""

    def __init__(
        self, house: House, province: Province, calendar: WorkCalendar, seed: int, ends: date
    ) -> None:
        self.house = house
        self.province = province
        self.calendar = calendar
        self.seed = seed
        self.ends = ends
        self.cheats = cheating.who_cheats(province.units)
        self.people: dict[int, Person] = {}
        self.by_name: dict[str, Person] = {}
        self.sent: Counter[int] = Counter()  # messages of the bot by chat
        self.hours: Counter[datetime] = Counter()
        self.cheated_so_often: Counter[str] = Counter()
        self.no_way: Counter[str] = Counter()
        self.stuck: list[str] = []
        self.broken: BaseException | None = None  # a mistake in how people act
        self.steps = 0
        self._agenda: list[tuple[datetime, int, Person, str, Doing]] = []
        self._order = itertools.count()
        self._working: set[asyncio.Task[None]] = set()
        self._activity = 0
        self._moved_to = house.now()
        self._database: Database | None = None

    # What people know of the time

    def now(self) -> datetime:
        """The moment on the clock, local."""
        return self.house.now()

    def working_day(self, after: date, days: int) -> date:
        """The day so many working days later."""
        return self.calendar.add(after, days)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work."""
        return self.calendar.is_working_day(day)

    def plan(self, moment: datetime, person: Person, doing: Doing, what: str) -> None:
        """At that moment the person begins it."""
        heapq.heappush(self._agenda, (moment, next(self._order), person, what, doing))

    def cheated(self, how: str) -> None:
        """Somebody has made satisfaction up, or let themselves be led to it."""
        self.cheated_so_often[how] += 1

    def seen_no_way(self, what: str) -> None:
        """Something was shown with which nobody knew what to do."""
        self.no_way[what] += 1

    # Who is there

    def seat(self) -> None:
        """Give everybody on the stage a mind."""
        users = {user.name: user for user in self.house.sandbox.world.users.values()}
        led = cheating.swayed(self.province, self.cheats)
        for name, _ in self.province.deputies:
            temper = self._temper(name, led)
            self._add(Deputy(*self._of(users[name]), temper=temper, swayed=led.get(name, {})))
        for one in self.province.staff:
            of = self._of(users[one.name])
            if one.role == "承办人":
                cheat = self.cheats.get(one.unit)
                is_needed = cheat == Cheat.NO_SPREAD  # it shows in many ratings only
                zeal = Zeal.DILIGENT if is_needed else _drawn(ZEALS, self.seed, one.name)
                other = self.province.next_to(one.unit, self.cheats)
                self._add(Officer(*of, zeal=zeal, cheat=cheat, neighbour=other))
            else:
                self._add(Superior(*of))

    def _of(self, user: User) -> tuple[User, Chat, People, "Play", str]:
        world = self.house.sandbox.world
        return user, world.chats[user.id], self.house.sandbox.stage.people, self, str(self.seed)

    def _add(self, person: Person) -> None:
        self.people[person.user.id] = person
        self.by_name[person.name] = person

    def _temper(self, name: str, led: Mapping[str, Mapping[str, Cheat]]) -> Temper:
        if Cheat.NO_SPREAD in led.get(name, {}).values():
            return Temper.PROMPT  # it shows in many ratings only
        return _drawn(TEMPERS, self.seed, name)

    # The year

    async def run(self) -> None:
        """Everybody joins, the suggestions come, and the year goes by."""
        world = self.house.sandbox.world
        tell = world.tell

        def hears(event: Json) -> None:
            tell(event)
            self._hears(event)

        world.tell = hears
        batches = self.province.batches()
        await self._import(self._until_now(batches))
        await self.house.start()
        self._database = Database(f"sqlite:///{self.house.database}")
        try:
            await self._join()
            self._let_some_block()
            self._plan_committee()
            self._plan_tour()
            await self._year(batches)
        finally:
            self._database.close()

    def _until_now(self, batches: list[Batch]) -> list[ledger.Matter]:
        """What has been assigned already comes with everybody."""
        found: list[ledger.Matter] = []
        while batches and batches[0][0] <= self.now().date():
            found += batches.pop(0)[1]
        return found

    async def _import(self, matters: list[ledger.Matter]) -> None:
        path = self.house.folder / f"ledger-{self.now():%m-%d}.xlsx"
        ledger.write(path, self.province, matters)
        await self.house.lianluo("import", str(path))

    async def _join(self) -> None:
        folder = self.house.folder / "invitations"
        await self.house.lianluo("invite", "--out", str(folder))
        for name, link in _links(next(folder.glob("*.xlsx"))).items():
            person = self.by_name[name]
            if not (isinstance(person, Deputy) and person.temper == Temper.STRANGER):
                self.plan(self.now(), person, _opens(person, link), "join")
        await self._settle()

    def _let_some_block(self) -> None:
        for person in self.people.values():
            if isinstance(person, Deputy) and person.temper == Temper.BLOCKING:
                dice = person.dice("block")
                day = BLOCKS_FROM + timedelta(days=dice.randrange(BLOCKS_DAYS))
                self._at(day, time(12, 10), person, "block", _blocks)
                if dice.random() < 0.7:
                    back = day + timedelta(days=BLOCKED_DAYS)
                    self._at(back, time(19, 40), person, "unblock", _unblocks)

    def _plan_committee(self) -> None:
        """What the committee does of its own accord, by its first supervisor."""
        supervisor = next(
            self.by_name[one.name] for one in self.province.staff if one.role == "督办"
        )
        assert isinstance(supervisor, Superior)
        for day, what, doing in committee.doing(supervisor, self.province, self.cheats.keys()):
            self._plan_after(day, supervisor, doing, what)

    def _plan_tour(self) -> None:
        """The leader of the first honest unit goes to see deputies."""
        leads = [one for one in self.province.staff if one.role == "分管领导"]
        honest = [one for one in leads if one.unit not in self.cheats]
        leader = self.by_name[next(iter(honest or leads)).name]
        assert isinstance(leader, Superior)
        self._plan_after(touring.TOURS_ON, leader, lambda: touring.tour(leader), "tour")

    def _plan_after(self, day: date, person: Person, doing: Doing, what: str) -> None:
        """On the morning of the working day after that day."""
        moment = datetime.combine(self.calendar.next(day), time(10, 20), self.house.zone)
        self.plan(moment, person, doing, what)

    def _at(
        self, day: date, hour: time, person: Person, what: str, act: Callable[[Person], None]
    ) -> None:
        async def doing() -> None:
            act(person)

        self.plan(datetime.combine(day, hour, self.house.zone), person, doing, what)

    async def _year(self, batches: list[Batch]) -> None:
        over = datetime.combine(self.ends, time(23, 0), self.house.zone)
        coming = [
            (datetime.combine(day, IMPORTS_AT, self.house.zone), matters)
            for day, matters in batches
        ]
        while True:
            moment = self._next(coming)
            if moment is None or moment > over:
                await self.house.move_to(over)
                await self._settle()
                return
            if moment > self.now():
                await self.house.move_to(moment)
                self._moved_to = self.now()
            if coming and coming[0][0] <= self.now():
                await self._import(coming.pop(0)[1])
            self.steps += 1
            await self._settle()

    def _next(self, coming: list[tuple[datetime, list[ledger.Matter]]]) -> datetime | None:
        """What is due next, and when."""
        assert self._database is not None
        with self._database.read() as session:
            due = rehearsing.next_moment(session, self._moved_to.astimezone(None))
        moments = [self._agenda[0][0]] if self._agenda else []
        if due is not None:
            moments.append(_rounded(due.astimezone(self.house.zone)))
        if coming:
            moments.append(coming[0][0])
        return min(moments, default=None)

    # Until nothing is left to do

    def _hears(self, event: Json) -> None:
        """A message has come or changed: whoever it is for sees it."""
        if event["type"] not in ("message", "edit"):
            return
        self._activity += 1
        person = self.people.get(event["chat_id"])
        if person is None:
            return
        message: Message | None = person.chat.messages.get(event["message_id"])
        if message is None or not message.by_bot or message.deleted:
            return
        is_new = event["type"] == "message"
        if is_new:
            self.sent[person.user.id] += 1
            self.hours[self.now().replace(minute=0, second=0, microsecond=0)] += 1
        person.sees(message, is_new=is_new)

    def _begin_what_is_due(self) -> None:
        now = self.now()
        while self._agenda and self._agenda[0][0] <= now:
            _, _, person, what, doing = heapq.heappop(self._agenda)
            person.to_do.append((what, doing))
            if not person.is_busy:
                person.is_busy = True
                task = asyncio.create_task(self._work(person))
                self._working.add(task)
                task.add_done_callback(self._worked)

    async def _work(self, person: Person) -> None:
        try:
            await person.work()
        finally:
            person.is_busy = False

    def _worked(self, task: "asyncio.Task[None]") -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.broken = self.broken or error

    async def _settle(self) -> None:
        """Until the house has nothing to do and nobody waits for anything."""
        seen, since = -1, real.monotonic()
        while True:
            self._begin_what_is_due()
            await asyncio.sleep(LOOK_EVERY)
            if self.broken is not None:
                raise self.broken
            if self._activity != seen:  # people are answered just now: no need to look further
                seen, since = self._activity, real.monotonic()
                continue
            left = self._left()
            if left and real.monotonic() - since < PATIENCE:
                await asyncio.sleep(LOOK_EVERY)
                continue
            if left:
                self.stuck.append(f"{self.now():%m-%d %H:%M} {left}")
            if self._activity != seen:
                continue
            waiting = [one for one in self.people.values() if one.waits is not None]
            for person in waiting:
                person.waits_in_vain()
            if not waiting and not self._working and not self._is_due():
                return

    def _is_due(self) -> bool:
        return bool(self._agenda) and self._agenda[0][0] <= self.now()

    def _left(self) -> str:
        if len(self.house.sandbox.world.updates):
            return "updates"
        assert self._database is not None
        with self._database.read() as session:
            return rehearsing.left_to_do(session, self.now(), self._moved_to)


def _rounded(moment: datetime) -> datetime:
    """The next point of the grid."""
    extra = timedelta(
        minutes=moment.minute % GRID, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - extra + timedelta(minutes=GRID) if extra else moment


def _drawn(shares: Mapping[Kind, int], seed: int, name: str) -> Kind:
    dice = random.Random(f"{seed}:{name}:kind")  # noqa: S311
    return dice.choices(list(shares), list(shares.values()))[0]


def _opens(person: Person, link: str) -> Doing:
    async def doing() -> None:
        person.people.open(person.user, person.people.payload_of(link))

    return doing


def _blocks(person: Person) -> None:
    person.people.block(person.user)


def _unblocks(person: Person) -> None:
    person.people.unblock(person.user)


def _links(path: Path) -> dict[str, str]:
    """Name → link, from the sheet that the clerk hands out."""
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    header = next(row for row in rows if "姓名" in row)
    name, link = header.index("姓名"), header.index("链接")
    return {str(row[name]): str(row[link]) for row in rows if row[link] and row is not header}
