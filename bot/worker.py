"""What is done with updates that have come in: each becomes a turn, many turns one transaction.

A turn's effects, what it says and the mark that the update is done are committed together. A
refusal or a failure takes back only its own turn: the turns before it are done again without it.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram.error import TelegramError

from bot import counts
from bot.bell import Bell
from bot.clock import Clock
from bot.log import trace
from bot.telegram.api import Line
from bot.telegram.incoming import read
from bot.writer import Writer
from handlers import menus, routes
from handlers.incoming import Ignored, Incoming, Pressed
from handlers.office import Office
from handlers.rules.refused import Refused
from handlers.turn import Toast, Turn
from storage import inbox, signals
from storage.database import Session, is_conflict, is_outage
from storage.vocabulary import Language

log = logging.getLogger(__name__)
AT_ONCE = 100  # updates in one transaction
TRIES = 3
LOOKS_EVERY = 5.0  # seconds after which it looks by itself, should no bell have rung
EARLY_PAUSE = 0.05  # seconds between two looks whether what an answer is about is noted as sent
EARLY_AT_MOST = 5.0
CONFLICTS = 5  # times a batch begins again because another process was faster
BROKEN_PAUSE = 1.0  # seconds before going on when the database does not work
MOST_SHOWN = 1000  # short answers under way

Item = tuple[int, Incoming]
Take = Callable[[Session], list[Item]]


@dataclass(slots=True)
class After:
    """What is shown once the turns are committed; best effort, kept nowhere."""

    toasts: list[Toast] = field(default_factory=list)
    menus: list[tuple[int, str, Language]] = field(default_factory=list)
    leave: list[int] = field(default_factory=list)
    outcomes: list[tuple[int | None, str | None, str]] = field(default_factory=list)
    rings: set[str] = field(default_factory=set)

    def add(self, turn: Turn, incoming: Incoming, outcome: str) -> None:
        """What one turn leaves to be shown; a press is always answered, if only with nothing."""
        self.outcomes.append((turn.update_id, turn.number, outcome))
        self.toasts += turn.toasts
        self.menus += turn.menu_for
        self.leave += turn.leave
        self.rings |= turn.rings
        if isinstance(incoming, Pressed) and not turn.toasts:
            self.toasts.append(Toast(incoming.callback_id))


class _Failed(Exception):
    """The turn at this place did not succeed; None: one of them, it is not known which."""

    def __init__(self, items: list[Item], place: int | None, cause: Exception) -> None:
        self.items = items
        self.place = place
        self.cause = cause


class Worker:
    """Turns the inbox into acts."""

    def __init__(
        self,
        line: Line,
        writer: Writer,
        office: Office,
        clock: Clock,
        done: Callable[[], None],
        ring: Callable[[str], None],
    ) -> None:
        self._line = line
        self._writer = writer
        self._office = office
        self._clock = clock
        self._done = done
        self._ring = ring
        self._bell = Bell()
        self._is_stopping = False
        self._shown: set[asyncio.Task[None]] = set()
        self._early: dict[int, float] = {}  # update id → since when it waits

    def wake(self) -> None:
        """Something has come in."""
        self._bell.ring()

    async def run(self) -> None:
        """Work until stopped, between two batches."""
        while not self._is_stopping:
            try:
                count = await self._batch()
            except Exception as error:
                log.error("the inbox waits, its database does not work\n%s", trace(error))
                await asyncio.sleep(BROKEN_PAUSE)
                continue
            if count == 0:
                await self._bell.wait(EARLY_PAUSE if self._early else LOOKS_EVERY)

    def stop(self) -> None:
        """Begin no other batch."""
        self._is_stopping = True
        self._bell.ring()

    async def finish(self) -> None:
        """Let what is being shown be shown."""
        await asyncio.gather(*self._shown, return_exceptions=True)

    async def _batch(self) -> int:
        began = time.monotonic()
        count, after = await self._writer.run(self._work)
        if count:
            self._done()
            for channel in after.rings:
                self._ring(channel)
            self._show(after)
            _tell(after, time.monotonic() - began)
        return count

    # In the writer's thread

    def _work(self) -> tuple[int, After]:
        """One batch; how many updates it took. What follows a failure is left to the next."""
        after = After()
        now = self._clock.now()
        for _ in range(CONFLICTS):
            try:
                return self._together(_claimed(now), now, after), after
            except _Failed as failed:
                update_ids = [update_id for update_id, _ in failed.items]
                if failed.place is None:
                    self._each(update_ids, now, after)
                else:
                    self._with_care(update_ids[: failed.place], now, after)
                    self._alone(failed.items[failed.place], failed.cause, now, after)
                return len(failed.items), after
            except Exception as error:
                if not is_conflict(error):
                    raise
        return 0, after

    def _together(self, take: Take, now: datetime, after: After) -> int:
        """Claim and do in one transaction: a process that dies gives back what it claimed.

        Raises _Failed naming the first turn that does not succeed, where it can be known: much is
        written only at the end, for all turns at once.
        """
        made = After()
        items: list[Item] = []
        acted_on: list[int] = []
        early: dict[int, float] = {}
        try:
            with self._writer.database.write() as session:
                items += take(session)
                self._act(session, items, now, made, acted_on, early)
                if acted_on:
                    inbox.done(session, acted_on, now)
                    signals.tell(session, signals.OUTBOX)
                    for channel in made.rings:
                        signals.tell(session, channel)
        except _Failed:
            raise
        except Exception as error:
            if is_conflict(error) or is_outage(error) or not acted_on:
                raise
            raise _Failed(items, 0 if len(items) == 1 else None, error) from error
        self._early = early
        counts.updates["handled"] += len(acted_on)
        after.toasts += made.toasts
        after.menus += made.menus
        after.leave += made.leave
        after.rings |= made.rings
        after.outcomes += made.outcomes
        return len(acted_on)

    def _act(
        self,
        session: Session,
        items: list[Item],
        now: datetime,
        made: After,
        acted_on: list[int],
        early: dict[int, float],
    ) -> None:
        routes.foresee(session, [incoming for _, incoming in items])
        waiting: set[int | None] = set()  # chats
        for place, (update_id, incoming) in enumerate(items):
            chat_id = getattr(incoming, "chat_id", None)
            if chat_id in waiting or self._waits(session, update_id, incoming, early):
                waiting.add(chat_id)
                continue
            try:
                turn = routes.handle(session, self._office, now, update_id, incoming)
                session.flush()
            except Exception as error:
                if is_conflict(error) or is_outage(error):
                    raise  # not this turn's fault
                raise _Failed(items, place, error) from error
            made.add(turn, incoming, "handled")
            acted_on.append(update_id)

    def _waits(
        self, session: Session, update_id: int, incoming: Incoming, early: dict[int, float]
    ) -> bool:
        """Whether what it is about is still to be noted as sent; nobody waits for that for long."""
        if not routes.is_early(session, incoming):
            return False
        since = early[update_id] = self._early.get(update_id, time.monotonic())
        return time.monotonic() - since < EARLY_AT_MOST

    def _with_care(self, update_ids: list[int], now: datetime, after: After) -> None:
        """Turns that have succeeded once; should one fail now, each is looked at alone."""
        if not update_ids:
            return
        try:
            self._together(_again(update_ids), now, after)
        except _Failed:
            self._each(update_ids, now, after)

    def _each(self, update_ids: list[int], now: datetime, after: After) -> None:
        """Turn by turn, each in a transaction of its own."""
        for update_id in update_ids:
            try:
                self._together(_again([update_id]), now, after)
            except _Failed as failed:
                self._alone(failed.items[0], failed.cause, now, after)

    def _alone(self, item: Item, cause: Exception, now: datetime, after: After) -> None:
        """A turn that did not succeed: refused, tried again, or parked with an apology."""
        while True:
            if isinstance(cause, Refused):
                try:
                    self._refuse(item, cause, now, after)
                    return
                except Exception as error:
                    if is_outage(error):
                        raise
                    cause = error
            if self._note(item[0], cause):
                self._apologise(item, now, after)
                return
            try:
                self._together(_again([item[0]]), now, after)
                return
            except _Failed as failed:
                cause = failed.cause

    def _refuse(self, item: Item, refusal: Refused, now: datetime, after: After) -> None:
        update_id, incoming = item
        with self._writer.database.write() as session:
            if not inbox.claim_again(session, [update_id]):
                return  # another process was faster
            turn = routes.refused(session, self._office, now, update_id, incoming, refusal)
            inbox.done(session, [update_id], now)
            signals.tell(session, signals.OUTBOX)
        counts.updates["refused"] += 1
        after.add(turn, incoming, "refused")

    def _note(self, update_id: int, cause: Exception) -> bool:
        """Write the failure down; True when the update is now parked."""
        log.error("update %s failed\n%s", update_id, trace(cause))
        counts.updates["failed"] += 1
        with self._writer.database.write() as session:
            name = type(cause).__qualname__
            return inbox.failed(session, update_id, name, park_after=TRIES)

    def _apologise(self, item: Item, now: datetime, after: After) -> None:
        update_id, incoming = item
        log.error("update %s is parked", update_id)
        counts.updates["parked"] += 1
        try:
            with self._writer.database.write() as session:
                turn = routes.apologise(session, self._office, now, update_id, incoming)
            after.add(turn, incoming, "parked")
        except Exception as error:
            log.error("no apology for update %s\n%s", update_id, trace(error))

    # On the event loop

    def _show(self, after: After) -> None:
        if len(self._shown) > MOST_SHOWN:
            return  # a flood of presses: nobody waits for so many answers
        calls = [
            *(self._toast(toast) for toast in after.toasts),
            *(self._menu(chat_id, menu, language) for chat_id, menu, language in after.menus),
            *(self._leave(chat_id) for chat_id in after.leave),
        ]
        for call in calls:
            task = asyncio.create_task(call)
            self._shown.add(task)
            task.add_done_callback(self._shown.discard)

    async def _toast(self, toast: Toast) -> None:
        try:
            await self._line.call(
                "answerCallbackQuery",
                callback_query_id=toast.callback_id,
                text=toast.text or None,
                show_alert=toast.is_alert or None,
            )
        except TelegramError as error:
            log.info("a press was not answered: %s", type(error).__name__)

    async def _leave(self, chat_id: int) -> None:
        try:
            await self._line.call("leaveChat", chat_id=chat_id)
        except TelegramError as error:
            log.info("a group was not left: %s", type(error).__name__)

    async def _menu(self, chat_id: int, menu: str, language: Language) -> None:
        scope = {"type": "chat", "chat_id": chat_id}
        await set_menu(self._line, menus.menus(language)[menu], scope=scope)


def _tell(after: After, seconds: float) -> None:
    """One line a batch: which updates, about what, with what outcome. A line each would cost."""
    if not log.isEnabledFor(logging.INFO):
        return
    listed = " ".join(
        f"{update_id}:{outcome}({number})" if number else f"{update_id}:{outcome}"
        for update_id, number, outcome in after.outcomes
    )
    updates = [
        {"update_id": update_id, "number": number, "outcome": outcome}
        for update_id, number, outcome in after.outcomes
    ]
    milliseconds = round(seconds * 1000, 1)
    extra = {"updates": updates, "duration_ms": milliseconds}
    log.info("%s in %s ms", listed, milliseconds, extra=extra)


def _claimed(now: datetime) -> Take:
    def take(session: Session) -> list[Item]:
        found = inbox.claim(session, AT_ONCE, now)
        return [(one.update_id, _understood(one.raw)) for one in found]

    return take


def _again(update_ids: list[int]) -> Take:
    def take(session: Session) -> list[Item]:
        found = inbox.claim_again(session, update_ids)
        return [(one.update_id, _understood(one.raw)) for one in found]

    return take


def _understood(raw: str) -> Incoming:
    try:
        return read(json.loads(raw))
    except (ValueError, RecursionError):
        return Ignored("unreadable")


async def set_menu(line: Line, commands: list[tuple[str, str]], **where: Any) -> None:
    """Set a command menu; best effort."""
    listed = [{"command": name, "description": words} for name, words in commands]
    try:
        await line.call("setMyCommands", commands=listed, **where)
    except TelegramError as error:
        log.warning("a menu was not set: %s", type(error).__name__)
