"""Which part of it all a report is about: everything, a unit, an office, a leader, a person."""

from dataclasses import dataclass
from datetime import date

from handlers.rules.figures.matter import Matter
from storage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A part by its name: `all`, `unit:3`, `office:3:水处`, `leader:7`, `person:9`."""

    name: str

    @property
    def is_whole(self) -> bool:
        """Whether it is everything."""
        return self.name == ALL

    @property
    def unit_id(self) -> int | None:
        """The unit that it is of, or of an office of; None: neither."""
        kind, _, rest = self.name.partition(":")
        return int(rest.partition(":")[0]) if kind in ("unit", "office") else None

    @property
    def person_id(self) -> int | None:
        """Whose work it is of, or who leads what it is of; None: nobody's in particular."""
        kind, _, rest = self.name.partition(":")
        return int(rest) if kind in ("leader", "person") else None

    @property
    def is_own(self) -> bool:
        """Whether it is for one person alone."""
        return self.name.startswith("person:")

    @property
    def has_offices(self) -> bool:
        """Whether it holds all of each office in it, and not one person's share."""
        return self.name.partition(":")[0] in (ALL, "unit", "office")


ALL = "all"
WHOLE = Scope(ALL)


def names_of(matter: Matter) -> tuple[str, ...]:
    """The parts that a suggestion is in, besides everything."""
    return tuple(
        name
        for name, is_one in (
            (f"unit:{matter.unit_id}", True),
            (f"office:{matter.unit_id}:{matter.office}", bool(matter.office)),
            (f"leader:{matter.leader_id}", matter.leader_id is not None),
            (f"person:{matter.officer_id}", matter.officer_id is not None),
        )
        if is_one
    )


def left_by(matter: Matter, since: date, on: date) -> set[str]:
    """The parts whose people had to do with it between these days and do not answer for it now."""
    found = {
        name
        for one in matter.held
        if one.is_within(since, on)
        for name in (
            f"unit:{one.unit_id}",
            f"office:{one.unit_id}:{one.office}",
            f"leader:{one.person_id}",
            f"person:{one.person_id}",
        )
    }
    for person_id in matter.done_by(since, on):
        found |= {f"leader:{person_id}", f"person:{person_id}"}
    return found - set(names_of(matter))


def refused_before(matter: Matter) -> dict[str, int]:
    """The parts whose unit asked to be relieved of it and leads it no longer: name → unit."""
    found: dict[str, int] = {}
    for one in matter.refusals:
        if one.unit_id != matter.unit_id:
            found[f"unit:{one.unit_id}"] = one.unit_id
            if one.office:
                found[f"office:{one.unit_id}:{one.office}"] = one.unit_id
    return found


def scope_of(role: Role, *, person_id: int, unit_id: int | None, office: str | None) -> Scope:
    """What somebody is told about: their own part, and nobody else's."""
    match role:
        case Role.SUPERVISOR:
            return WHOLE
        case Role.HEAD:
            return Scope(f"unit:{unit_id}")
        case Role.LEADER:
            return Scope(f"leader:{person_id}")
        case Role.OFFICE_HEAD:
            return Scope(f"office:{unit_id}:{office}")
        case _:
            return Scope(f"person:{person_id}")
