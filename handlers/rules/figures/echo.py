"""件件有回音: how long a deputy has heard nothing of an open suggestion, and who is reminded."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from handlers.rules.figures.matter import Matter

# What people hear from the agency: neither questions and forms that the bot asks by itself are an
# echo, nor its answers to what the deputy has just done.
HEARD = frozenset({"relay", "progress", "reply", "told", "notice"})


class Echo(StrEnum):
    """What silence calls for."""

    HEARD = "heard"
    OFFICER = "officer"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Next:
    """What is called for today, and the day on which to look again."""

    call: Echo
    look_on: date


def look(
    assigned_on: date, heard_on: date | None, today: date, *, officer_days: int, head_days: int
) -> Next:
    """The officer is reminded after so many calendar days of silence, the head after more; then
    it is looked every day, until the deputy has heard something.
    """
    since = max(assigned_on, heard_on or assigned_on)
    quiet = (today - since).days
    if quiet < officer_days:
        return Next(Echo.HEARD, since + timedelta(days=officer_days))
    if quiet < head_days:
        return Next(Echo.OFFICER, since + timedelta(days=head_days))
    return Next(Echo.HEAD, today + timedelta(days=1))


def days_unheard(matter: Matter, on: date) -> int:
    """Calendar days since its deputy last heard anything, or since it was given out."""
    return (on - max(matter.assigned_on, matter.heard_on or matter.assigned_on)).days
