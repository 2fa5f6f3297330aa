"""When a unit may ask to return a suggestion (退办), and when more time may be asked for (延期)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.rules.refused import Refused
from storage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Asked:
    """An earlier request of the same unit about the same assignment; None: not decided yet."""

    on: date
    is_granted: bool | None


def last_day_to_return(assigned_on: date, days: int) -> date:
    """The last calendar day on which a unit may say that a suggestion is not its own."""
    return assigned_on + timedelta(days=days)


def may_return(
    role: Role, assigned_on: date, days: int, today: date, earlier: Sequence[Asked]
) -> None:
    """Raises Refused `request.waiting`, `return.late`, or `return.head_only`.

    A second request needs the head of the unit [YL]; a late one is not considered.
    """
    earlier = [one for one in earlier if one.on >= assigned_on]
    if any(one.is_granted is None for one in earlier):
        raise Refused("request.waiting")
    last = last_day_to_return(assigned_on, days)
    if today > last:
        raise Refused("return.late", day=last)
    if earlier and role != Role.HEAD:
        raise Refused("return.head_only")


def may_extend(round_number: int, assigned_on: date, earlier: Sequence[Asked]) -> None:
    """Raises Refused `request.waiting`, `extension.only_first` or `extension.granted`."""
    earlier = [one for one in earlier if one.on >= assigned_on]
    if any(one.is_granted is None for one in earlier):
        raise Refused("request.waiting")
    if round_number > 1:
        raise Refused("extension.only_first")
    if any(one.is_granted for one in earlier):
        raise Refused("extension.granted")
