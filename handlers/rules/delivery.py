"""What to do after a call to the network has failed: try again, follow, or give up to a human."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.rules.profile import Delivery


class FailureKind(StrEnum):
    """How a call failed."""

    BLOCKED = "blocked"  # the person has stopped the bot
    GONE = "gone"  # the account or chat no longer exists
    RATE_LIMITED = "rate_limited"  # too many; the network says how long to wait
    MIGRATED = "migrated"  # the group has another id now
    NETWORK = "network"  # no answer
    SERVER = "server"  # the network's own fault (5xx)
    REJECTED = "rejected"  # the message itself is not accepted


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again at that moment."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A human has to know: `blocked`, `gone`, `rejected`, `expired`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Readdress:
    """Send it to this chat instead."""

    chat_id: int


def after_failure(
    kind: FailureKind,
    *,
    attempts: int,
    first_tried_at: datetime,
    now: datetime,
    settings: Delivery,
    retry_after: float | None = None,
    migrate_to: int | None = None,
) -> Retry | GiveUp | Readdress:
    """The decision. `attempts` counts this one; `retry_after` in seconds."""
    if kind == FailureKind.MIGRATED and migrate_to is not None:
        return Readdress(migrate_to)
    if kind in (FailureKind.BLOCKED, FailureKind.GONE, FailureKind.REJECTED, FailureKind.MIGRATED):
        return GiveUp("rejected" if kind == FailureKind.MIGRATED else kind.value)
    if kind == FailureKind.RATE_LIMITED and retry_after is not None:
        return Retry(now + timedelta(seconds=retry_after))
    if now - first_tried_at >= timedelta(hours=settings.give_up_after_hours):
        return GiveUp("expired")
    delay = settings.first_delay_seconds * settings.delay_factor ** min(attempts - 1, 30)
    return Retry(now + timedelta(seconds=min(delay, settings.max_delay_seconds)))
