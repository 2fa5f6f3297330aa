"""Reports: made when their moment has come, or when somebody has asked.

Figures are computed beside the writer, from one consistent look at the record; only what comes of
it is written. So nobody waits for a report but whoever asked for it.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.log import trace
from bot.writer import Writer
from handlers import ticks
from handlers.figures import asked, telling
from handlers.figures.asked import Wanted
from handlers.figures.reports import Made
from handlers.figures.telling import Due
from handlers.office import Office
from handlers.turn import Turn
from storage import signals
from storage.database import Session, is_outage

log = logging.getLogger(__name__)


class Reporter:
    """Makes what is due; `said` is called when something is to be sent."""

    def __init__(
        self, writer: Writer, office: Office, clock: Clock, said: Callable[[], None]
    ) -> None:
        self._writer = writer
        self._office = office
        self._clock = clock
        self._said = said
        self._is_planned = False
        self._one_at_a_time = asyncio.Lock()

    async def look(self) -> None:
        """Make what is due, show what was asked for, look whom deputies wait for."""
        async with self._one_at_a_time:
            try:
                await self._look(self._clock.now())
            except Exception as error:
                log.error("a report could not be made\n%s", trace(error))

    async def finish(self) -> None:
        """What is being made is finished."""
        async with self._one_at_a_time:
            pass

    async def _look(self, now: datetime) -> None:
        office = self._office
        if not self._is_planned:
            await self._writer.do(ticks.plan_reports, office, now)
            await self._writer.do(ticks.wake_climbs, office, now)
            await self._writer.do(ticks.wake_echoes, office, now)
            while await self._writer.do(ticks.recompute_dates, office, now):
                pass
            self._is_planned = True
        while await self._writer.do(ticks.look_for_echoes, office, now):
            pass
        dues, asked_for = await self._writer.do(_waiting, office, now)
        for due in dues:
            made, sheets = await asyncio.to_thread(self._computed, due, now)
            await self._writer.do(_give, office, now, due, made, sheets)
            self._said()
        for wanted in asked_for:
            await self._answer(wanted, now)
            self._said()

    async def _answer(self, wanted: Wanted, now: datetime) -> None:
        """What cannot be made for one keeps nobody else waiting; an outage keeps all."""
        try:
            shown = await asyncio.to_thread(self._shown, wanted, now)
            await self._writer.do(_show, self._office, now, wanted, shown)
        except Exception as error:
            if is_outage(error):
                raise
            log.error("what was asked for (R%s) could not be made\n%s", wanted.id, trace(error))
            await self._writer.do(_give_up, self._office, now, wanted)

    def _computed(self, due: Due, now: datetime) -> tuple[list[Made], dict[str, bytes]]:
        with self._writer.database.read() as session:
            made = telling.compute(session, self._office, now, due)
        return made, dict(telling.all_sheets(self._office, made))

    def _shown(self, wanted: Wanted, now: datetime) -> asked.Shown:
        with self._writer.database.read() as session:
            return asked.compute(session, self._office, now, wanted)


def _waiting(session: Session, office: Office, now: datetime) -> tuple[list[Due], list[Wanted]]:
    """What has come due, and what somebody has asked for."""
    telling.skip_unread(Turn(session, office, now))
    return telling.due(session, office, now), asked.wanted(session)


def _give(
    session: Session,
    office: Office,
    now: datetime,
    due: Due,
    made: list[Made],
    sheets: dict[str, bytes],
) -> None:
    if telling.give(Turn(session, office, now), due, made, sheets):
        signals.tell(session, signals.OUTBOX)


def _show(
    session: Session, office: Office, now: datetime, wanted: Wanted, shown: asked.Shown
) -> None:
    asked.show(Turn(session, office, now), wanted, shown)
    signals.tell(session, signals.OUTBOX)


def _give_up(session: Session, office: Office, now: datetime, wanted: Wanted) -> None:
    asked.give_up(Turn(session, office, now), wanted)
    signals.tell(session, signals.OUTBOX)
