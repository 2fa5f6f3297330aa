"""How a suggestion stood at a moment: from how it stands now, and what has changed since.

Rows say how it stands now, events how it stood before. So any earlier moment is found by taking
back, the latest first, what happened after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from storage.vocabulary import Stage

Role = Literal["officer_id", "leader_id"]


@dataclass(frozen=True, slots=True)
class State:
    """How a suggestion stands: what of it may change hands, be corrected or be taken back."""

    unit_id: int
    deputy_id: int
    assigned_on: date
    stage: Stage
    office: str | None = None
    officer_id: int | None = None
    leader_id: int | None = None
    is_key: bool = False
    waives_meeting: bool = False
    joint: frozenset[int] = frozenset()  # the units with a part besides the lead


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed it. `before`: how it stood until then, by the names of `State`."""

    at: datetime
    before: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stint:
    """That somebody answered for it from a moment (None: the first) until another (None: still)."""

    person_id: int
    since: datetime | None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """How it stands now, and what has changed it, in order."""

    present: State
    changes: tuple[Change, ...] = ()

    @property
    def first(self) -> State:
        """How it stood from the first."""
        state = self.present
        for change in reversed(self.changes):
            state = replace(state, **change.before)
        return state

    def at(self, moment: datetime) -> State:
        """How it stood at a moment."""
        state = self.present
        for change in reversed(self.changes):
            if change.at <= moment:
                break
            state = replace(state, **change.before)
        return state

    def stands(self, until: datetime) -> Iterator[tuple[datetime | None, State]]:
        """How it stood from when on, up to a moment, the earliest first; None: from the first."""
        found: list[tuple[datetime | None, State]] = []
        state = self.present
        for change in reversed(self.changes):
            if change.at <= until:
                found.append((change.at, state))
            state = replace(state, **change.before)
        yield None, state
        yield from reversed(found)

    def stints(self, role: Role, until: datetime) -> list[Stint]:
        """Who answered for it in a role, one after the other, as was known at a moment."""
        found: list[Stint] = []
        for since, state in self.stands(until):
            person_id: int | None = getattr(state, role)
            last = found[-1] if found else None
            if last is not None and last.until is None:
                if last.person_id == person_id:
                    continue
                found[-1] = replace(last, until=since)
                if last.since == since:  # of one transaction: nobody has answered for it in between
                    found.pop()
            if person_id is not None:
                found.append(Stint(person_id, since))
        return found

    def taken_over_at(self, moment: datetime) -> datetime | None:
        """Since when the unit that led at a moment had been leading; None: from the first."""
        leads: int | None = None
        since: datetime | None = None
        for begun, state in self.stands(moment):
            if state.unit_id != leads:
                leads, since = state.unit_id, begun
        return since
