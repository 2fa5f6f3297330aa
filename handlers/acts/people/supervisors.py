"""Whom the house turns to about itself: the supervisors who may be addressed just now."""

from handlers.acts import hours
from handlers.turn import Turn
from storage import people
from storage.people import Person
from storage.vocabulary import Role


def awake(turn: Turn) -> list[Person]:
    """The supervisors who have joined and are in their contact hours."""
    found = people.all_of(turn.session, [Role.SUPERVISOR])
    return [
        person
        for person in found
        if people.chat_of(turn.session, person.id) is not None
        and hours.next_allowed(turn.office, person, turn.now) <= turn.now
    ]
