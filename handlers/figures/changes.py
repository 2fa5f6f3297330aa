"""What each event says of how a suggestion stood before it, for its history.

Events of the house tell what they changed, by ids. Older ones leave some of it out: it is found by
what was told before them, or by name where only one is meant; else it stays as it is now.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handlers.office import Office
from handlers.rules.figures.history import Change, History, State
from storage import facts
from storage.facts import Happened
from storage.ledger import RosterEntry, UnitEntry
from storage.suggestions import JointUnit, Signature, Suggestion
from storage.vocabulary import Role, Stage

Before = dict[str, Any]


class Names:
    """Who is meant by a name that an older event tells: nobody, where it may be several."""

    def __init__(self, units: Iterable[UnitEntry], roster: Iterable[RosterEntry]) -> None:
        self._units = {unit.name: unit.id for unit in units}
        self._people: dict[tuple[str, bool], list[int]] = {}
        for person in roster:
            is_deputy = person.role == Role.DEPUTY
            self._people.setdefault((person.name, is_deputy), []).append(person.id)

    def unit(self, name: str) -> int:
        """The unit of that name. KeyError: none."""
        return self._units[name]

    def person(self, name: str | None, *, is_deputy: bool) -> int | None:
        """The one of that name; None: nobody was named. KeyError: none. ValueError: several."""
        if name is None:
            return None
        (found,) = self._people[name, is_deputy]
        return found


def history(
    item: Suggestion,
    signed: Sequence[Signature],
    parts: Iterable[JointUnit],
    happened: Sequence[Happened],
    office: Office,
    names: Names,
) -> History:
    """How a suggestion stood, as far as its rows and events tell."""
    present = State(
        unit_id=item.lead_unit_id,
        deputy_id=signed[0].person_id,
        assigned_on=item.assigned_on,
        stage=item.stage,
        office=item.office,
        officer_id=item.officer_id,
        leader_id=item.leader_id,
        is_key=item.is_key,
        waives_meeting=item.waives_meeting,
        joint=frozenset(part.unit_id for part in parts if part.ended_at is None),
    )
    state = present
    changes: list[Change] = []
    for place in range(len(happened) - 1, -1, -1):
        event = happened[place]
        told = _TOLD.get(event.kind)
        before = told(_Event(event, happened[:place], state, office, names)) if told else {}
        if before:
            changes.append(Change(event.at, before))
            state = replace(state, **before)
    return History(present, tuple(reversed(changes)))


@dataclass(frozen=True, slots=True)
class _Event:
    """An event, what had happened before it, and how the suggestion stood after it."""

    event: Happened
    earlier: Sequence[Happened]
    after: State
    office: Office
    names: Names

    @property
    def data(self) -> Mapping[str, Any]:
        """What it tells."""
        return self.event.data


def _stage(one: _Event) -> Before:
    return {"stage": Stage(one.data["before"])}


def _reassigned(one: _Event) -> Before:
    """Another unit leads. Older events name the units alone."""
    before = one.data.get("before")
    if before is None:
        return {
            "unit_id": one.data["from_unit_id"],
            "office": None,
            "leader_id": None,
            "officer_id": _only_former_officer(one),
            "assigned_on": _assigned_before(one),
        }
    joint = {"joint": one.after.joint | {one.after.unit_id}} if before.get("joint_units") else {}
    return {
        "unit_id": one.data["from_unit_id"],
        "office": before["office"],
        "leader_id": before["leader_id"],
        "officer_id": before["officer_id"],
        "assigned_on": date.fromisoformat(before["assigned_on"]),
        **joint,
    }


def _only_former_officer(one: _Event) -> int | None:
    """Who owed what was handed over with it, if that was one person."""
    last = one.earlier[-1] if one.earlier else None
    is_of_it = last is not None and last.kind == facts.HANDED_OVER and last.at == one.event.at
    former = last.data["from_person_ids"] if last is not None and is_of_it else []
    return former[0] if len(former) == 1 else None


def _assigned_before(one: _Event) -> date:
    """The months that began anew with it had begun when it was given out before."""
    if one.after.assigned_on != one.office.today(one.event.at):
        return one.after.assigned_on
    for event in reversed(one.earlier):
        if event.kind == facts.ASSIGNED and event.data["round"] == 1:
            return date.fromisoformat(event.data["assigned_on"])
        if event.kind == facts.UPDATED and "assigned_on" in event.data.get("after", {}):
            return date.fromisoformat(event.data["after"]["assigned_on"])
    return one.after.assigned_on


def _officer_changed(one: _Event) -> Before:
    return {"officer_id": one.data["officer_id"], "office": one.data["office"]}


def _leader_named(one: _Event) -> Before:
    return {"leader_id": one.data["before_person_id"]}


def _planned(one: _Event) -> Before:
    """A plan may name who leads and which office, where nobody did."""
    return dict(one.data.get("before", {}))


def _waived(one: _Event) -> Before:
    return {"waives_meeting": one.event.kind == facts.WAIVER_REVOKED}


def _wished(one: _Event) -> Before:
    """Whoever wishes to meet waives it no longer."""
    if one.event.kind == facts.PROGRESS_ANSWERED and one.data["answer"] != TALK:
        return {}
    if "waived" in one.data:
        return {"waives_meeting": one.data["waived"]}
    kinds = (facts.MEETING_WAIVED, facts.WAIVER_REVOKED, facts.MEETING_WISHED)
    last = next((event.kind for event in reversed(one.earlier) if event.kind in kinds), None)
    return {"waives_meeting": last == facts.MEETING_WAIVED}


TALK = "talk"


def _split(one: _Event) -> Before:
    return {"joint": one.after.joint - {one.data["unit_id"]}}


def _updated(one: _Event) -> Before:
    """An import changed its row."""
    before, found = one.data["before"], Before()
    for name in ("office", "is_key", "waives_meeting"):
        if name in before:
            found[name] = before[name]
    if "assigned_on" in before:
        found["assigned_on"] = date.fromisoformat(before["assigned_on"])
    ids = one.data.get("ids")
    return found | (_by_name(before, one.names) if ids is None else _by_id(ids))


def _by_id(ids: Mapping[str, Any]) -> Before:
    found: Before = {
        name: ids[column]
        for column, name in (
            ("lead_unit_id", "unit_id"),
            ("officer_id", "officer_id"),
            ("leader_id", "leader_id"),
        )
        if column in ids
    }
    if "deputies" in ids:
        found["deputy_id"] = ids["deputies"][0]
    if "joint_units" in ids:
        found["joint"] = frozenset(ids["joint_units"])
    return found


def _by_name(before: Mapping[str, Any], names: Names) -> Before:
    asked: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "lead_unit_id": ("unit_id", names.unit),
        "officer_id": ("officer_id", lambda name: names.person(name, is_deputy=False)),
        "leader_id": ("leader_id", lambda name: names.person(name, is_deputy=False)),
        "deputies": ("deputy_id", lambda found: names.person(found[0], is_deputy=True)),
        "joint_units": ("joint", lambda found: frozenset(names.unit(one) for one in found)),
    }
    found: Before = {}
    for column, (name, read) in asked.items():
        if column in before:
            try:
                found[name] = read(before[column])
            except (KeyError, ValueError):
                continue  # nobody is called so any more, or several are
    return found


_TOLD: dict[str, Callable[[_Event], Before]] = {
    facts.STAGE: _stage,
    facts.REASSIGNED: _reassigned,
    facts.OFFICER_CHANGED: _officer_changed,
    facts.LEADER_NAMED: _leader_named,
    facts.PLANNED: _planned,
    facts.MEETING_WAIVED: _waived,
    facts.WAIVER_REVOKED: _waived,
    facts.MEETING_WISHED: _wished,
    facts.PROGRESS_ANSWERED: _wished,
    facts.SPLIT: _split,
    facts.UPDATED: _updated,
}
