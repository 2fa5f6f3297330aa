"""Writing down what somebody is to be prompted about, and crossing it off."""

from collections.abc import Iterable
from datetime import date, datetime

from handlers.acts import hours
from handlers.rules import ladder
from handlers.turn import Turn
from storage import climbs, duties, signals
from storage.database import insert_new
from storage.duties import Duty
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState


def owe(
    turn: Turn,
    item: Suggestion,
    person: Person,
    kind: DutyKind,
    *,
    first_on: date | None = None,
    due_on: date | None = None,
    subject_id: int = 0,
    note: str | None = None,
    next_at: datetime | None = None,
    sent_count: int = 0,
) -> bool:
    """A person owes something (or, a deputy, is invited to it); False when that stands already.

    They are first prompted on `first_on` (default: today), in their contact hours.
    `sent_count`: how often they have been asked already.
    """
    if next_at is None:
        day = first_on or turn.office.today(turn.now)
        next_at = max(
            hours.morning(turn.office, person, day),
            hours.next_allowed(turn.office, person, turn.now),
        )
    is_new = insert_new(
        turn.session,
        Duty,
        {
            "suggestion_id": item.id,
            "person_id": person.id,
            "kind": kind,
            "round": item.round,
            "subject_id": subject_id,
            "due_on": due_on,
            "next_at": next_at,
            "sent_count": sent_count,
            "state": DutyState.OPEN,
            "note": note,
            "climbs_at": _climbs_at(turn, kind, due_on),
            "created_at": turn.now,
        },
    )
    if is_new and next_at <= turn.now:
        turn.rings.add(signals.DUTIES)
    return is_new


def _climbs_at(turn: Turn, kind: DutyKind, due_on: date | None) -> datetime | None:
    """When the first level above is to hear, should it not be done by then."""
    if due_on is None or not ladder.climbs(kind, due_on):
        return None
    day = ladder.next_climb(
        turn.office.profile.ladder.steps,
        turn.office.calendar,
        due_on=due_on,
        level=0,
        climbed_on=None,
    )
    return turn.office.midnight(day) if day is not None else None


def met(
    turn: Turn,
    item: Suggestion,
    kinds: Iterable[DutyKind],
    *,
    person_id: int | None = None,
    subject_id: int | None = None,
    state: DutyState = DutyState.DONE,
) -> int:
    """What was owed is done (or no longer wanted): nobody is asked again, nobody above told."""
    count = duties.end(
        turn.session,
        turn.now,
        suggestion_id=item.id,
        kinds=kinds,
        person_id=person_id,
        subject_id=subject_id,
        state=state,
    )
    if count:
        climbs.settle(turn.session, turn.now, item.id)
    return count
