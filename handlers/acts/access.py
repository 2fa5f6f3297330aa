"""The one door to a suggestion: who stands how to it, and may they do this."""

from collections.abc import Iterator

from handlers.rules import permissions
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import blockers, climbs, people, promises, suggestions
from storage.database import Session
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import Handling, Relation, Role


def relations(session: Session, person: Person, item: Suggestion) -> frozenset[Relation]:
    """How a person stands to a suggestion, by roster and ledger as they are now; never empty."""
    return frozenset(_relations(session, person, item)) or frozenset({Relation.NONE})


def _relations(session: Session, person: Person, item: Suggestion) -> Iterator[Relation]:
    """One after the other, what costs nothing to find out first."""
    if person.left_at is not None:
        return
    if person.is_deputy:
        signature = suggestions.signature(session, item.id, person.id)
        if signature is not None:
            yield Relation.LEAD_DEPUTY if signature.is_lead else Relation.CO_SIGNER
    elif person.role == Role.SUPERVISOR:
        yield Relation.SUPERVISOR
    else:
        yield from _of_staff(session, person, item)


_ABOVE_OFFICERS = {Role.OFFICE_HEAD: Relation.OFFICE_HEAD, Role.LEADER: Relation.LEADER}


def _of_staff(session: Session, person: Person, item: Suggestion) -> Iterator[Relation]:
    in_lead_unit = person.unit_id == item.lead_unit_id
    is_of_office = person.role == Role.OFFICE_HEAD and person.office == item.office
    is_unled = person.role == Role.LEADER and _leader(session, item) is None
    if item.officer_id == person.id:
        yield Relation.OFFICER
    if item.leader_id == person.id or (in_lead_unit and is_unled):
        yield Relation.LEADER
    if in_lead_unit and person.role == Role.HEAD:
        yield Relation.HEAD
    if in_lead_unit and is_of_office:
        yield Relation.OFFICE_HEAD
    for unit in suggestions.joint_units(session, item.id):
        if unit.unit_id == person.unit_id:
            yield Relation.JOINT_OFFICER
            if unit.handling == Handling.SEPARATE:
                yield Relation.PART_OFFICER
    if blockers.is_asked(session, item.id, person.unit_id):
        yield Relation.GOVERNMENT
    # Where nobody is named, whoever is prompted for it handles it.
    if in_lead_unit and responsible(session, item) == person:
        yield Relation.OFFICER
        if person.role in _ABOVE_OFFICERS:  # and may give it to somebody below
            yield _ABOVE_OFFICERS[person.role]
    if in_lead_unit and promises.is_chosen_owner(session, item.id, person.id):
        yield Relation.KEEPER
    if person.office != item.office and climbs.has_been_told(session, item.id, person.id):
        yield Relation.WATCHER


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
    found = relations(turn.session, turn.me, item)
    if item.is_by_paper and found != {Relation.NONE}:
        raise Refused("suggestion.by_paper", number=item.number)
    permissions.require(found, act)
    turn.looked_at.add(act)
    turn.about, turn.number = item.id, item.number
    return item


def must_be_open(item: Suggestion) -> None:
    """Raises Refused `suggestion.closed` for what is over."""
    if not item.is_open:
        raise Refused("suggestion.closed", number=item.number)


def may(turn: Turn, item: Suggestion, act: Act) -> bool:
    """Whether whoever acts may do this; to what goes by paper nothing is done in chat."""
    return not item.is_by_paper and permissions.may_any(
        _relations(turn.session, turn.me, item), act
    )


def in_office(turn: Turn, act: OfficeAct) -> None:
    """Raises Refused, unless whoever acts may do this to the office.

    Strangers are told `stranger`, all others `permission.denied`.
    """
    somebody = permissions.standing(turn.actor.role if turn.actor else None)
    if not permissions.may_in_office(somebody, act):
        raise Refused("stranger" if turn.actor is None else "permission.denied")
    turn.looked_at.add(act)


def responsible(session: Session, item: Suggestion) -> Person | None:
    """Who is prompted for a suggestion: its officer, else the office head, else the unit.

    Who has left is nobody any more.
    """
    if item.officer_id is not None:
        officer = people.get(session, item.officer_id)
        if officer.left_at is None:
            return officer
    staff = people.staff_of(session, item.lead_unit_id)
    of_office = [person for person in staff if item.office and person.office == item.office]
    ranks = (Role.OFFICE_HEAD, Role.OFFICER, Role.LEADER, Role.HEAD)
    for candidates in (of_office, staff):
        for rank in ranks:
            for person in candidates:
                if person.role == rank:
                    return person
    return None


def _leader(session: Session, item: Suggestion) -> Person | None:
    """The leader in charge, unless they have left."""
    leader = people.get(session, item.leader_id) if item.leader_id is not None else None
    return leader if leader is not None and leader.left_at is None else None


def responsible_of_unit(session: Session, unit_id: int) -> Person | None:
    """Who answers for a joint unit's part: its office head, else an officer, else anyone."""
    staff = people.staff_of(session, unit_id)
    for rank in (Role.OFFICE_HEAD, Role.OFFICER, Role.LEADER, Role.HEAD):
        for person in staff:
            if person.role == rank:
                return person
    return None


def handling(session: Session, item: Suggestion) -> list[Person]:
    """Everybody who has a part in handling it or watches: the lead, other units, who is above."""
    found = [responsible(session, item)]
    found += [
        responsible_of_unit(session, joint.unit_id)
        for joint in suggestions.joint_units(session, item.id)
    ]
    here = [one for one in found if one is not None]
    return list(dict.fromkeys([*here, *overseers(session, item)]))


def overseers(session: Session, item: Suggestion) -> list[Person]:
    """Who hears of dissatisfaction too: the leader in charge and the supervisors."""
    found: list[Person] = []
    leader = _leader(session, item)
    found += [leader] if leader is not None else []
    found += people.all_of(session, [Role.SUPERVISOR])
    return found
