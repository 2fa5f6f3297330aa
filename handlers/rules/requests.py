"""When a unit may ask to return a suggestion (退办), and when more time may be asked for (延期)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.rules.profile import Assignment, WithdrawUntil
from handlers.rules.refused import Refused
from handlers.rules.working_days import WorkCalendar
from storage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Asked:
    """An earlier request of the same unit about the same assignment; None: not decided yet."""

    on: date
    is_granted: bool | None


def last_day_to_return(began_on: date, rules: Assignment, calendar: WorkCalendar) -> date:
    """The last day on which a unit may say that a suggestion is not its own."""
    if rules.return_counts == "working_days":
        return calendar.add(began_on, rules.return_days)
    return began_on + timedelta(days=rules.return_days)


def may_return(
    role: Role, began_on: date, last_day: date, today: date, earlier: Sequence[Asked]
) -> None:
    """Raises Refused `request.waiting`, `return.late`, or `return.head_only`.

    What was asked for before the unit got it (`began_on`) does not count. A second request needs
    the head of the unit [YL]; a late one is not considered.
    """
    earlier = [one for one in earlier if one.on >= began_on]
    if any(one.is_granted is None for one in earlier):
        raise Refused("request.waiting")
    if today > last_day:
        raise Refused("return.late", day=last_day)
    if earlier and role != Role.HEAD:
        raise Refused("return.head_only")


def may_extend(
    round_number: int,
    assigned_on: date,
    due_on: date,
    today: date,
    earlier: Sequence[Asked],
    *,
    is_extended: bool,
) -> None:
    """Raises Refused `request.waiting`, `extension.only_first`, `.granted` or `.late`.

    It is asked for before the reply's day is past: what is late stays late. The committee may say
    yes after that day. `is_extended`: more time has been granted, whichever unit asked for it.
    """
    earlier = [one for one in earlier if one.on >= assigned_on]
    if any(one.is_granted is None for one in earlier):
        raise Refused("request.waiting")
    if round_number > 1:
        raise Refused("extension.only_first")
    if is_extended:
        raise Refused("extension.granted")
    if today > due_on:
        raise Refused("extension.late", day=due_on)


def may_withdraw(until: WithdrawUntil, *, is_replied: bool) -> None:
    """Raises Refused `withdrawal.late` once it is too late here for a deputy to take it back."""
    if until == "assignment" or (until == "reply" and is_replied):
        raise Refused("withdrawal.late")
