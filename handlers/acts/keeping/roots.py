"""The root of the record: taken when a day is over, and given to the supervisors by day.

Nobody is woken for it: the root of the latest day covers those that were not told.
"""

from datetime import timedelta

from handlers.acts.people import supervisors
from handlers.turn import Turn
from storage import roots


def take(turn: Turn) -> None:
    """Take the root of the day that is over. Nothing else may be written with it."""
    yesterday = turn.office.today(turn.now) - timedelta(days=1)
    last = roots.latest(turn.session)
    if last is None or last.day < yesterday:
        roots.take(turn.session, yesterday, turn.now)


def tell(turn: Turn) -> None:
    """Give the supervisors the latest root they do not have."""
    last = roots.latest(turn.session)
    if last is None or last.told_at is not None:
        return
    to = supervisors.awake(turn) if turn.office.profile.record.root_to_supervisors else []
    for person in to:
        turn.say(
            person, "root.daily", purpose="root", day=last.day, hash=last.hash, count=last.chains
        )
    if to:
        roots.note_told(turn.session, last, turn.now)
