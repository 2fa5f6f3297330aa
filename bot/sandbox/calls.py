"""Every Bot API call the sandbox saw, in order, with what came of it."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.errors import Json
from bot.sandbox.params import shown

KEPT = 100_000


@dataclass(slots=True)
class Call:
    """One call. `status` 0: the connection was broken and no answer given."""

    n: int
    at: float
    real_at: float
    method: str
    params: Json
    chat_id: Any
    status: int | None = None
    error: str | None = None
    message_id: int | None = None

    def as_state(self) -> Json:
        """For the stage; file bytes are not kept."""
        params = shown(self.params)
        return {
            "n": self.n,
            "at": datetime.fromtimestamp(self.at, UTC).isoformat(),
            "real_at": datetime.fromtimestamp(self.real_at, UTC).isoformat(),
            "method": self.method,
            "params": params,
            "status": self.status,
            "error": self.error,
            "chat_id": params.get("chat_id"),
            "message_id": self.message_id,
        }


class Calls:
    """The last of them; none when recording is off."""

    def __init__(self, recording: bool = True, kept: int = KEPT) -> None:
        self.recording = recording
        self.count = 0
        self.kept: deque[Call] = deque(maxlen=kept)

    def open(self, method: str, params: Json, chat_id: Any, offset: float) -> Call:
        """Notes that a call has arrived; `offset` is the stage's clock minus real time."""
        self.count += 1
        now = time.time()
        call = Call(self.count, now + offset, now, method, params, chat_id)
        if self.recording:
            self.kept.append(call)
        return call

    def after(self, number: int, method: str | None = None) -> list[Json]:
        """The calls after call `number`, all or those of one method."""
        wanted = method.lower() if method else None
        return [
            call.as_state()
            for call in self.kept
            if call.n > number and (wanted is None or call.method.lower() == wanted)
        ]
