"""What counts as broken, when somebody is told of it, and when that it is well again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from handlers.rules.profile import Watch
from storage.vocabulary import Trouble

LOOKS = 3  # in a row that have to find something broken: a clock that is moved is no trouble


@dataclass(frozen=True, slots=True)
class Facts:
    """How things stand. Ages are how long the oldest of something has waited."""

    parked: int
    inbox_age: timedelta
    outbox_age: timedelta  # of what might have left
    outbox_tried_age: timedelta  # of what was tried and has not left
    is_sending: bool  # something is on its way out
    prompts_age: timedelta
    database_errors: int  # within `Watch.after_minutes`
    disk_free_percent: float


class Decision(Enum):
    """What is done about one kind of trouble."""

    NOTHING = "nothing"
    TELL = "tell"
    TELL_WELL = "tell_well"


def broken(facts: Facts, settings: Watch) -> frozenset[Trouble]:
    """What is broken at this look.

    A long broadcast is no trouble while something is on its way, though its end waits for long.
    """
    patience = timedelta(minutes=settings.after_minutes)
    found = {
        Trouble.INBOX: facts.inbox_age >= patience,
        Trouble.PARKED: facts.parked > 0,
        Trouble.OUTBOX: facts.outbox_tried_age >= patience
        or (facts.outbox_age >= patience and not facts.is_sending),
        Trouble.PROMPTS: facts.prompts_age >= patience,
        Trouble.DATABASE: facts.database_errors >= settings.database_errors,
        Trouble.DISK: facts.disk_free_percent < settings.disk_free_percent,
    }
    return frozenset(kind for kind, holds in found.items() if holds)


def seen_again(seen: Mapping[Trouble, int], now_broken: frozenset[Trouble]) -> dict[Trouble, int]:
    """How many looks in a row have found each kind broken."""
    return {kind: seen.get(kind, 0) + 1 for kind in now_broken}


def decide(*, looks: int, told_on: date | None, is_told: bool, today: date) -> Decision:
    """Whether to tell: once a day while it lasts, and once when it is over, if it was told of.

    `looks` in a row have found it broken; `is_told`: of this time somebody has been told.
    """
    if looks == 0:
        return Decision.TELL_WELL if is_told else Decision.NOTHING
    if looks < LOOKS or told_on == today:
        return Decision.NOTHING
    return Decision.TELL
