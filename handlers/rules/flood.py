"""How fast somebody may speak and press before what they do is answered together, not one by one.

Nothing a deputy says is ever turned away for it. The pace is remembered by the running process
only: after a restart, and in each of several processes, it is taken anew.
"""

from collections import deque
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
MOST_PEOPLE = 10_000  # of whom the pace is remembered at a time


class Pace:
    """Who has done how much within the last minute."""

    def __init__(self) -> None:
        self._lately: dict[int, deque[tuple[int, datetime]]] = {}

    def is_over(self, person_id: int, update_id: int, now: datetime, per_minute: int) -> bool:
        """Note what somebody does; True when it is more than `per_minute` allows.

        What is done again, because its transaction was, counts once: numbers only grow.
        """
        lately = self._lately.pop(person_id, None)
        if lately is None or lately.maxlen != per_minute + 1:
            lately = deque(maxlen=per_minute + 1)
        self._lately[person_id] = lately  # the last to have done something stands last
        if len(self._lately) > MOST_PEOPLE:
            del self._lately[next(iter(self._lately))]
        if not lately or not lately[0][0] <= update_id <= lately[-1][0]:
            lately.append((update_id, now))
        _, earliest = lately[0]
        return len(lately) > per_minute and timedelta(0) <= now - earliest < MINUTE
