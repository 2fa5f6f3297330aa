"""When people may be addressed: windows of the day, on working days, in the office's time zone."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from handlers.rules.working_days import WorkCalendar


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """From `start` up to, not with, `end`, local time."""

    start: time
    end: time


Windows = tuple[Window, ...]


def next_allowed(
    moment: datetime, windows: Windows, calendar: WorkCalendar, timezone: ZoneInfo
) -> datetime:
    """The moment itself when it lies in a window on a working day, else the next window's start.

    UTC. Raises ValueError when there is no window at all.
    """
    if not windows:
        raise ValueError("no contact window at all")
    local = moment.astimezone(timezone)
    if calendar.is_working_day(local.date()):
        for window in sorted(windows):
            if local.time() < window.start:
                return datetime.combine(local, window.start, timezone).astimezone(UTC)
            if local.time() < window.end:
                return moment.astimezone(UTC)
    next_day = calendar.next(local.date())
    return datetime.combine(next_day, min(windows).start, timezone).astimezone(UTC)


def allowed_at(
    moment: datetime, windows: Windows, calendar: WorkCalendar, timezone: ZoneInfo
) -> bool:
    """Whether people may be addressed at that very moment."""
    return next_allowed(moment, windows, calendar, timezone) == moment


def narrowed(office: Windows, own: Windows) -> Windows:
    """A person's own windows inside the office's; the office's when nothing is left."""
    both = [
        Window(max(one.start, other.start), min(one.end, other.end))
        for one in office
        for other in own
    ]
    return tuple(sorted(window for window in both if window.start < window.end)) or office


_WINDOW = re.compile(r"^(\d{1,2}):(\d{2})\s*(?:[-~–—]+|至|到)\s*(\d{1,2}):(\d{2})$")


def parse_windows(text: str) -> Windows:
    """`09:00-11:30,15:00-17:30`, full-width signs too; raises ValueError saying what is right."""
    windows = []
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").replace(";", ",")
    for part in plain.split(","):
        match = _WINDOW.match(part.strip())
        if match is None:
            raise ValueError(f"{part!r} is no window; write 09:00-11:30")
        hours = [int(group) for group in match.groups()]
        try:
            window = Window(time(hours[0], hours[1]), time(hours[2], hours[3]))
        except ValueError:
            raise ValueError(f"{part!r} has no such time; write 09:00-11:30") from None
        if window.start >= window.end:
            raise ValueError(f"{part!r} ends before it starts")
        windows.append(window)
    return tuple(sorted(windows))
