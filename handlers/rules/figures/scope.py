"""Which part of it all a report is about: everything, a unit, an office, a leader, a person."""

from dataclasses import dataclass

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
