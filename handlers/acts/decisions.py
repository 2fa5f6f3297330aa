"""What is put to somebody above, or to the committee, is owed by them until it is decided.

They are asked at once; who lets it lie is reminded, and it climbs like whatever is overdue.
"""

from datetime import datetime

from handlers.acts import duties
from handlers.turn import Turn
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind


def remind(turn: Turn, item: Suggestion, deputy: Person, kind: DutyKind, subject_id: int) -> bool:
    """A deputy has been asked just now: while silent they are reminded by the profile's steps.

    False where the profile has none.
    """
    office = turn.office
    steps = office.profile.reminders.deputy_working_days
    if steps:
        first_on = office.calendar.add(office.today(turn.now), steps[0])
        duties.owe(turn, item, deputy, kind, first_on=first_on, subject_id=subject_id, sent_count=1)
    return bool(steps)


def owe(
    turn: Turn,
    item: Suggestion,
    person: Person,
    kind: DutyKind,
    subject_id: int,
    asked_at: datetime,
) -> None:
    """A decision is due so many working days after it was asked for; from tomorrow on reminders."""
    office = turn.office
    due_on = office.calendar.add(office.today(asked_at), office.profile.decisions.working_days)
    tomorrow = office.calendar.next(office.today(turn.now))
    duties.owe(turn, item, person, kind, first_on=tomorrow, due_on=due_on, subject_id=subject_id)
