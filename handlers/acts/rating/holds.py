"""待复核: what the committee is still looking into keeps a suggestion from being closed.

As long as it is not closed the deputy may change the rating. The unit learns nothing but that the
closing waits; whoever supervises hears of it when it takes too long, and so do those above them.
"""

from handlers.acts.rating import committee
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import duties, flags, people, pressures, signals
from storage.duties import Duty
from storage.people import Person
from storage.pressures import TOLD
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, Role


def is_held(turn: Turn, item: Suggestion) -> bool:
    """Whether a report of pressure is not done with, or something strange not looked into."""
    if not committee.of(turn.session, item):
        return False  # there is nobody who could
    told = any(row.settled_at is None for row in pressures.about(turn.session, item.id))
    return told or any(row.seen_at is None for row in flags.about(turn.session, item.id))


def must_not_be_held(turn: Turn, item: Suggestion) -> None:
    """Raises Refused `closing.held`, unless somebody of the committee decides by hand."""
    by_committee = (
        turn.actor is not None
        and turn.actor.role == Role.SUPERVISOR
        and committee.is_apart(turn.session, turn.actor, item)
    )
    if not by_committee and is_held(turn, item):
        raise Refused("closing.held", number=item.number)


def climb(turn: Turn, duty: Duty, item: Suggestion) -> None:
    """A closing that waits (looked at each working day): beyond the days of the profile the
    committee hears of it, and whenever they have passed again those above it, too.
    """
    if duty.due_on is None or not is_held(turn, item):
        return
    limit = turn.office.profile.honest.hold_working_days
    days = turn.office.calendar.between(duty.due_on, turn.office.today(turn.now))
    if days < limit:
        return
    told = committee.of(turn.session, item)
    told += [one for one in _above(turn, told) if days % limit == 0]
    for person in told:
        committee.tell(turn, person, "hold.waits", purpose=TOLD, number=item.number, days=days)


def _above(turn: Turn, supervisors: list[Person]) -> list[Person]:
    """Who leads the units in which they are."""
    units = dict.fromkeys(one.unit_id for one in supervisors if one.unit_id is not None)
    return [
        person
        for unit_id in units
        for role in (Role.LEADER, Role.HEAD)
        for person in people.staff_of(turn.session, unit_id, role)
    ]


def lift(turn: Turn, item: Suggestion) -> None:
    """Something has been looked into: what waited for nothing else is closed now."""
    if is_held(turn, item):
        return
    today = turn.office.today(turn.now)
    for duty in duties.open_about(turn.session, item.id, [DutyKind.CLOSING]):
        if duty.due_on is not None and duty.due_on <= today:
            duty.next_at = turn.now
            turn.rings.add(signals.DUTIES)
    turn.session.flush()
