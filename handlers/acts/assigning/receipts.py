"""签收: a unit says that it has taken a suggestion, within the days of the profile.

They count from the day on which it got it: of the assignment, or of the move to it.
"""

from datetime import date

from handlers.acts import access, duties
from handlers.acts.assigning import tenure
from handlers.acts.talking import groups
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import receipts
from storage.receipts import Receipt
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind


def owe(turn: Turn, item: Suggestion) -> None:
    """The lead unit is to sign for it; not for what had been assigned long before it came here."""
    day = due_on(turn, item)
    person = access.responsible(turn.session, item)
    if person is not None and is_wanted(turn, item) and day >= turn.office.today(turn.now):
        duties.owe(turn, item, person, DutyKind.SIGN_FOR, due_on=day)


def due_on(turn: Turn, item: Suggestion) -> date:
    """By when the unit is to sign for it."""
    days = turn.office.profile.assignment.sign_for_working_days
    return turn.office.calendar.add(tenure.began_on(turn, item), days)


def is_wanted(turn: Turn, item: Suggestion) -> bool:
    """Whether units sign here, and this one has not yet."""
    days = turn.office.profile.assignment.sign_for_working_days
    return days > 0 and signed_on(turn, item) is None


def signed_on(turn: Turn, item: Suggestion) -> date | None:
    """The day on which the present lead unit signed for this assignment, if it did."""
    last = receipts.of_unit(turn.session, item.id, item.lead_unit_id)
    return turn.office.today(last.at) if last is not None and counts(turn, item, last) else None


def counts(turn: Turn, item: Suggestion, receipt: Receipt) -> bool:
    """Whether a receipt of the lead unit is for the present assignment, not for an earlier one."""
    is_since = item.came_at is None or receipt.at >= item.came_at
    return is_since and turn.office.today(receipt.at) >= item.assigned_on


def sign(turn: Turn, item: Suggestion) -> None:
    """Sign for it. Raises Refused `duty.done` when that was done."""
    if signed_on(turn, item) is not None or not item.is_open:
        raise Refused("duty.done")
    turn.session.add(
        Receipt(suggestion_id=item.id, unit_id=item.lead_unit_id, person_id=turn.me.id, at=turn.now)
    )
    duties.met(turn, item, [DutyKind.SIGN_FOR])
    turn.used()
    turn.event("signed_for", suggestion_id=item.id, unit_id=item.lead_unit_id)
    turn.say(
        turn.me,
        "sign_for.done",
        suggestion_id=item.id,
        number=item.number,
        unit=groups.unit_name(turn.session, item.lead_unit_id),
    )
