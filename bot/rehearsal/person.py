"""A simulated person: sees a chat, presses its buttons, writes, and does one thing at a time.

What they do follows from what stands in their chat and from dice of their own; nothing is read
from the house. Whoever waits for an answer that does not come gives up what they were doing.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from bot.sandbox.errors import StageError
from bot.sandbox.files import StoredFile
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.people import People

Json = dict[str, Any]
Doing = Callable[[], Awaitable[None]]
OFFICE_SLOTS = (time(9, 20), time(10, 30), time(15, 20), time(16, 30))


FOLDER, BACK = "▸", "◂ 返回"  # how a button ends that has others behind it, and the way back


class GaveUp(Exception):
    """What was waited for did not come."""


class Day(Protocol):
    """What people know of the time, and where they note what they mean to do later."""

    def now(self) -> datetime:
        """The moment on the stage's clock, local."""

    def working_day(self, after: date, days: int) -> date:
        """The day so many working days later."""

    def is_working_day(self, day: date) -> bool:
        """Whether offices work."""

    def plan(self, moment: datetime, person: "Person", doing: Doing, what: str) -> None:
        """At that moment the person begins it."""

    def cheated(self, how: str) -> None:
        """Somebody has made satisfaction up, or let themselves be led to it."""

    def seen_no_way(self, what: str) -> None:
        """Something was shown with which nobody knew what to do."""


@dataclass
class Waited:
    """A piece of text that is waited for, and whoever waits."""

    fits: Callable[[Message], bool]
    found: "asyncio.Future[Message]"


@dataclass
class Person:
    """Somebody with a phone."""

    user: User
    chat: Chat
    people: People
    day: Day
    seed: str
    is_busy: bool = False
    to_do: deque[tuple[str, Doing]] = field(default_factory=deque)
    waits: Waited | None = None
    given_up: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Who."""
        return self.user.name

    @property
    def slots(self) -> tuple[time, ...]:
        """The hours at which they find time for it."""
        return OFFICE_SLOTS

    def dice(self, *about: object) -> random.Random:
        """Dice for one decision: the same whatever else happens meanwhile."""
        return random.Random(":".join(map(str, (self.seed, self.name, *about))))  # noqa: S311

    # What is seen

    def sees(self, message: Message, *, is_new: bool) -> None:
        """The bot has written, or changed what it wrote."""
        waited = self.waits
        if waited is not None and not waited.found.done() and waited.fits(message):
            waited.found.set_result(message)
        elif is_new:
            self.notices(message)

    def notices(self, message: Message) -> None:
        """Something nobody waited for: decide what comes of it."""
        raise NotImplementedError

    async def until(self, *pieces: str) -> Message:
        """The next message, new or changed, with any of these in its text or on its buttons."""

        def fits(message: Message) -> bool:
            shown = text_of(message) + "\n" + "\n".join(labels(message))
            return any(piece in shown for piece in pieces)

        self.waits = Waited(fits, asyncio.get_running_loop().create_future())
        try:
            return await self.waits.found
        finally:
            self.waits = None

    def waits_in_vain(self) -> None:
        """All is quiet: what is waited for does not come."""
        if self.waits is not None and not self.waits.found.done():
            self.waits.found.set_exception(GaveUp(self.last_seen()))

    def last_seen(self) -> str:
        """How the last message of the bot begins, which came instead of what was waited for."""
        for message in reversed(self.chat.messages.values()):
            if message.by_bot and not message.deleted:
                return " ".join(text_of(message).split())[:50]
        return "nothing"

    # What is done

    def press(self, label: str, message: Message) -> None:
        """Press a button of a message; GaveUp when it is not there any more."""
        for key in buttons(message):
            if key["text"] == label:
                self.press_data(message, key["callback_data"])
                return
        raise GaveUp(f"no button {label}")

    async def press_within(self, label: str, message: Message) -> None:
        """Press a button of a message, looking into its folders, too."""
        for folder in [one for one in labels(message) if one.endswith(FOLDER)]:
            if label in labels(message):
                break
            self.press(folder, message)
            message = await self.until(BACK)
            if label not in labels(message):
                self.press(BACK, message)
                message = await self.until(folder)
        self.press(label, message)

    def press_data(self, message: Message, data: str) -> None:
        """Send what a button would, whether or not there is one."""
        try:
            self.people.press(self.user, self.chat, message.id, data)
        except StageError as error:
            raise GaveUp(str(error)) from None

    def says(self, text: str, reply_to: Message | None = None) -> None:
        """Write."""
        if self.user.blocked:
            raise GaveUp("has blocked the bot")
        try:
            place = self.people.place(self.user, reply_to=reply_to.id if reply_to else None)
        except StageError as error:
            raise GaveUp(str(error)) from None
        self.people.say(self.user, place, text)

    def hands_in(self, name: str, content: bytes) -> None:
        """Send a document."""
        stored: StoredFile = self.people.world.files.add("document", name, content)
        self.people.upload(self.user, self.people.place(self.user), "document", [stored], "")

    # What is meant to be done

    def later(self, what: str, doing: Doing, working_days: int, *about: object) -> None:
        """Do it after so many working days (0: the next hour in which people work)."""
        now = self.day.now()
        day = now.date()
        if working_days:
            day = self.day.working_day(day, working_days)
        slots = list(self.slots)
        self.dice("slot", what, *about).shuffle(slots)
        for slot in slots:
            moment = datetime.combine(day, slot, now.tzinfo)
            if moment > now and self.day.is_working_day(day):
                self.day.plan(moment, self, doing, what)
                return
        day = self.day.working_day(day, 1)
        self.day.plan(datetime.combine(day, slots[0], now.tzinfo), self, doing, what)

    def soon(self, what: str, doing: Doing, minutes: float = 0) -> None:
        """Do it in so many minutes; 0: at once."""
        self.day.plan(self.day.now() + timedelta(minutes=minutes), self, doing, what)

    async def work(self) -> None:
        """Do what has been begun, one thing after the other."""
        while self.to_do:
            what, doing = self.to_do.popleft()
            try:
                await doing()
            except GaveUp as error:
                self.given_up.append(f"{what}: {error}")


def text_of(message: Message) -> str:
    """The text or caption."""
    said: str = message.data.get("text") or message.data.get("caption") or ""
    return said


def buttons(message: Message) -> list[Json]:
    """The inline buttons, row by row."""
    rows = message.data.get("reply_markup", {}).get("inline_keyboard", [])
    return [key for row in rows for key in row]


def labels(message: Message) -> list[str]:
    """What stands on them."""
    return [str(key["text"]) for key in buttons(message)]


def has(message: Message, wanted: Iterable[str]) -> bool:
    """Whether all these buttons are under a message."""
    return set(wanted) <= set(labels(message))
