"""Every telephone number in the rows encrypted under the first key, after a change of keys.

It goes through the tables in short transactions, so the house works on meanwhile. A value that
has been changed since it was read is left alone: it has been written under the first key.
"""

import re
from collections.abc import Callable, Iterator, Sequence
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
from storage.database import Database, Json, Session, note
from storage.keys import MARK, TOKEN, digits
from storage.numbers import Number, Values, Words

BATCH = 500
STRUCK = "—"
Place = tuple[Any, ...] | None


class Rotated(NamedTuple):
    """How many numbers were encrypted anew; how many could not, and the keys they need."""

    numbers: int
    unreadable: int
    missing_keys: frozenset[str]


def rotate(database: Database) -> Rotated:
    """Encrypt every number under the first key."""
    keys = database.keys
    first = keys.names[0]
    missing = list[str]()

    def under_first(token: re.Match[str]) -> str:
        if token[1] == first:
            return token[0]
        number = keys.unlock(token)
        if number != token[0]:
            return keys.lock(number)
        missing.append(token[1])
        return number

    renewed = rewrite(database, under_first)
    _index_anew(database)
    return Rotated(renewed, len(missing), frozenset(missing))


def strike(database: Database, phone: str) -> int:
    """Take one telephone number out of everything that was said; how often it stood there.

    In the roster it stays: that is its owner's row.
    """
    wanted = digits(phone)

    def struck(token: re.Match[str]) -> str:
        return STRUCK if digits(database.keys.unlock(token)) == wanted else token[0]

    return rewrite(database, struck, (Words, Values)) if wanted else 0


def rewrite(
    database: Database,
    anew: Callable[[re.Match[str]], str],
    kinds: tuple[type, ...] = (Words, Values, Number),
) -> int:
    """Put something else in the place of encrypted numbers; how many were changed."""
    changed = 0
    for column in sealed_columns():
        last: Place = None
        while isinstance(column.type, kinds):
            with database.write() as session:
                rows = _page(session.connection(), column, last)
                changed += sum(_rewrite(session, column, row, anew) for row in rows)
            if not rows:
                break
            last = tuple(rows[-1][:-1])
    return changed


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


def _rewrite(
    session: Session,
    column: Column[Any],
    row: Any,
    anew: Callable[[re.Match[str]], str],
) -> int:
    before_all = kept = str(row[-1])
    pairs = [(token[0], anew(token)) for token in TOKEN.finditer(kept)]
    count = sum(before != after for before, after in pairs)
    if not count:
        return 0
    for before, after in pairs:
        kept = kept.replace(before, after)
    if TOKEN.sub("", kept) != TOKEN.sub("", before_all):  # a number less is another text
        note(session, column.table.name, [tuple(row[:-1])])
    connection = session.connection()
    value = type_coerce(kept, Text)
    is_jsonb = isinstance(column.type, Values) and connection.dialect.name == "postgresql"
    connection.execute(
        update(column.table)
        .where(
            *(key == row[place] for place, key in enumerate(column.table.primary_key)),
            _kept(column) == row[-1],
        )
        .values({column: cast(value, JSONB) if is_jsonb else value})
    )
    return count


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
