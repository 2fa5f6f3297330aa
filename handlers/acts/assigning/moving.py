"""A suggestion changes hands: to another unit, to another officer, or parts of it to more units."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.acts import access, duties, stages, telling
from handlers.acts.assigning import assignment, receipts
from handlers.acts.handling import leading
from handlers.acts.replying import drafts
from handlers.acts.talking import groups
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import people, replies, suggestions
from storage.people import Person
from storage.suggestions import JointUnit, Suggestion
from storage.units import Unit
from storage.vocabulary import DutyKind, DutyState, Handling, Role

HANDLERS = (Role.OFFICER, Role.OFFICE_HEAD)


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a suggestion over. Nobody named: whoever of the unit is prompted for it.

    `assigned_on`: the day from which the law's months count now; None: as the profile says.
    """

    unit: Unit
    office: str | None = None
    officer_id: int | None = None
    leader_id: int | None = None
    assigned_on: date | None = None


def may_move(turn: Turn, item: Suggestion) -> None:
    """Raises Refused `move.replied` once the present round is answered: what was late stays late,
    and whoever has answered is rated.
    """
    access.must_be_open(item)
    if replies.of_round(turn.session, item.id, item.round) is not None:
        raise Refused("move.replied", number=item.number)


def must_have_staff(turn: Turn, unit: Unit) -> None:
    """Raises Refused `move.nobody` where nobody could take it."""
    if not people.staff_of(turn.session, unit.id):
        raise Refused("move.nobody", unit=unit.called)


def to_unit(
    turn: Turn, item: Suggestion, unit: Unit, reason: str, officer_id: int | None = None
) -> None:
    """改派 by the committee. Raises Refused `move.same`, `move.nobody` and as `may_move` does."""
    may_move(turn, item)
    if unit.id == item.lead_unit_id:
        raise Refused("move.same", unit=unit.called)
    must_have_staff(turn, unit)
    taken_over(turn, item, Taker(unit, officer_id=officer_id), reason)


def taken_over(turn: Turn, item: Suggestion, taker: Taker, reason: str) -> None:
    """From now on another unit leads: what the former one owed is owed by it, and everybody hears.

    Where the profile says so the law's months count anew, for they count from the assignment.
    What the former unit was let pass, planned or has talked about opens no gate for this one.
    """
    unit = taker.unit
    former, former_unit = access.responsible(turn.session, item), item.lead_unit_id
    had_leader = leading.leader_of(turn, item) is not None
    before: dict[str, Any] = {
        "lead_unit_id": former_unit,
        "office": item.office,
        "officer_id": item.officer_id,
        "leader_id": item.leader_id,
    }
    item.lead_unit_id, item.came_at = unit.id, turn.now
    item.office, item.officer_id, item.leader_id = taker.office, taker.officer_id, taker.leader_id
    part = suggestions.joint_unit(turn.session, item.id, unit.id)
    if part is not None and part.ended_at is None:
        part.ended_at = turn.now
        turn.session.flush()
        before["joint_units"] = unit.id
    stood = {
        "office": before["office"],
        "officer_id": before["officer_id"],
        "leader_id": before["leader_id"],
        "assigned_on": str(item.assigned_on),
        "due_on": str(item.due_on),
        "joint_units": "joint_units" in before,
    }
    restarts = turn.office.profile.assignment.move_restarts_months and item.round == 1
    assigned_on = taker.assigned_on or (turn.office.today(turn.now) if restarts else None)
    if assigned_on is not None and assigned_on != item.assigned_on:
        before["assigned_on"], item.assigned_on = item.assigned_on, assigned_on
    duties.met(turn, item, [DutyKind.SIGN_FOR], state=DutyState.CANCELLED)
    drafts.end(turn, item)
    turn.session.flush()
    assignment.reassign(turn, item, before)
    receipts.owe(turn, item)
    stages.refresh(turn, item)
    turn.event(
        "reassigned",
        suggestion_id=item.id,
        from_unit_id=former_unit,
        to_unit_id=unit.id,
        reason=reason,
        before=stood,
        due_on=str(item.due_on),
    )
    now = access.responsible(turn.session, item)
    names = {
        "before": groups.unit_name(turn.session, former_unit),
        "unit": groups.unit_name(turn.session, unit.id),
        "officer": now.name if now else "—",
        "phone": now.phone_shown if now else "—",
        "due_on": item.due_on,
        "reason": reason,
    }
    telling.deputies(turn, item, "move.deputy", **names)
    for person in (former, now):
        if person is not None:
            telling.one(turn, person, "move.staff", item, **names)
    if had_leader:
        leading.seek(turn, item)


def to_officer(turn: Turn, item: Suggestion, officer: Person) -> None:
    """转交: another member of the unit handles it. Raises Refused `button.gone`."""
    may_take = officer.unit_id == item.lead_unit_id and officer.role in HANDLERS
    if not may_take or officer.left_at is not None or officer.id == item.officer_id:
        raise Refused("button.gone")
    before = {"officer_id": item.officer_id, "office": item.office}
    item.officer_id, item.office = officer.id, officer.office or item.office
    handed_on(turn, item, before)


def handed_on(turn: Turn, item: Suggestion, before: dict[str, Any]) -> None:
    """Somebody else of the unit handles it from now on: they and the deputies hear of it.

    `before` holds the earlier value of each field that has changed.
    """
    turn.session.flush()
    assignment.reassign(turn, item, before)
    officer = access.responsible(turn.session, item)
    if officer is None:
        return
    former = {name: before[name] for name in ("officer_id", "office") if name in before}
    turn.event("officer_changed", suggestion_id=item.id, person_id=officer.id, **former)
    announce(turn, item, officer)


def announce(turn: Turn, item: Suggestion, officer: Person) -> None:
    """Whoever handles it now is told so, and everybody behind it whom to turn to."""
    giver = turn.actor
    if giver is None:
        telling.one(turn, officer, "hand_on.yours", item)
    elif giver != officer:
        telling.one(turn, officer, "hand_on.officer", item, giver=giver.name)
    telling.deputies(turn, item, "hand_on.deputy", officer=officer.name, phone=officer.phone_shown)


def takers(turn: Turn, item: Suggestion) -> list[Person]:
    """Who else of the unit could handle it."""
    return [
        person
        for person in people.staff_of(turn.session, item.lead_unit_id)
        if person.role in HANDLERS and person.id != item.officer_id
    ]


def split(turn: Turn, item: Suggestion, unit: Unit, part: str) -> None:
    """分办: another unit answers a part of its own. Raises Refused `move.same`, `move.nobody`."""
    must_have_staff(turn, unit)
    joint = suggestions.joint_units(turn.session, item.id)
    if unit.id == item.lead_unit_id or any(one.unit_id == unit.id for one in joint):
        raise Refused("move.same", unit=unit.called)
    row = suggestions.joint_unit(turn.session, item.id, unit.id)
    if row is None:
        row = JointUnit(suggestion_id=item.id, unit_id=unit.id)
        turn.session.add(row)
    row.handling, row.part, row.opinion_due_on = Handling.SEPARATE, part, item.due_on
    row.opinion_given_at = row.ended_at = None
    turn.session.flush()
    assignment.reassign(turn, item, {"joint_units": None})
    turn.event("split", suggestion_id=item.id, unit_id=unit.id, part=part)
    names = {"unit": groups.unit_name(turn.session, unit.id), "part": part}
    telling.deputies(turn, item, "split.deputy", **names)
    taker = access.responsible_of_unit(turn.session, unit.id)
    for person in (access.responsible(turn.session, item), taker):
        if person is not None:
            telling.one(turn, person, "split.staff", item, **names)
