"""Who hears of what is overdue, and when: handler → office head → leader in charge → head.

主要领导负总责、分管领导直接抓、承办处室具体办、办公室强督办. Each level hears only what has passed
the level below, so many working days after that level heard.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.rules.working_days import WorkCalendar
from storage.vocabulary import DEPUTY_DUTIES, DutyKind, Role

LEVELS = (Role.OFFICE_HEAD, Role.LEADER, Role.HEAD)
# What has no date of its own, what is another's, and what stands above the units already.
_NOT_CLIMBING = DEPUTY_DUTIES | {
    DutyKind.MEETING_AHEAD,
    DutyKind.REHANDLE,  # the reply owed has the same date
    DutyKind.SECOND_DISSATISFIED,
    DutyKind.REQUEST,  # owed by all of the committee, and brought again to each of them
    DutyKind.CONSENT_PAPER,
    DutyKind.NO_ECHO,
    DutyKind.BLOCKER,  # owed by another office: there is nobody of the unit's own above it
    DutyKind.CLOSING,
    DutyKind.POLL_END,
    DutyKind.OVERDUE,
}
CLIMBING = frozenset(DutyKind) - _NOT_CLIMBING


@dataclass(frozen=True, slots=True)
class Step:
    """A level, and how many working days after the one below it hears."""

    to: Role
    after_working_days: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels above the handler, the nearest first; none: nothing climbs.

    `watching_office`: the office of a unit that hears along with the first level, "" for none.
    """

    steps: tuple[Step, ...]
    watching_office: str


def climbs(kind: DutyKind, due_on: date | None) -> bool:
    """Whether something owed climbs once its day is past."""
    return due_on is not None and kind in CLIMBING


def next_climb(
    steps: Sequence[Step],
    calendar: WorkCalendar,
    *,
    due_on: date,
    level: int,
    climbed_on: date | None,
) -> date | None:
    """The day on which the next level hears; None when all have.

    `level` levels have heard, the last of them on `climbed_on`.
    """
    if level >= len(steps):
        return None
    return calendar.add(climbed_on or due_on, steps[level].after_working_days)


def unnamed(ladder: Ladder, named: Iterable[Role], *, is_watched: bool) -> list[Role | None]:
    """Which levels nobody stands on (定岗定责), None for the office that watches."""
    there = set(named)
    wanted = (Role.OFFICER, *(step.to for step in ladder.steps))
    missing: list[Role | None] = [role for role in wanted if role not in there]
    return [*missing, None] if ladder.watching_office and not is_watched else missing
