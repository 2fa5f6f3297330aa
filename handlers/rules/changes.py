"""Figures of what came of a suggestion (办理成效): before and after, and sums of money."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

_BETWEEN = re.compile(r"→|->|到|至|—")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")

_TIMES = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}


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


_AMOUNT = re.compile(r"([\d,]+(?:\.\d+)?)\s*([百千万亿])?\s*(元)?")
_WAN, _MOST = 10_000, 10**15


def parse_amount(text: str) -> int | None:
    """“1200万元”, “1.2亿”, “3000元”, “1200” (of 万元): in yuan; None when it is no sum of money."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    times = int(_TIMES[found[2]]) if found[2] else 1 if found[3] else _WAN
    yuan = Decimal(found[1].replace(",", "") or 0) * times
    return int(yuan) if 1 <= yuan <= _MOST else None


def in_wan(yuan: int) -> str:
    """A sum in 万元, without what is not needed: 1200, 0.35."""
    return f"{Decimal(yuan) / _WAN:f}".rstrip("0").rstrip(".") if yuan % _WAN else str(yuan // _WAN)


def share(change: Change) -> float | None:
    """By what share it has changed; None from nothing, or where the units of measure differ."""
    (before, unit), (after, other) = (_measured(part) for part in change)
    if before == 0 or (unit and other and unit != other):
        return None
    return (after - before) / abs(before)


def _measured(text: str) -> tuple[float, str]:
    """How much, with 万 and 亿 counted in, and of what: "1.2亿元" is 120,000,000 of 元."""
    found = _NUMBER.search(text)
    assert found is not None
    value, rest = float(found[0].replace(",", "")), text[found.end() :].strip()
    while rest and rest[0] in _TIMES:
        value, rest = value * _TIMES[rest[0]], rest[1:].strip()
    return value, rest
