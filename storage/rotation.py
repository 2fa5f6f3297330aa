"""Every telephone number in the rows encrypted under the first key, after a change of keys.

It goes through the tables in short transactions, so the house works on meanwhile. A value that
has been changed since it was read is left alone: it has been written under the first key.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Column,
    ColumnClause,
    Connection,
    Text,
    cast,
    inspect,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy import column as lightly
from sqlalchemy import table as table_clause
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from storage import numbers, people, schema
from storage.database import Database, Json
from storage.keys import MARK, TOKEN, Keys
from storage.numbers import Number, Values, Words

BATCH = 500
Place = tuple[Any, ...] | None


class Rotated(NamedTuple):
    """How many numbers were encrypted anew; how many could not, and the keys they need."""

    numbers: int
    unreadable: int
    missing_keys: frozenset[str]


def rotate(database: Database) -> Rotated:
    """Encrypt every number under the first key."""
    keys = database.keys
    renewed, missing = 0, list[str]()
    for column in sealed_columns():
        last: Place = None
        while True:
            with database.writer.connect() as connection, connection.begin():
                rows = _page(connection, column, last)
                for row in rows:
                    count, lost = _renew(connection, column, row, keys)
                    renewed += count
                    missing += lost
            if not rows:
                break
            last = tuple(rows[-1][:-1])
    _index_anew(database)
    return Rotated(renewed, len(missing), frozenset(missing))


def sealed_columns() -> Iterator[Column[Any]]:
    """Every column in which telephone numbers may stand."""
    for table in schema.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Words | Values | Number):
                yield column


def _page(connection: Connection, column: Column[Any], last: Place) -> Sequence[Any]:
    """The next rows that hold something encrypted: their primary key, and the value as kept."""
    primary = list(column.table.primary_key)
    question = select(*primary, _kept(column)).where(_kept(column).contains(MARK))
    if last is not None:
        question = question.where(tuple_(*primary) > last)
    return connection.execute(question.order_by(*primary).limit(BATCH)).all()


def _kept(column: Column[Any]) -> Any:
    """A column's value as it is kept, as text."""
    return cast(column, Text) if isinstance(column.type, Values) else type_coerce(column, Text)


def _renew(
    connection: Connection, column: Column[Any], row: Any, keys: Keys
) -> tuple[int, list[str]]:
    """Write a value anew whose numbers another key than the first has encrypted."""
    first = keys.names[0]
    stale = [token[1] for token in TOKEN.finditer(row[-1]) if token[1] != first]
    lost = [name for name in stale if not keys.knows(name)]
    if len(lost) == len(stale):
        return 0, lost
    anew = type_coerce(TOKEN.sub(lambda token: _under_first(token, keys), row[-1]), Text)
    is_jsonb = isinstance(column.type, Values) and connection.dialect.name == "postgresql"
    connection.execute(
        update(column.table)
        .where(
            *(key == row[place] for place, key in enumerate(column.table.primary_key)),
            _kept(column) == row[-1],
        )
        .values({column: cast(anew, JSONB) if is_jsonb else anew})
    )
    return len(stale) - len(lost), lost


def _index_anew(database: Database) -> None:
    """Let people be found by the hash under the first key."""
    last = 0
    while True:
        with database.write() as session:
            found = people.after(session, last, BATCH)
            for person in found:
                if person.phone and not numbers.is_sealed(person.phone):
                    person.phone_index = person.phone
        if not found:
            return
        last = found[-1].id


def seal_rows(connection: Connection, table: str, column: str, primary: str = "id") -> None:
    """For migrations: encrypt the numbers that a column of words or values holds as they are."""
    keys = numbers.keys_of(connection.dialect)
    key: ColumnClause[Any] = lightly(primary)
    kept: ColumnClause[Any] = lightly(column, _plain_type(connection, table, column))
    rows = table_clause(table, key, kept)
    last = None
    while found := _next(connection, key, kept, last):
        for place, value in found:
            sealed = numbers.seal_all(value, keys)
            if sealed != value:
                connection.execute(update(rows).where(key == place).values({column: sealed}))
        last = found[-1][0]


def _plain_type(connection: Connection, table: str, column: str) -> TypeEngine[Any]:
    """JSON or text, with nothing of ours in between."""
    found = next(one for one in inspect(connection).get_columns(table) if one["name"] == column)
    return Json if isinstance(found["type"], JSON) else Text()


def _next(
    connection: Connection, key: ColumnClause[Any], kept: ColumnClause[Any], last: Any
) -> Sequence[Any]:
    question = select(key, kept).where(kept.is_not(None)).order_by(key).limit(BATCH)
    if last is not None:
        question = question.where(key > last)
    return connection.execute(question).all()


def _under_first(token: re.Match[str], keys: Keys) -> str:
    number = keys.unlock(token)
    return number if number == token[0] else keys.lock(number)
