"""What the network (or the house itself) held up beyond contact hours waits for the next ones.

免打扰: an outage that ends at night must not wake a deputy with what was due in the morning.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.acts import hours
from handlers.office import Office
from handlers.turn import NEWS, PROMPT, RELAY, Turn
from storage import outbox, people
from storage.database import Session
from storage.outbox import Unsent

HELD_UP = timedelta(minutes=1)
# What leaves as soon as an answer does, and answers nothing that its reader has done.
UNASKED = frozenset({NEWS, "alarm", "report", "root"})


def postpone(
    session: Session, office: Office, now: datetime, rows: Sequence[Unsent]
) -> list[Unsent]:
    """Of rows about to be sent, those that may leave now; the others wait."""
    return [
        row for row in rows if not _is_held_up(row, now) or not _waits(session, office, now, row)
    ]


def _is_held_up(row: Unsent, now: datetime) -> bool:
    if row.person_id is None or row.telegram_id is not None:
        return False
    is_asked_for = row.priority < RELAY and row.purpose not in UNASKED
    is_late = row.attempts > 0 or (row.next_at is not None and now - row.next_at > HELD_UP)
    return is_late and not is_asked_for


def _waits(session: Session, office: Office, now: datetime, row: Unsent) -> bool:
    assert row.person_id is not None
    person = people.get(session, row.person_id)
    if row.priority >= PROMPT or row.purpose in UNASKED:
        moment = hours.next_allowed(office, person, now)
    else:  # words: staff hear them at any hour
        moment = hours.to_be_heard(Turn(session, office, now), person)
    if moment <= now:
        return False
    outbox.postpone(session, row.id, moment)
    return True
