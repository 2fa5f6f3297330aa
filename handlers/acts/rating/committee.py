"""The committee: who watches over ratings, and never somebody of a unit that is being rated."""

from datetime import datetime
from typing import Any

from handlers.acts import access, hours
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import RELAY, Turn
from storage import people, suggestions
from storage.database import Session
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import Role


def of(session: Session, item: Suggestion) -> list[Person]:
    """The supervisors who belong to no unit with a part in it, in roster order."""
    return [
        person
        for person in people.all_of(session, [Role.SUPERVISOR])
        if is_apart(session, person, item)
    ]


def is_apart(session: Session, person: Person, item: Suggestion) -> bool:
    """Whether somebody belongs to none of the units that handle a suggestion."""
    units = {item.lead_unit_id}
    units |= {joint.unit_id for joint in suggestions.joint_units(session, item.id)}
    return person.unit_id not in units


def called(turn: Turn, reader: Person) -> str:
    """In whose name people are asked about ratings."""
    return turn.office.profile.honest.sender.label(reader.language.value)


def fetch(turn: Turn, suggestion_id: int, act: Act) -> Suggestion:
    """The suggestion, if whoever acts may do this and is of the committee.

    Raises Refused `permission.denied`.
    """
    item = access.fetch(turn, suggestion_id, act)
    if not is_apart(turn.session, turn.me, item):
        raise Refused("permission.denied")
    return item


def tell(turn: Turn, person: Person, key: str, **values: Any) -> int | None:
    """Say something to somebody of it, in their contact hours."""
    return turn.say(person, key, priority=RELAY, not_before=hours_of(turn, person), **values)


def hours_of(turn: Turn, person: Person) -> datetime:
    """The next moment of somebody's contact hours; who is acting just now is answered at once."""
    if turn.actor is not None and turn.actor.id == person.id:
        return turn.now
    return hours.next_allowed(turn.office, person, turn.now)
