"""Writing down what somebody is to be prompted about, and crossing it off."""

from collections.abc import Iterable
from datetime import date, datetime

from handlers.acts import hours
from handlers.turn import Turn
from storage import duties
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
) -> bool:
    """A person owes something (or, a deputy, is invited to it); False when that stands already.

    They are first prompted on `first_on` (default: today), in their contact hours.
    """
    if next_at is None:
        day = first_on or turn.office.today(turn.now)
        next_at = max(
            hours.morning(turn.office, person, day),
            hours.next_allowed(turn.office, person, turn.now),
        )
    return insert_new(
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
            "sent_count": 0,
            "state": DutyState.OPEN,
            "note": note,
            "created_at": turn.now,
        },
    )


def met(
    turn: Turn,
    item: Suggestion,
    kinds: Iterable[DutyKind],
    *,
    person_id: int | None = None,
    subject_id: int | None = None,
    state: DutyState = DutyState.DONE,
) -> int:
    """What was owed is done (or no longer wanted): nobody is asked again."""
    return duties.end(
        turn.session,
        turn.now,
        suggestion_id=item.id,
        kinds=kinds,
        person_id=person_id,
        subject_id=subject_id,
        state=state,
    )
