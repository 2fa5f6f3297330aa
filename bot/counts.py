"""What this process has done since it began: plain counts, raised where it happens.

They are told as metrics by the server, if there is one. No person, chat or suggestion is in them.
"""

import time
from collections import Counter, deque

calls: Counter[tuple[str, str]] = Counter()  # (method, outcome) → calls to the chat network
messages: Counter[str] = Counter()  # outcome → messages handed to the chat network
updates: Counter[str] = Counter()  # received, handled, refused, failed, parked → updates
deliveries: Counter[int] = Counter()  # status of our answer → what was brought to the webhook
faults: Counter[str] = Counter()  # what failed ("database") → how often
database_faults: deque[float] = deque(maxlen=1000)  # when, by the monotonic clock


def database_failed() -> None:
    """The database itself has failed once more."""
    faults["database"] += 1
    database_faults.append(time.monotonic())
