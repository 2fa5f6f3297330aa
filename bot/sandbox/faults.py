"""The world misbehaving on request: refusals, errors, broken connections, slowness."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import Json, StageError

KINDS = (
    "blocked",
    "error",
    "reset",
    "reset_after",
    "slow",
    "slow_after",
    "too_many",
    "migrated",
)
# These make sense only for calls into a chat.
NEED_A_CHAT = frozenset({"blocked", "too_many", "migrated"})


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong: for which calls, how likely, how often still (None: for ever)."""

    kind: str
    method: str | None = None
    chat_id: int | None = None
    probability: float = 1.0
    count: int | None = None
    status: int = 500
    html: bool | None = None
    seconds: float = 1.0
    retry_after: int = 1
    migrate_to_chat_id: int | None = None

    def matches(self, method: str, chat_id: int | None) -> bool:
        """Whether it is about this call; `method` in small letters."""
        if self.kind in NEED_A_CHAT and chat_id is None:
            return False
        if self.method is not None and self.method.lower() != method:
            return False
        return self.chat_id is None or self.chat_id == chat_id

    def as_state(self) -> Json:
        """For the stage."""
        match: Json = {}
        if self.method is not None:
            match["method"] = self.method
        if self.chat_id is not None:
            match["chat_id"] = self.chat_id
        state: Json = {
            "kind": self.kind,
            "match": match,
            "probability": self.probability,
            "count": self.count,
        }
        for name in _EXTRAS.get(self.kind, ()):
            state[name] = getattr(self, name)
        return state


_EXTRAS = {
    "error": ("status", "html"),
    "slow": ("seconds",),
    "slow_after": ("seconds",),
    "too_many": ("retry_after",),
    "migrated": ("migrate_to_chat_id",),
}


@dataclass(slots=True)
class Faults:
    """The faults that are on. The seed is shown, so that a run can be repeated."""

    active: list[Fault] = field(default_factory=list)
    seed: int = 0
    _dice: random.Random = field(default_factory=random.Random)

    def replace(self, given: list[Json], seed: int | None = None) -> None:
        """These are on from now, and no others."""
        self.active = [_fault(one) for one in given]
        self.seed = secrets.randbits(32) if seed is None else seed
        self._dice = random.Random(self.seed)  # noqa: S311  # repeatable on purpose

    def pick(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that befalls this call, if any; it is thereby used once."""
        for fault in self.active:
            if not fault.matches(method, chat_id):
                continue
            if fault.probability < 1 and self._dice.random() >= fault.probability:
                continue
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    self.active.remove(fault)
            return fault
        return None


def _fault(given: Any) -> Fault:
    if not isinstance(given, dict) or given.get("kind") not in KINDS:
        raise StageError(f"A fault is one of: {', '.join(KINDS)}.")
    match = given.get("match") or {}
    count = given.get("count")
    try:
        fault = Fault(
            kind=given["kind"],
            method=match.get("method") or given.get("method"),
            chat_id=_whole(match.get("chat_id", given.get("chat_id"))),
            probability=float(given.get("probability", 1.0)),
            count=_whole(count),
            status=int(given.get("status", 500)),
            html=given.get("html"),
            seconds=float(given.get("seconds", 1.0)),
            retry_after=int(given.get("retry_after", 1)),
            migrate_to_chat_id=_whole(given.get("migrate_to_chat_id")),
        )
    except (TypeError, ValueError):
        raise StageError("A fault's numbers are not numbers.") from None
    if not 0 <= fault.probability <= 1:
        raise StageError("A probability lies between 0 and 1.")
    return fault


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
