"""How many wrong invitation codes are listened to, from one account and from all together.

A code cannot be guessed (192 bits); whoever tries is slowed down all the same, and told of.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.rules.profile import Guessing

TOLD_EVERY = timedelta(hours=1)
LONGEST_NIGHT = timedelta(days=14)  # what is told in the morning, at the latest after holidays


@dataclass(frozen=True, slots=True)
class Tally:
    """Wrong codes since a moment; no code is looked at before `paused_until`."""

    count: int = 0
    since: datetime | None = None
    paused_until: datetime | None = None

    def counts(self, now: datetime, rules: Guessing) -> int:
        """How many wrong codes still count."""
        window = timedelta(minutes=rules.window_minutes)
        is_fresh = self.since is not None and timedelta(0) <= now - self.since < window
        return self.count if is_fresh else 0

    def pause(self, now: datetime, rules: Guessing) -> timedelta | None:
        """How long no code is looked at yet; one set by a clock since set back is over."""
        longest = timedelta(minutes=rules.pause_minutes)
        if self.paused_until is None or not timedelta(0) < self.paused_until - now <= longest:
            return None
        return self.paused_until - now


def waits(own: Tally, of_all: Tally, now: datetime, rules: Guessing) -> timedelta | None:
    """How long an account has to wait before a code of its is looked at; None: not at all.

    While all together are slowed down, whoever has not guessed wrong has one try: an attack keeps
    nobody out who has a good invitation.
    """
    found = own.pause(now, rules)
    if found is None and own.counts(now, rules) > 0:
        found = of_all.pause(now, rules)
    return found


def after_wrong(tally: Tally, now: datetime, limit: int, rules: Guessing) -> Tally:
    """The tally after one more wrong code; at the limit the pause begins, and a new count."""
    count = tally.counts(now, rules) + 1
    since = tally.since if count > 1 else now
    until = tally.paused_until if tally.pause(now, rules) else None
    if count >= limit and until is None:
        until = now + timedelta(minutes=rules.pause_minutes)
    return Tally(count, since, until)


def is_to_be_told(told_at: datetime | None, now: datetime) -> bool:
    """Whether the supervisors hear of it: once an hour at most.

    `told_at` is ahead while the last telling waits for the morning.
    """
    if told_at is None or told_at - now > LONGEST_NIGHT:
        return True
    return now - told_at >= TOLD_EVERY
