"""The raw record read once into plain lists, with moments, days and JSON understood; no figures.

Everything that judges the house works on this alone, and on the profile's own numbers.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from storage.rawrows import RawRows, Row

LEFT_OUT = ("inbox", "revisions", "files")  # as long as the record, and nothing is judged by them


@dataclass
class Raw:
    """Tables by name, rows in order; `of` groups rows of a table by a column."""

    tables: dict[str, list[Row]]
    zone: ZoneInfo
    _groups: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The rows of a table; none when there is no such table."""
        return self.tables.get(table, [])

    def of(self, table: str, column: str, value: Any) -> list[Row]:
        """The rows of a table with this value in a column."""
        groups = self._groups.get((table, column))
        if groups is None:
            groups = defaultdict(list)
            for row in self.rows(table):
                groups[row[column]].append(row)
            self._groups[table, column] = groups
        return groups.get(value, [])

    def one(self, table: str, id_: Any) -> Row:
        """The row of that id. KeyError: none."""
        found = self.of(table, "id", id_)
        if not found:
            raise KeyError((table, id_))
        return found[0]

    def local(self, moment: datetime) -> datetime:
        """A moment as the office's clock shows it."""
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> date:
        """The office's day in which a moment lies."""
        return self.local(moment).date()


def read(path: Path, zone: ZoneInfo) -> Raw:
    """Everything of a database file."""
    raw = RawRows(path)
    try:
        return of_tables({name: list(raw.rows(name)) for name in raw.tables() - {*LEFT_OUT}}, zone)
    finally:
        raw.close()


def of_tables(tables: Mapping[str, Iterable[Row]], zone: ZoneInfo) -> Raw:
    """The same from rows at hand."""
    return Raw({name: [_understood(row) for row in rows] for name, rows in tables.items()}, zone)


def _understood(row: Row) -> Row:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    for ending, read_as in ENDINGS.items():
        if name == ending or name.endswith(f"_{ending}"):
            return read_as(value)
    return json.loads(value) if name in JSONS else value


def moment(text: str) -> datetime:
    """A moment as the file has it: UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


ENDINGS: dict[str, Callable[[str], Any]] = {"at": moment, "on": date.fromisoformat}
JSONS = ("data", "gates")
