"""Who is on the roster (代表, 工作人员, 承办单位): rows enter, and later rows change them.

An empty cell changes nothing. A person's language is theirs once they are on the roster.
"""

from enum import StrEnum
from typing import Any

from handlers.acts.people import leaving
from handlers.turn import Turn
from storage import ledger, people
from storage.numbers import masked
from storage.people import Person
from storage.units import Unit
from storage.vocabulary import Language, Role

Changed = dict[str, tuple[Any, Any]]
"""Fields that changed: name → (before, after)."""


def keep_unit(turn: Turn, values: dict[str, Any], notes: dict[str, str]) -> Changed | None:
    """A unit enters (None) or is changed."""
    fields = {name: values[name] for name in values if name in _UNIT_FIELDS}
    unit = ledger.unit_named(turn.session, values["name"])
    if unit is None:
        turn.session.add(Unit(**fields, notes=notes))
        turn.session.flush()
        turn.event("imported", unit=values["name"])
        return None
    changed = update(unit, fields, notes)
    if changed:
        turn.session.flush()
        turn.event("updated", unit=unit.name, **told(changed))
    return changed


_UNIT_FIELDS = frozenset({"name", "short_name", "category", "parent_name"})
_PERSON_FIELDS = frozenset({"name", "phone", "delegation", "electing_unit", "post", "office"})


def keep_person(
    turn: Turn, values: dict[str, Any], notes: dict[str, str], *, unit_id: int | None
) -> Changed | None:
    """A deputy or a member of staff enters (None) or is changed."""
    fields = {name: values[name] for name in values if name in _PERSON_FIELDS}
    fields["role"] = values.get("role") or Role.DEPUTY
    fields["unit_id"] = unit_id
    person = people.by_key(turn.session, values["key"])
    if person is None:
        person = Person(
            key=values["key"],
            language=values.get("language") or Language.CHINESE,
            left_at=turn.now if values.get("is_here") is False else None,
            notes=notes,
            **fields,
        )
        turn.session.add(person)
        turn.session.flush()
        turn.event("imported", person_id=person.id)
        return None
    if person.is_deputy and fields.get("delegation"):
        del fields["delegation"]  # found under it, however it is written now
    changed = update(person, fields, notes) | _come_or_gone(turn, person, values.get("is_here"))
    if changed:
        turn.session.flush()
        turn.event("updated", person_id=person.id, **told(changed))
    if {"role", "office", "unit_id"} & changed.keys() and person.left_at is None:
        leaving.stand_elsewhere(turn, person)
    return changed


def _come_or_gone(turn: Turn, person: Person, is_here: bool | None) -> Changed:
    """Somebody has left, or is back; None: the row says nothing of it."""
    was_here = person.left_at is None
    if is_here is None or is_here == was_here:
        return {}
    if is_here:
        person.left_at = None
    else:
        turn.session.flush()
        leaving.leave(turn, person)
    return {"is_here": (was_here, is_here)}


def update(row: Any, fields: dict[str, Any], notes: dict[str, str]) -> Changed:
    """Set what differs; extra columns are added to the notes kept."""
    if notes:
        fields = {**fields, "notes": {**row.notes, **notes}}
    changed = {
        name: (getattr(row, name), value)
        for name, value in fields.items()
        if getattr(row, name) != value
    }
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    return changed


def told(changed: Changed) -> dict[str, Any]:
    """What changed, for the audit."""
    return {
        "before": {name: _plain(name, before) for name, (before, _) in changed.items()},
        "after": {name: _plain(name, after) for name, (_, after) in changed.items()},
    }


def _plain(name: str, value: Any) -> Any:
    if name == "phone" and value:
        return masked(value)
    if isinstance(value, StrEnum):
        return value.value
    return value if isinstance(value, bool | int | str | dict | list | None) else str(value)
