"""Whom and what a cell names: units and people, of the files being read and of the database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.sheets import cells, wording
from handlers.sheets.cells import Wrong
from storage.ledger import RosterEntry, UnitEntry
from storage.vocabulary import Role

_OF_PROVINCE = re.compile(r"^(?:\w{1,3}省|\w{2,5}自治区|省|自治区|市|县|区|州)(?=\w{2})")


@dataclass(frozen=True, slots=True)
class Known:
    """A person who may be named. `id` is None as long as they stand only in the file."""

    key: str
    name: str
    place: str  # a deputy's delegation, a member of staff's unit
    office: str | None
    id: int | None


class References:
    """Everybody and every unit that may be named."""

    def __init__(self, units: Iterable[UnitEntry], roster: Iterable[RosterEntry]) -> None:
        self._units: dict[str, set[str]] = {}
        self._unit_ids: dict[str, int] = {}
        self._unit_names: dict[int, str] = {}
        self._parents: dict[str, str] = {}
        self._deputies: dict[str, dict[str, Known]] = {}
        self._staff: dict[tuple[str, str], Known] = {}
        self._by_key: dict[str, Known] = {}
        self._names: dict[int, str] = {}
        for unit in units:
            self.add_unit(unit.name, unit.short_name, unit.parent_name, unit.id)
        for person in roster:
            place = (
                person.delegation or ""
                if person.role == Role.DEPUTY
                else self._unit_names.get(person.unit_id or 0, "")
            )
            known = Known(person.key, person.name, place, person.office, person.id)
            self.add_person(known, is_deputy=person.role == Role.DEPUTY)

    def add_unit(
        self, name: str, short_name: str | None, parent: str | None, unit_id: int | None = None
    ) -> None:
        """A unit that may be named by its name or short name."""
        for text in (name, short_name):
            if text:
                self._units.setdefault(text, set()).add(name)
        if parent:
            self._parents[name] = parent
        if unit_id is not None:
            self._unit_ids[name] = unit_id
            self._unit_names[unit_id] = name

    def add_person(self, known: Known, *, is_deputy: bool) -> None:
        """A person who may be named; who stands in the database already keeps their id."""
        if known.id is None and known.key in self._by_key:
            return
        self._by_key[known.key] = known
        if known.id is not None:
            self._names[known.id] = known.name
        if is_deputy:
            places = self._deputies.setdefault(known.name, {})
            places[cells.delegation_core(known.place)] = known
        else:
            self._staff[known.place, known.name] = known

    def unit_id(self, name: str) -> int:
        """The row of a unit in the database."""
        return self._unit_ids[name]

    def unit_name(self, unit_id: int | None) -> str:
        """The name of a unit in the database."""
        return self._unit_names.get(unit_id or 0, "")

    def person(self, key: str) -> Known:
        """The person of that key."""
        return self._by_key[key]

    def name_of(self, person_id: int | None) -> str | None:
        """The name of a person in the database."""
        return self._names.get(person_id or 0)

    def unit(self, text: str) -> str:
        """The name of the unit meant: its name or short name, with 湖南省, 省 or nothing before."""
        found = self._units.get(text)
        if not found:
            core = _OF_PROVINCE.sub("", text) or text
            found = self._units.get(core) or {
                name
                for known, names in self._units.items()
                if _OF_PROVINCE.sub("", known) == core
                for name in names
            }
        if not found:
            raise Wrong(wording.NO_UNIT)
        if len(found) > 1:
            raise Wrong(wording.AMBIGUOUS_UNIT.format(choices="、".join(sorted(found))))
        return next(iter(found))

    def deputy_key(self, name: str, delegation: str | None) -> str:
        """The roster key of a deputy's row: an old one, however the delegation is written now."""
        places = self._deputies.get(name, {})
        core = cells.delegation_core(delegation)
        if core in places:
            return places[core].key
        if not core and len(places) == 1:
            return next(iter(places.values())).key
        return f"deputy|{name}|{delegation or ''}"

    def deputy(self, name: str, qualifier: str | None, hint: str | None = None) -> str:
        """The key of the deputy meant; `hint` (a delegation) only tells namesakes apart."""
        places = self._deputies.get(name, {})
        if not places:
            raise Wrong(wording.NO_DEPUTY)
        for told in (qualifier, hint):
            core = cells.delegation_core(told)
            if core and core in places:
                return places[core].key
        if qualifier is None and len(places) == 1:
            return next(iter(places.values())).key
        choices = "、".join(f"{known.name}（{known.place or '—'}）" for known in places.values())
        raise Wrong(wording.AMBIGUOUS_DEPUTY.format(choices=choices))

    def staff(self, name: str, unit: str) -> str:
        """The key of the member of a unit's staff (or of a unit under it) who is meant."""
        own = self._staff.get((unit, name))
        if own is not None:
            return own.key
        below = [
            known
            for (place, one), known in self._staff.items()
            if one == name and self._is_parent(unit, place)
        ]
        if len(below) != 1:
            raise Wrong(wording.NO_STAFF.format(unit=f"“{unit}”"))
        return below[0].key

    def _is_parent(self, unit: str, of: str) -> bool:
        parent = self._parents.get(of)
        return parent is not None and unit in ({parent} | self._units.get(parent, set()))
