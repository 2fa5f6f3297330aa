"""Which days are working days in mainland China, and dates counted in working days and months.

The `holidays` library knows the yearly notice with its make-up weekends; days named in the
profile win over it.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

import holidays

LastDayRule = Literal["keep", "next_working_day", "previous_working_day"]
SATURDAY = 5


@cache
def _year(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The office's calendar: the country's, with the office's own days on top."""

    working: frozenset[date] = frozenset()
    off: frozenset[date] = frozenset()
    last_day: LastDayRule = "keep"
    _known: dict[date, bool] = field(default_factory=dict, compare=False, repr=False)

    def knows(self, year: int) -> bool:
        """Whether that year's notice of days off and make-up weekends is known here."""
        return year in _year(year).special_public_holidays or any(
            day.year == year for day in self.working | self.off
        )

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._look_up(day)
        return known

    def _look_up(self, day: date) -> bool:
        if day in self.working:
            return True
        if day in self.off:
            return False
        return bool(_year(day.year).is_working_day(day))

    def next(self, day: date) -> date:
        """The first working day after that day."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def previous(self, day: date) -> date:
        """The last working day before that day."""
        day -= timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def on_or_after(self, day: date) -> date:
        """That day if people work on it, else the next working day."""
        return day if self.is_working_day(day) else self.next(day)

    def add(self, day: date, working_days: int) -> date:
        """So many working days after (negative: before) a day; 0: on or after it."""
        if working_days == 0:
            return self.on_or_after(day)
        step = self.next if working_days > 0 else self.previous
        for _ in range(abs(working_days)):
            day = step(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        days = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))

    def due_after_months(self, day: date, months: int) -> date:
        """Calendar months after a day, moved off a day of rest as the profile says."""
        due = add_months(day, months)
        if self.is_working_day(due) or self.last_day == "keep":
            return due
        return self.next(due) if self.last_day == "next_working_day" else self.previous(due)


def add_months(day: date, months: int) -> date:
    """Calendar months after a day, at most the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
