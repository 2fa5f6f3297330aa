"""What the clock sets going: a handful of fixed ticks; the moments themselves are rows.

A tick that was missed is made up once (`coalesce`), however late, and never runs twice at a time.
The scheduler counts on the machine's clock: should that be set back, its ticks would pause until
it has caught up, so a watch on the monotonic clock sets them going again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.cleaner import Cleaner
from bot.clock import Clock
from bot.log import trace
from bot.notary import Notary
from bot.reporter import Reporter
from bot.watch import Watch
from bot.writer import Writer
from handlers import ticks
from handlers.office import Office
from storage import inbox, outbox, signals
from storage.database import Session

log = logging.getLogger(__name__)
PROMPTS_EVERY = 5  # seconds
WAKES_EVERY = 5
WATCH_EVERY = 20
LOOKS_EVERY = 60
CLEANS_EVERY = 3600
FIRST_CLEANED = timedelta(minutes=5)
LOOKS = "looks"
ROOTS_EVERY = 60
REPORTS_EVERY = 5
PRUNES_EVERY = 3600
PRUNED_AT_ONCE = 2_000
BROUGHT_AGAIN = timedelta(days=2)  # in which the network may bring an update once more
STILL_BEFORE = 30.0  # seconds after a jump in which something may still be written by the old clock
SET_BACK = 5.0  # seconds by which a clock may stray before it counts as set


class Scheduler:
    """Prompts what has come due, and wakes whoever waits for a later moment."""

    def __init__(
        self,
        writer: Writer,
        office: Office,
        clock: Clock,
        said: Callable[[], None],
        wakes: list[Callable[[], None]],
        watch: Watch,
        cleaner: Cleaner,
        notary: Notary,
        reporter: Reporter,
    ) -> None:
        self._writer = writer
        self._office = office
        self._clock = clock
        self._said = said
        self._wakes = wakes
        self._watch_over = watch
        self._cleaner = cleaner
        self._notary = notary
        self._reporter = reporter
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._watching: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._hurried: set[asyncio.Task[None]] = set()
        self._is_stopping = False
        self._rung: set[str] = set()  # what has been set going, and has not begun yet
        self._jumped = time.monotonic()  # as far as one who has just begun can know

    def start(self) -> None:
        """Begin."""
        first = datetime.now(UTC)
        self._scheduler.add_job(
            self.prompt, "interval", seconds=PROMPTS_EVERY, id="prompts", next_run_time=first
        )
        self._scheduler.add_job(self._wake, "interval", seconds=WAKES_EVERY, id="wakes")
        self._scheduler.add_job(self._watch_over.look, "interval", seconds=LOOKS_EVERY, id=LOOKS)
        self._scheduler.add_job(
            self._cleaner.clean,
            "interval",
            seconds=CLEANS_EVERY,
            id="cleans",
            next_run_time=first + FIRST_CLEANED,
        )
        self._scheduler.add_job(self._notary.look, "interval", seconds=ROOTS_EVERY, id="roots")
        self._scheduler.add_job(
            self._reporter.look,
            "interval",
            seconds=REPORTS_EVERY,
            id="reports",
            next_run_time=first,
        )
        self._scheduler.add_job(self._prune, "interval", seconds=PRUNES_EVERY, id="prunes")
        self._scheduler.start()
        self._clock.on_jump(self.hurry)
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Begin nothing more; a tick under way is awaited."""
        self._is_stopping = True
        if self._watching is not None:
            self._watching.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        async with self._one_at_a_time:
            pass
        await self._reporter.finish()

    def hurry(self) -> None:
        """All ticks now: the clock has been moved. One under way may still go by the old time."""
        if self._is_stopping:
            return
        now = datetime.now(UTC)
        self._jumped = time.monotonic()
        for job in self._scheduler.get_jobs():
            if job.id != LOOKS:  # what the jump has made late is not broken
                job.modify(next_run_time=now)
        self._go_on_with(self._after_a_jump())

    def ring(self, channel: str) -> None:
        """Something has come due, or is asked for: nobody waits for the next tick."""
        if self._is_stopping or channel in self._rung:
            return
        self._rung.add(channel)
        if channel == signals.DUTIES:
            self._go_on_with(self.prompt())
        elif channel == signals.REPORTS:
            self._go_on_with(self._report())

    async def _report(self) -> None:
        self._rung.discard(signals.REPORTS)
        await self._reporter.look()

    def _go_on_with(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._hurried.add(task)
        task.add_done_callback(self._hurried.discard)

    async def _after_a_jump(self) -> None:
        await self._free()
        await self.prompt()
        await self._notary.look()
        await self._reporter.look()

    async def _free(self) -> None:
        """What waits only by the clock as it was before is to leave now."""
        try:
            longest = self._office.profile.delivery.max_delay_seconds
            await self._writer.do(outbox.clock_set_back, self._clock.now(), longest)
            self._said()
        except Exception as error:
            log.error("what waits by the clock before could not be freed\n%s", trace(error))

    async def prompt(self) -> None:
        """Ask whatever has come due, until nothing is left.

        Each transaction looks at the clock anew: none is dated before figures that were taken
        while it still waited, so that they can be counted again as they were.
        """
        async with self._one_at_a_time:
            self._rung.discard(signals.DUTIES)
            try:
                while await self._writer.do(ticks.climb, self._office, self._clock.now()):
                    pass
                while await self._writer.do(ticks.press_on, self._office, self._clock.now()):
                    pass
                while await self._writer.do(ticks.look_back, self._office, self._clock.now()):
                    pass
                now = self._clock.now()
                while found := await self._writer.do(ticks.whose, now):
                    for person_id in found:
                        if self._is_stopping:
                            return
                        await self._ask(person_id, self._clock.now())
                    now = self._clock.now()
            except Exception as error:
                log.error("what has come due could not be asked\n%s", trace(error))

    async def _ask(self, person_id: int, now: datetime) -> None:
        """One person, one transaction: what is broken for one keeps nobody else waiting."""
        try:
            await self._writer.do(_prompt, self._office, now, person_id)
            self._said()
        except Exception as error:
            log.error("person %s could not be asked\n%s", person_id, trace(error))
            await self._writer.do(ticks.set_aside, now, person_id)

    async def _wake(self) -> None:
        if time.monotonic() - self._jumped < STILL_BEFORE:
            await self._free()
        for wake in self._wakes:
            wake()

    async def _prune(self) -> None:
        """Rows of which nothing is kept go, a few at a time, so that nobody waits for it."""
        before = self._clock.now() - BROUGHT_AGAIN
        try:
            while await self._writer.do(inbox.prune, before, PRUNED_AT_ONCE) == PRUNED_AT_ONCE:
                if self._is_stopping:
                    return
        except Exception as error:
            log.error("emptied rows could not be dropped\n%s", trace(error))

    async def _watch(self) -> None:
        lead = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(WATCH_EVERY)
            now_lead = time.time() - time.monotonic()
            if now_lead < lead - SET_BACK:
                log.warning("the machine's clock has been set back")
                self.hurry()
            lead = now_lead


def _prompt(session: Session, office: Office, now: datetime, person_id: int) -> None:
    ticks.prompt(session, office, now, person_id)
    signals.tell(session, signals.OUTBOX)
