"""Figures before and after (办理成效): two numbers of one unit of measure, and what changed."""

import re
from typing import NamedTuple

_BETWEEN = re.compile(r"→|->|到|至|—")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")


class Change(NamedTuple):
    """Before, after, as they were written."""

    before: str
    after: str


def parse_change(text: str) -> Change | None:
    """“0.08 → 0.05”, “12% 到 35%”, “3万户至8万户”: None when there are not two figures."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) != 2 or not all(_NUMBER.search(part) for part in parts):
        return None
    return Change(parts[0][:100], parts[1][:100])


def share(change: Change) -> float | None:
    """By what share it has changed; None from nothing."""
    before, after = (_value(part) for part in change)
    return None if before == 0 else (after - before) / abs(before)


def _value(text: str) -> float:
    found = _NUMBER.search(text)
    assert found is not None
    return float(found[0].replace(",", ""))
