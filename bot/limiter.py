"""How fast may be sent: the network's limits, counted from the times of its answers.

A window counted from when requests leave is exceeded when they arrive closer together than they
left. An answer never comes before its request has arrived, so "on the way, or answered within
the window" is never less than what the network counts: the limit is reached and not exceeded.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from handlers.rules.profile import Delivery

MARGIN = 0.001  # seconds: clocks of two machines do not tick together
KEPT_CHATS = 200  # windows kept before idle ones are forgotten


@dataclass(slots=True)
class Window:
    """At most `count` in any `seconds`: on the way, or answered within them."""

    count: int
    seconds: float
    under_way: int = 0
    answered: deque[float] = field(default_factory=deque)
    held_until: float = 0.0

    def room(self, now: float, within: float = 0.0) -> int:
        """How many may leave at `now`, or will within that many seconds."""
        if now + within < self.held_until:
            return 0
        span = self.seconds + MARGIN
        while self.answered and self.answered[0] + span <= now:
            self.answered.popleft()
        still = len(self.answered)
        for at in self.answered:
            if at + span > now + within:
                break
            still -= 1
        return self.count - self.under_way - still

    def opens_at(self, now: float, wanted: int = 1) -> float | None:
        """When there is room for `wanted`; None: only an answer can tell."""
        missing = min(wanted, self.count) - self.room(now)
        if now < self.held_until:
            return self.held_until
        if missing <= 0:
            return now
        if missing > len(self.answered):
            return None
        return self.answered[missing - 1] + self.seconds + MARGIN

    def is_idle(self, now: float) -> bool:
        """Whether it may be forgotten."""
        return self.under_way == 0 and now >= self.held_until and self.room(now) == self.count


class Limiter:
    """The windows of the bot and of its chats. `monotonic` gives seconds that never jump."""

    def __init__(self, settings: Delivery, monotonic: Callable[[], float]) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._all = Window(settings.per_second, 1.0)
        self._chats: dict[int, Window] = {}

    def room(self, within: float = 0.0) -> int:
        """How many messages may leave within that many seconds."""
        return self._all.room(self._monotonic(), within)

    def chat_room(self, chat_id: int, within: float = 0.0) -> int:
        """How many of them to one chat."""
        return self._window(chat_id).room(self._monotonic(), within)

    def full_chats(self, within: float) -> list[int]:
        """Chats to which nothing may leave within that many seconds."""
        now = self._monotonic()
        if len(self._chats) > KEPT_CHATS:
            self._forget(now)
        return [chat for chat, window in self._chats.items() if window.room(now, within) <= 0]

    def next_opening(self) -> float | None:
        """Seconds until some window that is full now has room; None: none is known."""
        now = self._monotonic()
        moments = [
            at
            for window in (self._all, *self._chats.values())
            if window.room(now) <= 0 and (at := window.opens_at(now)) is not None
        ]
        return max(0.0, min(moments) - now) if moments else None

    def wait(self, weight: int) -> float | None:
        """Seconds until the bot may send: 0 at once, None when an answer has to come first."""
        return _seconds_until(self._all, self._monotonic(), weight)

    def chat_wait(self, chat_id: int, weight: int) -> float | None:
        """Seconds until a chat may be sent to, likewise."""
        return _seconds_until(self._window(chat_id), self._monotonic(), weight)

    def leave(self, chat_id: int, weight: int, *, is_edit: bool) -> None:
        """A call leaves. Edits count for the bot, not for the chat."""
        self._all.under_way += weight
        if not is_edit:
            self._window(chat_id).under_way += weight

    def answered(self, chat_id: int, weight: int, *, is_edit: bool) -> None:
        """Its answer came, whatever it said."""
        now = self._monotonic()
        windows = [self._all] if is_edit else [self._all, self._window(chat_id)]
        for window in windows:
            window.under_way -= weight
            window.answered.extend([now] * weight)

    def remember(self, sent: Iterable[tuple[int, float]]) -> None:
        """What was sent before we began: (chat, seconds ago)."""
        now = self._monotonic()
        for chat_id, ago in sorted(sent, key=lambda one: -one[1]):
            for window in (self._all, self._window(chat_id)):
                if ago < window.seconds:
                    window.answered.append(now - ago)

    def hold(self, chat_id: int, seconds: float) -> None:
        """The network asks for patience. Asked of two chats at once, it means all of them."""
        now = self._monotonic()
        window = self._window(chat_id)
        window.held_until = max(window.held_until, now + seconds)
        held = heapq.nlargest(2, (chat.held_until for chat in self._chats.values()))
        if len(held) == 2 and held[1] > now:
            self._all.held_until = max(self._all.held_until, held[0])

    def _window(self, chat_id: int) -> Window:
        window = self._chats.get(chat_id)
        if window is None:
            window = self._chats[chat_id] = self._new(chat_id)
        return window

    def _new(self, chat_id: int) -> Window:
        if chat_id < 0:
            return Window(self._settings.per_group_per_minute, 60.0)
        rate = self._settings.per_chat_per_second
        count = max(1, int(rate))
        return Window(count, count / rate)

    def _forget(self, now: float) -> None:
        self._chats = {
            chat_id: window for chat_id, window in self._chats.items() if not window.is_idle(now)
        }


def _seconds_until(window: Window, now: float, weight: int) -> float | None:
    moment = window.opens_at(now, weight)
    return None if moment is None else max(0.0, moment - now)
