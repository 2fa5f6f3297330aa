"""The record as it lies in an SQLite file: every row as plain values, without the house's nouns.

For whoever checks the house from outside: nothing here knows what a column means.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class RawRows:
    """The tables of a file, to be read only."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        self._connection.row_factory = sqlite3.Row

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def tables(self) -> set[str]:
        """The names of the tables."""
        found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {str(row["name"]) for row in found}

    def rows(self, table: str) -> Iterator[Row]:
        """Every row of a table, in the order in which they were put in. KeyError: no such table."""
        if table not in self.tables():
            raise KeyError(table)
        for row in self._connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):  # noqa: S608
            yield dict(row)
