"""A day as people type it: 今天, 昨天, 4月7日, 2026-04-07, 2026年4月7日, 2026/4/7.

And a moment ahead: 4月20日 9:30, 明天下午3点, 2026-04-20 15:00.
"""

import re
import unicodedata
from calendar import isleap
from datetime import date, datetime, time, timedelta

_FULL = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_SHORT = re.compile(r"^(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$")
_NAMED = {
    "今天": 0,
    "today": 0,
    "昨天": -1,
    "yesterday": -1,
    "前天": -2,
    "明天": 1,
    "tomorrow": 1,
    "后天": 2,
    "大后天": 3,
}
_WEEKDAY = re.compile(r"\(?(?:周|星期)[一二三四五六日天]\)?")
_MOMENT = re.compile(
    r"^(?P<day>.+?)[\s,]*(?P<half>上午|早上|中午|下午|晚上)?\s*"
    r"(?P<hour>\d{1,2})\s*(?::|点|时)\s*(?P<minute>\d{1,2}|半)?\s*分?\s*(?P<latin>am|pm)?$"
)
_LATER_HALF = frozenset({"中午", "下午", "晚上", "pm"})


def parse_day(text: str, today: date, *, is_ahead: bool = False) -> date | None:
    """The day meant, or None. A day without a year is the nearest one not after today, or
    (`is_ahead`) not before it.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _NAMED:
        return today + timedelta(days=_NAMED[plain])
    try:
        if match := _FULL.match(plain):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SHORT.match(plain):
            return _nearest(int(match[1]), int(match[2]), today, is_ahead=is_ahead)
    except ValueError:
        return None
    return None


def parse_moment(text: str, today: date) -> datetime | None:
    """The moment meant, by the clock on the wall, or None: a day not before today, and a time."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    match = _MOMENT.match(_WEEKDAY.sub(" ", plain).strip())
    if match is None:
        return None
    day = parse_day(match["day"].rstrip(), today, is_ahead=True)
    hour = int(match["hour"])
    if _LATER_HALF & {match["half"], match["latin"]} and 1 <= hour < 11 + (match["half"] != "中午"):
        hour += 12
    minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
    try:
        return None if day is None else datetime.combine(day, time(hour, minute))
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date, *, is_ahead: bool) -> date | None:
    """That day of this year or, when it is on the wrong side of today, of the next or the last."""
    for year in (today.year, today.year + (1 if is_ahead else -1)):
        # Only 29 February comes and goes.
        if (month, day) == (2, 29) and not isleap(year):
            continue
        found = date(year, month, day)
        if found >= today if is_ahead else found <= today:
            return found
    return None
