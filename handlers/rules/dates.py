"""A day as people type it: 今天, 昨天, 4月7日, 2026-04-07, 2026年4月7日, 2026/4/7."""

import re
import unicodedata
from calendar import isleap
from datetime import date, timedelta

_FULL = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_SHORT = re.compile(r"^(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$")
_NAMED = {"今天": 0, "today": 0, "昨天": -1, "yesterday": -1, "前天": -2}


def parse_day(text: str, today: date) -> date | None:
    """The day meant, or None. A day without a year is the nearest one not after today."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _NAMED:
        return today + timedelta(days=_NAMED[plain])
    try:
        if match := _FULL.match(plain):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SHORT.match(plain):
            return _latest(int(match[1]), int(match[2]), today)
    except ValueError:
        return None
    return None


def _latest(month: int, day: int, today: date) -> date | None:
    """That day of this year or, when it is still ahead or there is none, of the last."""
    for year in (today.year, today.year - 1):
        # Only 29 February comes and goes.
        if (month, day) == (2, 29) and not isleap(year):
            continue
        if (found := date(year, month, day)) <= today:
            return found
    return None
