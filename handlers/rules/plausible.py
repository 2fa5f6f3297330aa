"""Which days can be meant at all: nothing answers what had not come yet, and nobody asks for
figures of the year 1.
"""

from datetime import date, timedelta

from handlers.rules.refused import Refused

FIRST = date(2000, 1, 1)  # before which an office has nothing to note here, and nothing to ask
# Deputies are spoken to before their suggestion is formally assigned, but not a year before.
BEFORE_ASSIGNMENT = timedelta(days=92)


def must_have_happened(day: date, today: date, since: date) -> None:
    """Raises Refused `form.day_ahead` for what is still to come, `form.day_early` naming the first
    day that can be meant.
    """
    if day > today:
        raise Refused("form.day_ahead")
    if day < since:
        raise Refused("form.day_early", since=since)


def contact_since(assigned_on: date, replied_before: date | None) -> date:
    """The first day on which there may have been a contact of a round; `replied_before`: when the
    round before was replied to.
    """
    return replied_before or assigned_on - BEFORE_ASSIGNMENT


def reply_since(assigned_on: date, replied_before: date | None) -> date:
    """The first day of which the reply of a round may be."""
    return replied_before or assigned_on


AHEAD = timedelta(days=31)  # a ledger may be prepared before the day of the assignment
OLD = timedelta(days=366)


def may_be_assigned(day: date, today: date) -> bool:
    """Whether a suggestion can have been assigned on a day, or be about to."""
    return FIRST <= day <= today + AHEAD


def is_doubtful(assigned_on: date, today: date) -> bool:
    """Whether somebody should look once more at a day of assignment that has just come in."""
    return not today - OLD <= assigned_on <= today


def study_since(today: date) -> date:
    """The first day of which a session may still be noted: those of last year are told by now."""
    return date(today.year - 1, 1, 1)


def is_year(year: str, today: date) -> bool:
    """Whether there may be something to look back on of a year, written in four digits."""
    is_written = year.isascii() and year.isdigit() and len(year) == 4
    return is_written and FIRST.year <= int(year) <= today.year
