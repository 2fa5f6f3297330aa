"""Who stands on which level of the ladder (定岗定责), and on which nobody does."""

from handlers import texts
from handlers.acts import access
from handlers.rules import gates, ladder
from handlers.turn import Turn
from storage import people
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import Role


def standing(turn: Turn, item: Suggestion, owner: Person, role: Role) -> list[Person]:
    """Who stands on a level above whoever owes something; one person at most."""
    unit_id = owner.unit_id or item.lead_unit_id
    is_lead = unit_id == item.lead_unit_id
    if role == Role.LEADER and is_lead:
        # Where the head leads it themselves, they stand on this level, too.
        wanted = [one for one in people.staff_of(turn.session, unit_id) if one.id == item.leader_id]
        return [one for one in wanted if gates.is_above(one.role, owner.role)]
    staff = people.staff_of(turn.session, unit_id, role)
    if role == Role.OFFICE_HEAD:
        office = item.office if is_lead else owner.office
        staff = [one for one in staff if one.office == office]
    return [one for one in staff if gates.is_above(one.role, owner.role)][:1]


def watchers(turn: Turn, unit_id: int) -> list[Person]:
    """The office of a unit that watches (办公室强督办), its head first."""
    name = turn.office.profile.ladder.watching_office
    staff = [one for one in people.staff_of(turn.session, unit_id) if name and one.office == name]
    return sorted(staff, key=lambda one: one.role != Role.OFFICE_HEAD)


def below(turn: Turn, item: Suggestion) -> list[Person]:
    """Everybody below the head who handles a suggestion: officer, office head, leader in charge."""
    officer = access.responsible(turn.session, item)
    if officer is None:
        return []
    above = [standing(turn, item, officer, role) for role in (Role.OFFICE_HEAD, Role.LEADER)]
    found = [officer, *(one for level in above for one in level)]
    return [one for one in dict.fromkeys(found) if one != turn.actor]


def unnamed(turn: Turn, item: Suggestion) -> list[Role | None]:
    """The levels on which nobody stands, None for the office that watches."""
    rules = turn.office.profile.ladder
    officer = access.responsible(turn.session, item)
    if officer is None:
        return ladder.unnamed(rules, [], is_watched=False)
    # Whoever is prompted for it answers for it, and for the level they stand on themselves.
    named = {Role.OFFICER, officer.role}
    named |= {step.to for step in rules.steps if standing(turn, item, officer, step.to)}
    is_watched = bool(watchers(turn, item.lead_unit_id))
    return ladder.unnamed(rules, named, is_watched=is_watched)


def told(turn: Turn, missing: list[Role | None]) -> str:
    """Those levels in words."""
    return "、".join(
        texts.plain(role, turn.language) if role else turn.office.profile.ladder.watching_office
        for role in missing
    )
