"""What may be promised, and how far it may be put off (承诺事项, 情况有变).

A date that was put off hides nothing: the first one stays beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.rules.refused import Refused
from handlers.rules.working_days import add_months


@dataclass(frozen=True, slots=True)
class Delay:
    """How often a promise was put off, from which day, and by how many days that is past."""

    times: int
    first_on: date
    days_past: int  # calendar days; 0: not past, or kept


def delay(
    due_on: date, first_on: date | None, befores: Sequence[date], today: date, *, is_open: bool
) -> Delay | None:
    """How a promise stands to the day that was promised first; None: it is due on that day.

    `befores` are the days from which it was put off, in order; where the first day was not kept
    apart (`first_on` None), the earliest of them is it.
    """
    first = first_on or (befores[0] if befores else due_on)
    if first == due_on and not befores:
        return None
    return Delay(len(befores), first, max(0, (today - first).days) if is_open else 0)


def must_be_ahead(day: date | None, today: date, furthest_months: int) -> date:
    """The day by which something may be promised.

    Raises Refused `promise.day` for none, or one not ahead; `promise.too_far` beyond the months.
    """
    if day is None or day <= today:
        raise Refused("promise.day")
    furthest = add_months(today, furthest_months)
    if day > furthest:
        raise Refused("promise.too_far", day=furthest)
    return day


def must_say_why(reason: str, least: int) -> str:
    """A reason of at least so many characters, signs and blanks not counted.

    Raises Refused `promise.reason`.
    """
    if sum(one.isalnum() for one in reason) < least:
        raise Refused("promise.reason", least=least)
    return reason
