"""What time it is on the stage: a clock that runs on, and can be moved forward and back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

import holidays

OFFICE_OPENS = time_of_day(9, 0)


class SandboxClock:
    """Real time plus an offset; `version` rises whenever somebody moves it."""

    def __init__(self, start: datetime | None = None, timezone: str = "Asia/Shanghai") -> None:
        """Without `start` it shows real time; with it, it runs on from that moment."""
        self.timezone = timezone
        self.version = 1
        self.offset = 0.0
        self.listeners: list[Callable[[], None]] = []
        if start is not None:
            self.offset = self._aware(start).timestamp() - time.time()

    def timestamp(self) -> float:
        """Seconds since 1970 on this clock."""
        return time.time() + self.offset

    def now(self) -> datetime:
        """The moment it shows, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def local(self) -> datetime:
        """The moment it shows, in the office's time zone."""
        return self.now().astimezone(ZoneInfo(self.timezone))

    def move_to(self, moment: datetime) -> None:
        """Shows `moment` (without a zone: the office's) and runs on from there."""
        self._turn(self._aware(moment).timestamp() - time.time())

    def advance(self, seconds: float) -> None:
        """Moves on by `seconds`, or back when they are negative."""
        self._turn(self.offset + seconds)

    def to_real(self) -> None:
        """Shows real time again."""
        self._turn(0.0)

    def to_next_working_day(self) -> None:
        """Shows 09:00 of the next working day."""
        self.move_to(self.next_working_day())

    def next_working_day(self) -> datetime:
        """09:00 of the first working day of mainland China after today, in the office's zone.

        Weekends worked to make up for a holiday are working days.
        """
        today = self.local().date()
        calendar = holidays.country_holidays("CN", years=[today.year, today.year + 1])
        day = today + timedelta(days=1)
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, OFFICE_OPENS, ZoneInfo(self.timezone))

    def restore(self, offset: float, version: int) -> None:
        """Goes on from a snapshot, without telling anyone."""
        self.offset = offset
        self.version = version

    def _aware(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.timezone))

    def _turn(self, offset: float) -> None:
        self.offset = offset
        self.version += 1
        for listener in self.listeners:
            listener()
