"""What this process has done since it began: plain counts, raised where it happens.

They are told as metrics by the server, if there is one. No person, chat or suggestion is in them.
"""

from collections import Counter

calls: Counter[tuple[str, str]] = Counter()  # (method, outcome) → calls to the chat network
messages: Counter[str] = Counter()  # outcome → messages handed to the chat network
updates: Counter[str] = Counter()  # received, handled, refused, failed, parked → updates
