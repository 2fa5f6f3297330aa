"""What the bot has still to hear: updates in order, kept until it acknowledges them."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from bot.sandbox.errors import Json

FIRST_UPDATE_ID = 100_000_001
# Telegram sends these only to bots that ask for them by name.
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Updates:
    """The queue. Updates are frozen as JSON when they are made: later edits don't reach back."""

    def __init__(self) -> None:
        self.next_id = FIRST_UPDATE_ID
        self.allowed: list[str] = []
        self.pending: deque[tuple[int, str]] = deque()
        # Old updates told once more on purpose: an acknowledgement must not take them unseen.
        self.replays: list[tuple[int, str]] = []
        self.listeners: list[Callable[[], None]] = []

    def add(self, kind: str, value: Json) -> int | None:
        """Queues an update and tells its id; None when the bot does not listen to this kind."""
        if not self.wants(kind):
            return None
        update_id = self.next_id
        self.next_id += 1
        self.pending.append((update_id, f'{{"update_id":{update_id},"{kind}":{encode(value)}}}'))
        self._tell()
        return update_id

    def wants(self, kind: str) -> bool:
        """Whether the bot listens to this kind of update."""
        if self.allowed:
            return kind in self.allowed
        return kind not in ONLY_WHEN_ASKED

    def inject(self, update: Json) -> int:
        """Queues a raw update as it is; one with an old id is a replay and is told once."""
        given = update.get("update_id")
        update_id = self.next_id if given is None else int(given)
        text = encode({**update, "update_id": update_id})
        if update_id < self.next_id:
            self.replays.append((update_id, text))
        else:
            self.next_id = update_id + 1
            self.pending.append((update_id, text))
        self._tell()
        return update_id

    def allow(self, kinds: Iterable[Any]) -> None:
        """Sets which kinds are queued from now on; empty means Telegram's usual ones."""
        self.allowed = [str(kind) for kind in kinds]

    def acknowledge(self, offset: int) -> None:
        """Forgets what lies before `offset`; a negative one keeps only so many of the last."""
        pending = self.pending
        if offset < 0:
            while len(pending) > -offset:
                pending.popleft()
            return
        while pending and pending[0][0] < offset:
            pending.popleft()

    def head(self, limit: int) -> list[str]:
        """The JSON of the next updates; replays among them are thereby told."""
        texts = [text for _, text in self.replays[:limit]]
        del self.replays[: len(texts)]
        for _, text in self.pending:
            if len(texts) >= limit:
                break
            texts.append(text)
        return texts

    def first(self) -> tuple[int, str] | None:
        """The next update's id and JSON, for a webhook; it stays until it is `forget`ed."""
        if self.replays:
            return self.replays[0]
        return self.pending[0] if self.pending else None

    def forget(self, told: tuple[int, str]) -> None:
        """The webhook has taken this one."""
        if self.replays and self.replays[0] is told:
            del self.replays[0]
        elif self.pending and self.pending[0] is told:
            self.pending.popleft()

    def clear(self) -> None:
        """Forgets everything not yet told."""
        self.pending.clear()
        self.replays.clear()

    def __len__(self) -> int:
        return len(self.pending) + len(self.replays)

    def _tell(self) -> None:
        for listener in self.listeners:
            listener()

    def dump(self) -> Json:
        """For the snapshot."""
        return {
            "next_id": self.next_id,
            "allowed": self.allowed,
            "pending": list(self.pending),
            "replays": self.replays,
        }

    def load(self, saved: Json) -> None:
        """From the snapshot."""
        self.next_id = saved["next_id"]
        self.allowed = saved["allowed"]
        self.pending = deque((number, text) for number, text in saved["pending"])
        self.replays = [(number, text) for number, text in saved["replays"]]
