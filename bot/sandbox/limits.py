"""Telegram's limits on sending, enforced when asked.

About 30 messages a second overall, one a second in a private chat, 20 a minute in a group. They
are measured in real time, when requests arrive: moving the stage's clock does not loosen them.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from bot.sandbox.errors import Json, StageError

STYLES = ("sliding", "bucket")
# Chats whose windows are kept; the rest are forgotten, oldest first.
KEPT_CHATS = 50_000


@dataclass(slots=True)
class Limits:
    """The values: messages per second or minute. Off until `enabled`."""

    enabled: bool = False
    overall_per_second: float = 30
    private_per_second: float = 1
    group_per_minute: float = 20
    style: str = "sliding"

    def as_state(self) -> Json:
        """For the stage."""
        return asdict(self)

    def change(self, given: Json) -> None:
        """Takes the values given and leaves the others."""
        for name, value in given.items():
            if name == "enabled":
                self.enabled = bool(value)
            elif name == "style" and value in STYLES:
                self.style = value
            elif name in _RATES and isinstance(value, int | float) and value > 0:
                setattr(self, name, value)
            else:
                raise StageError(f"A limit can't be set so: {name} = {value!r}.")


_RATES = ("overall_per_second", "private_per_second", "group_per_minute")


@dataclass(slots=True)
class SlidingWindow:
    """At most `count` in any `seconds`."""

    count: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until there is room; 0 when there is."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        if len(self.times) < self.count:
            return 0.0
        return self.times[0] + self.seconds - now

    def take(self, now: float) -> None:
        """One went through."""
        self.times.append(now)


@dataclass(slots=True)
class TokenBucket:
    """`count` at once, refilled evenly over `seconds`."""

    count: int
    seconds: float
    level: float = -1.0
    seen: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until there is room; 0 when there is."""
        rate = self.count / self.seconds
        if self.level < 0:
            self.level = float(self.count)
        else:
            self.level = min(self.count, self.level + (now - self.seen) * rate)
        self.seen = now
        return 0.0 if self.level >= 1 else (1 - self.level) / rate

    def take(self, now: float) -> None:
        """One went through."""
        self.level -= 1


class Gate:
    """Says to each sending call whether it may pass, and if not, for how long it must wait."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self.monotonic = monotonic
        self._windows: dict[int | None, SlidingWindow | TokenBucket] = {}

    def change(self, given: Json) -> None:
        """New values; the windows begin anew."""
        self.limits.change(given)
        self._windows.clear()

    def retry_after(self, chat_id: int, *, into_chat: bool) -> int:
        """0 and the call is counted, or whole seconds to wait and it is not.

        `into_chat` is false for edits, which count overall but not against their chat.
        """
        now = self.monotonic()
        windows = [self._window(None)]
        if into_chat:
            windows.append(self._window(chat_id))
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            return max(1, math.ceil(wait))
        for window in windows:
            window.take(now)
        return 0

    def _window(self, chat_id: int | None) -> SlidingWindow | TokenBucket:
        window = self._windows.get(chat_id)
        if window is None:
            window = self._new(chat_id)
            self._windows[chat_id] = window
            if len(self._windows) > KEPT_CHATS:
                oldest = next(key for key in self._windows if key is not None)
                del self._windows[oldest]
        return window

    def _new(self, chat_id: int | None) -> SlidingWindow | TokenBucket:
        limits = self.limits
        if chat_id is None:
            rate, seconds = limits.overall_per_second, 1.0
        elif chat_id > 0:
            rate, seconds = limits.private_per_second, 1.0
        else:
            rate, seconds = limits.group_per_minute, 60.0
        count = max(1, int(rate))
        kind = SlidingWindow if limits.style == "sliding" else TokenBucket
        return kind(count, seconds * count / rate)
