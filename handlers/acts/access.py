"""The one door to a suggestion: who stands how to it, and may they do this."""

from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import people, suggestions
from storage.database import Session
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import Relation, Role


def relation(session: Session, person: Person, item: Suggestion) -> Relation:
    """How a person stands to a suggestion, by roster and ledger as they are now."""
    if person.is_deputy:
        signature = suggestions.signature(session, item.id, person.id)
        if signature is None:
            return Relation.NONE
        return Relation.LEAD_DEPUTY if signature.is_lead else Relation.CO_SIGNER
    if person.role == Role.SUPERVISOR:
        return Relation.SUPERVISOR
    return _of_staff(session, person, item)


def _of_staff(session: Session, person: Person, item: Suggestion) -> Relation:
    in_lead_unit = person.unit_id == item.lead_unit_id
    standing = {
        Relation.OFFICER: item.officer_id == person.id,
        Relation.LEADER: item.leader_id == person.id,
        Relation.HEAD: in_lead_unit and person.role == Role.HEAD,
        Relation.OFFICE_HEAD: in_lead_unit
        and person.role == Role.OFFICE_HEAD
        and person.office == item.office,
    }
    for found, holds in standing.items():
        if holds:
            return found
    if item.officer_id is None and in_lead_unit:
        first = responsible(session, item)
        if first is not None and first.id == person.id:
            return Relation.OFFICER  # whoever is prompted in an officer's stead may act as one
    joint = suggestions.joint_units(session, item.id)
    is_joint = any(unit.unit_id == person.unit_id for unit in joint)
    return Relation.JOINT_OFFICER if is_joint else Relation.NONE


def fetch(turn: Turn, suggestion_id: int, act: Act) -> Suggestion:
    """The suggestion, if the person acting may do this to it.

    Raises Refused: `permission.denied`, also for a suggestion that does not exist, so that a made
    up button tells nothing.
    """
    is_looking = act in permissions.LOOKS
    item = (
        turn.session.get(Suggestion, suggestion_id)
        if is_looking
        else suggestions.locked(turn.session, suggestion_id)
    )
    if item is None:
        raise Refused("permission.denied")
    permissions.require(relation(turn.session, turn.me, item), act)
    turn.about, turn.number = item.id, item.number
    return item


def responsible(session: Session, item: Suggestion) -> Person | None:
    """Who is prompted for a suggestion: its officer, else the office head, else the unit."""
    if item.officer_id is not None:
        return people.get(session, item.officer_id)
    staff = people.staff_of(session, item.lead_unit_id)
    of_office = [person for person in staff if item.office and person.office == item.office]
    ranks = (Role.OFFICE_HEAD, Role.OFFICER, Role.LEADER, Role.HEAD)
    for candidates in (of_office, staff):
        for rank in ranks:
            for person in candidates:
                if person.role == rank:
                    return person
    return None


def responsible_of_unit(session: Session, unit_id: int) -> Person | None:
    """Who answers for a joint unit's part: its office head, else an officer, else anyone."""
    staff = people.staff_of(session, unit_id)
    for rank in (Role.OFFICE_HEAD, Role.OFFICER, Role.LEADER, Role.HEAD):
        for person in staff:
            if person.role == rank:
                return person
    return None


def overseers(session: Session, item: Suggestion) -> list[Person]:
    """Who hears of dissatisfaction too: the leader in charge and the supervisors."""
    found: list[Person] = []
    if item.leader_id is not None:
        found.append(people.get(session, item.leader_id))
    found += people.all_of(session, [Role.SUPERVISOR])
    return found
