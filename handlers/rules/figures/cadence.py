"""When each report is due, and which days it looks at (五步工作法: 周、月、季、半年、全年)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from handlers.rules.working_days import WorkCalendar, add_months
from storage.vocabulary import ReportKind, Role


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One report of the profile. `to`: the roles that get it; nobody: it is not made.

    Weekly on a weekday (1: Monday), monthly and quarterly on a working day of the (first) month,
    the others on a day of the year; what falls on a day of rest comes on the next working day.
    `at`: from which hour on it is made; it is told in contact hours.
    """

    kind: ReportKind
    to: tuple[Role, ...]
    day: int = 1
    month: int = 1
    at: time = time(8)


def days_of(rhythm: Rhythm, since: date, calendar: WorkCalendar) -> Iterator[date]:
    """The days after `since` on which the report comes, in order, without end."""
    previous = since
    for named in _named(rhythm, since, calendar):
        day = calendar.on_or_after(named)
        if day > previous:
            yield day
            previous = day


def _named(rhythm: Rhythm, since: date, calendar: WorkCalendar) -> Iterator[date]:
    if rhythm.kind == ReportKind.WEEKLY:
        monday = since - timedelta(days=since.weekday() + 7)
        while True:
            yield monday + timedelta(days=rhythm.day - 1)
            monday += timedelta(days=7)
    months = {ReportKind.MONTHLY: 1, ReportKind.QUARTERLY: 3}.get(rhythm.kind, 12)
    first = date(since.year - 1, 1, 1)
    while True:
        if months == 12:
            yield date(first.year, rhythm.month, rhythm.day)
        else:
            yield calendar.add(first - timedelta(days=1), rhythm.day)
        first = add_months(first, months)


def next_day(rhythm: Rhythm, since: date, calendar: WorkCalendar) -> date:
    """The first day after `since` on which the report comes."""
    return next(days_of(rhythm, since, calendar))


def in_hand_since(rhythm: Rhythm, on: date, calendar: WorkCalendar) -> date:
    """What ended from that day on is in the figures of a report: no day is in none of them.

    The year's, and what the report looks back to, where that begins earlier.
    """
    return min(date(on.year, 1, 1), period(rhythm, on, calendar))


def period(rhythm: Rhythm, on: date, calendar: WorkCalendar) -> date:
    """The first day whose news are in a report of that day.

    Weekly: the day of the card before, however far holidays have parted them. Monthly: the month
    before, and what has run of this one. Quarterly: the quarter, or the one before until its report
    has come. Half-yearly: the year. Yearly: since the report of the year before.
    """
    first = on.replace(day=1)
    match rhythm.kind:
        case ReportKind.WEEKLY:
            return _previous(rhythm, on, calendar)
        case ReportKind.MONTHLY:
            return add_months(first, -1)
        case ReportKind.QUARTERLY:
            quarter = add_months(first, -((on.month - 1) % 3))
            comes_on = calendar.add(quarter - timedelta(days=1), rhythm.day)
            return quarter if on > comes_on else add_months(quarter, -3)
        case ReportKind.HALF_YEAR:
            return date(on.year, 1, 1)
        case ReportKind.ANNUAL:
            return calendar.on_or_after(date(on.year - 1, rhythm.month, rhythm.day))


def _previous(rhythm: Rhythm, on: date, calendar: WorkCalendar) -> date:
    """The last day before on which the report came, or would have."""
    found = on
    for day in days_of(rhythm, on - timedelta(days=LONGEST_REST), calendar):
        if day >= on:
            return found
        found = day
    return found


LONGEST_REST = 40  # calendar days within which every week's card has come, whatever the holidays
