"""A row as a record: every cell read, everybody named in it found, what is wrong written down.

A record holds only what the row gives: an empty cell says nothing, 无 says that there is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from handlers.acts.keeping import secrecy
from handlers.sheets import cells, wording
from handlers.sheets.cells import Cell, Wrong
from handlers.sheets.problems import Problem
from handlers.sheets.reading import Row, Table
from handlers.sheets.references import References
from storage.suggestions import Key
from storage.vocabulary import Handling

T = TypeVar("T")
LONGEST_NOTE = 2000  # characters of a cell under a column that the house does not know


@dataclass(slots=True)
class Record:
    """What one row gives, by column key; `notes` holds the extra columns."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads one row into a record and notes what is wrong."""

    def __init__(self, table: Table, row: Row, problems: list[Problem]) -> None:
        self._table = table
        self._row = row
        self._problems = problems
        self.record = Record(
            row.number,
            notes={name: cells.body(cell) for name, cell in row.extras.items()},
        )
        for cell in row.extras.values():
            if len(cell.text) > LONGEST_NOTE:
                expected = wording.TOO_LONG.format(limit=LONGEST_NOTE)
                problems.append(Problem(table.title, cell.address, cell.text, expected))

    def read(self, key: str, parse: Callable[[Cell], T], *, is_needed: bool = False) -> T | None:
        """Read a cell into the record; None when it is empty or wrong."""
        cell = self._row.cells.get(key)
        if cell is None:
            if is_needed:
                self.wrong(key, wording.NEEDED)
            return None
        if not is_needed and cells.is_nothing(cell):
            self.record.values[key] = None
            return None
        try:
            value = parse(cell)
        except Wrong as wrong:
            self.wrong(key, str(wrong))
            return None
        if is_needed and not value:
            self.wrong(key, wording.NEEDED)
            return None
        self.record.values[key] = value
        return value

    def wrong(self, key: str, expected: str) -> None:
        """Note that a cell is wrong."""
        cell = self._row.cells.get(key)
        self._problems.append(
            Problem(
                sheet=self._table.title,
                cell=self._table.place_of(key, self._row.number),
                value=cell.text if cell else "",
                expected=expected,
            )
        )


def _line(limit: int) -> Callable[[Cell], str]:
    return lambda cell: cells.line(cell, limit)


def _name(limit: int) -> Callable[[Cell], str]:
    return lambda cell: cells.name(cell, limit)


LONGEST_UNIT = 180  # characters: with a name it makes the key of a member of staff


def _unit_name(cell: Cell) -> str:
    found = " ".join(cells.narrow(cells.line(cell, LONGEST_UNIT)).split())
    if len(found) > LONGEST_UNIT:
        raise Wrong(wording.TOO_LONG.format(limit=LONGEST_UNIT))
    return found


def unit(table: Table, row: Row, problems: list[Problem]) -> Record:
    """A row of 承办单位."""
    reader = Reader(table, row, problems)
    reader.read("name", _unit_name, is_needed=True)
    reader.read("short_name", _line(100))
    reader.read("category", _line(100))
    reader.read("parent_name", _line(200))
    return reader.record


def deputy(table: Table, row: Row, known: References, problems: list[Problem]) -> Record:
    """A row of 代表; `key` names the person."""
    reader = Reader(table, row, problems)
    name = reader.read("name", _name(100), is_needed=True)
    delegation = reader.read("delegation", _line(100))
    reader.read("electing_unit", _line(200))
    reader.read("post", _line(200))
    reader.read("phone", cells.phone)
    reader.read("language", cells.language)
    reader.read("is_here", cells.is_here)
    reader.record.values["key"] = known.deputy_key(name or "", delegation)
    return reader.record


def staff(table: Table, row: Row, known: References, problems: list[Problem]) -> Record:
    """A row of 工作人员; `key` names the person."""
    reader = Reader(table, row, problems)
    name = reader.read("name", _name(100), is_needed=True)
    place = reader.read("unit", lambda cell: known.unit(_unit_name(cell)), is_needed=True)
    reader.read("office", _line(100))
    reader.read("role", cells.role, is_needed=True)
    reader.read("post", _line(200))
    reader.read("phone", cells.phone)
    reader.read("language", cells.language)
    reader.read("is_here", cells.is_here)
    reader.record.values["key"] = f"staff|{place}|{name}"
    return reader.record


def suggestion(table: Table, row: Row, known: References, problems: list[Problem]) -> Record:
    """A row of 建议台账; `key` is its full name, people are given by key, units by name."""
    reader = Reader(table, row, problems)
    number = reader.read("number", cells.suggestion_number, is_needed=True)
    meeting = _meeting(reader, table, row)
    if number and meeting:
        reader.record.values["key"] = Key(*meeting, number)
    reader.read("title", _line(500), is_needed=True)
    reader.read("content", cells.body)
    reader.read("category", _line(100))
    _deputies(reader, row, known)
    lead_unit = reader.read("lead_unit", lambda cell: _one_unit(cell, known), is_needed=True)
    _joint_units(reader, lead_unit, known)
    _staff(reader, lead_unit, known)
    reader.read("office", _line(100))
    reader.read("assigned_on", cells.day, is_needed=True)
    reader.read("is_key", cells.tick)
    reader.read("openness", cells.openness)
    reader.read("wishes", _line(500))
    reader.read("is_confidential", cells.tick)
    if reader.read("is_secret", cells.secrecy):
        hushed(reader.record)
    return reader.record


def hushed(record: Record) -> None:
    """What is secret leaves only its number and who stands behind it; no word of it is kept."""
    record.values |= {"title": secrecy.masked(), "content": None, "category": None}
    record.values["wishes"] = None
    record.notes.clear()


def _meeting(reader: Reader, table: Table, row: Row) -> tuple[str, str] | None:
    """Congress and session: of their own cells, of one cell for both, or of the sheet's heading."""
    for key in ("meeting", "congress", "session"):
        cell = row.cells.get(key)
        both = cells.meeting_in(cell.text) if cell else None
        if both:
            return both
    heading = cells.meeting_in(table.heading)
    if heading and not ({"congress", "session", "meeting"} & set(row.cells)):
        return heading
    if "meeting" in table.keys and not {"congress", "session"} & table.keys:
        reader.wrong("meeting", wording.MEETING)
        return None
    given_congress = _ordinal(reader, row, "congress", cells.congress, heading and heading[0])
    given_session = _ordinal(reader, row, "session", cells.session, heading and heading[1])
    return (given_congress, given_session) if given_congress and given_session else None


def _ordinal(
    reader: Reader, row: Row, key: str, parse: Callable[[Cell], str], otherwise: str | None
) -> str | None:
    if key not in row.cells and otherwise:
        return otherwise
    return reader.read(key, parse, is_needed=True)


def _deputies(reader: Reader, row: Row, known: References) -> None:
    hint = row.cells.get("delegation")
    lead = reader.read(
        "lead_deputy",
        lambda cell: known.deputy(*cells.person(cell), hint.text if hint else None),
        is_needed=True,
    )
    signers = reader.read(
        "co_signers",
        lambda cell: [known.deputy(name, told) for name, told in cells.people(cell)],
    )
    if signers and (len(set(signers)) < len(signers) or lead in signers):
        reader.wrong("co_signers", wording.SIGNED_TWICE)


def _one_unit(cell: Cell, known: References) -> str:
    named = cells.units(cell)
    if len(named) != 1:
        raise Wrong(wording.ONE_UNIT)
    return known.unit(named[0])


def _joint_units(reader: Reader, lead_unit: str | None, known: References) -> None:
    """会办 and 分办 as one list of (unit, handling), when either column says anything."""
    parts: list[tuple[str, Handling]] = []
    for key, handling in (
        ("joint_units", Handling.JOINT),
        ("separate_units", Handling.SEPARATE),
    ):
        named = reader.read(key, lambda cell: [known.unit(text) for text in cells.units(cell)])
        if lead_unit in (named or ()):
            reader.wrong(key, wording.JOINT_IS_LEAD)
        parts += [(name, handling) for name in named or ()]
        if len({name for name, _ in parts}) < len(parts):
            reader.wrong(key, wording.UNIT_TWICE)
    if {"joint_units", "separate_units"} & set(reader.record.values):
        reader.record.values["parts"] = sorted(parts)


def _staff(reader: Reader, lead_unit: str | None, known: References) -> None:
    """Officer and leader, of the lead unit; of several officers the first answers for it."""
    if lead_unit is None:
        return
    named = reader.read(
        "officer",
        lambda cell: [known.staff(name, lead_unit) for name, _ in cells.people(cell)],
    )
    if named:
        reader.record.values["officer"] = named[0]
        if len(named) > 1:
            others = "、".join(known.person(key).name for key in named[1:])
            reader.record.notes["其他承办人"] = others
    reader.read("leader", lambda cell: known.staff(cells.person(cell)[0], lead_unit))
