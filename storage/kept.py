"""Which rows make up the record, and what of a row counts: its digest.

Every table of the house is kept unless it is named here with the reason why not. A digest covers
all columns but those that only serve the delivery. A telephone number counts only as that there is
one: its encryption proves it by itself, and nobody can try out numbers against a digest.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    String,
    Text,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.types import Enum, TypeEngine

from storage.database import Json, Moment
from storage.keys import MARK, TOKEN
from storage.numbers import Found, Number, Values, Words

NOT_KEPT = {
    "inbox": "raw updates are emptied after their time; what came of them is kept",
    "chats": "who is being worked for just now",
    "leaders": "which process does what just now",
    "dialogs": "which question is open just now",
    "asides": "which question was open before it gave way to another",
    "alarms": "what the supervisor has been told is broken",
    "guesses": "counts of wrong codes, let go of after a while",
    "strangers": "counts of unknown accounts, let go of after a while",
    "invitations": "doors that close after a while; who came through is an account",
    "chains": "the ends of the chains themselves",
    "roots": "each follows from the one before",
    "rooted": "what a root was made of",
    "report_requests": "who wants to see figures just now; what they got is kept",
    "rhythms": "when the next report comes",
    "echoes": "when it is looked again whether a deputy has heard anything",
    "likenesses": "found by words that are kept, and found anew when they change",
}
# Columns that say nothing about what happened: how a delivery goes, what is looked at when.
PASSING = {
    "suggestions": {"version"},
    "people": {"version", "last_prompted_at", "phone_index"},
    "messages": {"priority", "attempts", "next_at", "first_tried_at", "error"},
    "duties": {"next_at", "climbs_at"},
    "look_backs": {"gathered_to"},
    "attachments": {"attempts", "next_at", "error"},
    "events": {"id", "digest", "touched", "hash"},
}
# Rows that belong to the suggestion of another row: by which column, of which table.
PARENTS = {
    "answers": ("contact_id", "contacts"),
    "revisions": ("message_id", "messages"),
    "attachments": ("message_id", "messages"),
}
CHAINED_BY = {"suggestions": "id", "moves": "to_suggestion_id"}
# On its way to a chat a message goes through these states and back; that it arrived is said by
# the moment and by its number in the chat.
ON_ITS_WAY = frozenset({"queued", "sending", "stale", "delivered"})
OFFICE = 0  # the chain of whatever is about no suggestion
TELEPHONE = "{tel}"
DIGEST_BYTES = 24


class Kept(NamedTuple):
    """How the rows of a table are read for their digests, with nothing of ours in between."""

    name: str
    keys: tuple[ColumnElement[Any], ...]
    columns: tuple[ColumnElement[Any], ...]
    chained: ColumnElement[Any] | None  # the suggestion; None: all rows are the office's
    source: FromClause

    @property
    def chain(self) -> ColumnElement[int]:
        """To which chain a row belongs."""
        return literal(OFFICE) if self.chained is None else func.coalesce(self.chained, OFFICE)

    @property
    def question(self) -> Select[Any]:
        """Rows: the chain, the key, what counts."""
        return select(self.chain, *self.keys, *self.columns).select_from(self.source)

    def in_chains(self, chains: Sequence[int]) -> ColumnElement[bool]:
        """Whether a row belongs to one of these chains, asked so that an index answers."""
        if self.chained is None:
            return true() if OFFICE in chains else false()
        wanted = self.chained.in_([chain for chain in chains if chain != OFFICE])
        return or_(wanted, self.chained.is_(None)) if OFFICE in chains else wanted


def is_kept(table: str) -> bool:
    """Whether the rows of a table belong to the record."""
    return table not in NOT_KEPT


@cache
def kept(table: str) -> Kept:
    """How a table of the house is read, whether or not anybody here works with it."""
    from storage import schema  # which names all tables, and they know this module

    return of_table(schema.metadata.tables[table], schema.metadata.tables.get)


@cache
def by_keys(table: str) -> Select[Any]:
    """Rows of a table of the house by their `keys`."""
    found = kept(table)
    key = found.keys[0] if len(found.keys) == 1 else tuple_(*found.keys)
    return found.question.where(key.in_(bindparam("keys", expanding=True)))


def chained_by(table: FromClause) -> str:
    """The column that tells to which suggestion a row belongs, if the table has one."""
    return CHAINED_BY.get(str(table.description), "suggestion_id")


def of_table(table: FromClause, find: Callable[[str], FromClause | None]) -> Kept:
    """How a table is read; `find` gives the table of a name, for rows that belong to others."""
    name = str(table.description)
    source, chained = table, table.c.get(chained_by(table))
    if name in PARENTS:
        column, parent_name = PARENTS[name]
        parent = find(parent_name)
        assert parent is not None
        source, chained = table.join(parent, table.c[column] == parent.c.id), parent.c.suggestion_id
    left_out = PASSING.get(name, set())
    return Kept(
        name,
        tuple(table.primary_key),
        tuple(_plain(column) for column in table.c if column.name not in left_out),
        chained,
        source,
    )


def _plain(column: Any) -> ColumnElement[Any]:
    return type_coerce(column, plain_type(column.type)).label(column.name)


def plain_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type by which a value is read as it stands in the row, the same on both engines."""
    if isinstance(kind, Values | JSON):
        return Json
    if isinstance(kind, Words | Number):
        return Text()
    if isinstance(kind, Enum | Found):
        return String()
    return Moment() if isinstance(kind, DateTime) else kind


def written(values: Any) -> str:
    """A value in the one form in which it is digested: JSON, ordered, without telephone numbers."""
    text = _WRITER.encode(values)
    return TOKEN.sub(TELEPHONE, text) if MARK in text else text


def _told(value: Any) -> str:
    if isinstance(value, date):  # moments too
        return value.isoformat()
    raise TypeError(type(value).__name__)


_WRITER = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_told,
    check_circular=False,
)


def digest(table: str, values: Mapping[str, Any]) -> str:
    """The digest of a row: what stands in it, empty columns left out."""
    found = {name: value for name, value in values.items() if value is not None}
    if table == "messages" and found["state"] in ON_ITS_WAY:
        found["state"] = "sent"
    return hashed(table, written(found))


def hashed(*parts: str) -> str:
    """The hash of some texts, as it is written down: 32 characters."""
    found = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass") + b"\n")
    return urlsafe_b64encode(found.digest()).decode()


def key_text(key: Iterable[Any]) -> str:
    """A key as it stands in a link of the chain."""
    return ",".join(str(part) for part in key)
