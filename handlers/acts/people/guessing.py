"""Wrong invitation codes are counted; who tries many waits, and the supervisors hear of it."""

import hashlib
import math
from datetime import datetime

from handlers.acts import hours
from handlers.rules import guessing
from handlers.rules.guessing import Tally
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import guesses, people
from storage.guesses import ALL, Guess
from storage.vocabulary import Role


def hash_of(user_id: int) -> str:
    """What is kept of an account that is not on the roster."""
    return hashlib.blake2b(str(user_id).encode(), digest_size=16).hexdigest()


def refusal(turn: Turn, user_id: int) -> Refused | None:
    """`invitation.paused`, when no code of this account is looked at just now."""
    own = guesses.find(turn.session, hash_of(user_id))
    if own is None:
        return None
    of_all = guesses.find(turn.session, ALL)
    rules = turn.office.profile.guessing
    left = guessing.waits(_tally(own), _tally(of_all), turn.now, rules)
    if left is None:
        return None
    return Refused("invitation.paused", minutes=math.ceil(left.total_seconds() / 60))


def _tally(row: Guess | None) -> Tally:
    return Tally() if row is None else Tally(row.count, row.since, row.paused_until)


def wrong(turn: Turn, user_id: int) -> None:
    """Nobody has made this code: count it. From the limit on, the supervisors are told."""
    rules = turn.office.profile.guessing
    paused = [
        _count(turn, hash_of(user_id), rules.tries),
        _count(turn, ALL, rules.tries_of_all),
    ]
    if any(paused):
        turn.event("guessing_paused", is_everybody=paused[1])
        _tell(turn)


def _count(turn: Turn, who: str, limit: int) -> bool:
    """One more; True when it is this one that begins a pause."""
    row = guesses.locked(turn.session, who)
    before = _tally(row)
    rules = turn.office.profile.guessing
    after = guessing.after_wrong(before, turn.now, limit, rules)
    row.count, row.since, row.paused_until = after.count, after.since, after.paused_until
    turn.session.flush()
    return before.pause(turn.now, rules) is None and after.paused_until is not None


def _tell(turn: Turn) -> None:
    """In the supervisors' hours; what happens at night is one message in the morning."""
    row = guesses.locked(turn.session, ALL)
    if not guessing.is_to_be_told(row.told_at, turn.now):
        return
    row.told_at = turn.now
    for person in people.all_of(turn.session, [Role.SUPERVISOR]):
        not_before = hours.next_allowed(turn.office, person, turn.now)
        row.told_at = max(_aware(row.told_at), not_before)
        turn.say(person, "guessing.told", purpose="alarm", not_before=not_before, count=row.count)
    turn.session.flush()
    turn.event("alarm", trouble="guessing")


def _aware(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment
