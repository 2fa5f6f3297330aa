"""The chains that bind the record: one for each suggestion, one for the office.

Each event carries the hash of what it says, of the digests of all rows its transaction has
touched, and of the event before it in its chain. So no row of the record can be changed, removed
or put in behind the back of the house without a link that no longer fits (see `verification`).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    String,
    bindparam,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import kept, numbers, pending, touched
from storage.database import (
    Base,
    Json,
    RowKey,
    Writing,
    in_batches,
    insert_all_new,
    table_of,
)
from storage.events import CHANGED, Event
from storage.kept import OFFICE, Kept

Noted = dict[str, dict[RowKey, set[int]]]  # table → key → the chains a row was in before
Touched = dict[str, dict[str, str | None]]  # table → key → digest; None: no longer in this chain

_LOOSE = text("NOT is_rooted")


class Chain(Base):
    """The end of the chain of one suggestion (0: the office): the hash of its last event.

    `is_rooted`: whether the latest root covers this end.
    """

    __tablename__ = "chains"
    __table_args__ = (Index("ix_chains_loose", "id", sqlite_where=_LOOSE, postgresql_where=_LOOSE),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(32))
    is_rooted: Mapped[bool]


START = ""  # the hash before the first
_CHAINS, _EVENTS = table_of(Chain), table_of(Event)
_ENDS = select(_CHAINS.c.id, _CHAINS.c.hash).where(
    _CHAINS.c.id.in_(bindparam("ids", expanding=True))
)
_MOVE_END = (
    update(_CHAINS)
    .where(_CHAINS.c.id == bindparam("chain"))
    .values(hash=bindparam("end"), is_rooted=False)
)
# Values are written as they are digested: with their telephone numbers locked already.
_ADD = insert(_EVENTS).values(data=bindparam("said", type_=Json))


def bind(session: Session, *, only_new: bool = False) -> None:
    """Bind what a transaction has done into the record; nothing may be written after it.

    `only_new`: in the midst of a long transaction, what it has done to suggestions of its own,
    whose chains nobody else can wait for; so it need not remember everything until its end.
    """
    assert isinstance(session, Writing)
    connection = pending.connection(session)
    entries = list(_entries(connection, touched.of_the_record(session)))
    chains = {entry.chain for entry in entries} | {_chain_of(row) for row in session.happened}
    if only_new:
        chains -= {OFFICE, *_locked(connection, sorted(chains - {OFFICE}))}
    happened: dict[int, list[dict[str, Any]]] = {}
    digests: dict[int, Touched] = {}
    later = [row for row in session.happened if _chain_of(row) not in chains]
    for row in session.happened:
        if (chain := _chain_of(row)) in chains:
            happened.setdefault(chain, []).append(row)
    session.happened = later
    for entry in entries:
        if entry.chain in chains:
            digests.setdefault(entry.chain, {}).setdefault(entry.table, {})[
                kept.key_text(entry.key)
            ] = entry.digest
            session.touched.get(entry.table, {}).pop(entry.key, None)
    for chain in chains - happened.keys():
        happened[chain] = [changed(chain, session.now())]
    if happened:
        link(connection, happened, digests)


def _chain_of(event: dict[str, Any]) -> int:
    return event["suggestion_id"] or OFFICE


def changed(chain: int, at: datetime, **data: Any) -> dict[str, Any]:
    """An event that says only that rows were touched."""
    return {
        "suggestion_id": chain or None,
        "person_id": None,
        "actor_id": None,
        "kind": CHANGED,
        "data": data,
        "update_id": None,
        "at": at,
    }


def link(
    connection: Connection,
    happened: dict[int, list[dict[str, Any]]],
    digests: dict[int, Touched],
) -> None:
    """Write events, each bound to the one before it in its chain; the last carries the digests.

    The ends of chains are locked in one order by everybody, and nothing else is locked after them.
    """
    ends = _ends(connection, sorted(happened))
    keys = numbers.keys_of(connection.dialect)
    rows: list[dict[str, Any]] = []
    for chain in sorted(happened):
        events = happened[chain]
        for place, event in enumerate(events):
            is_last = place == len(events) - 1
            said = json.loads(json.dumps(numbers.seal_all(event["data"], keys)))
            row = event | {"said": said, "at": event["at"].astimezone(UTC)}
            del row["data"]
            row["touched"] = (digests.get(chain) or None) if is_last else None
            row["digest"] = content(row | {"data": row["said"]})
            row["hash"] = ends[chain] = linked(ends[chain], row["digest"], row["touched"])
            rows.append(row)
    connection.execute(_ADD, rows)
    _move_ends(connection, ends)


def set_ends(connection: Connection, ends: dict[int, str]) -> None:
    """For migrations: where chains end that have none yet."""
    _ends(connection, sorted(ends))
    _move_ends(connection, ends)


def _move_ends(connection: Connection, ends: dict[int, str]) -> None:
    connection.execute(_MOVE_END, [{"chain": chain, "end": end} for chain, end in ends.items()])


def content(event: dict[str, Any]) -> str:
    """The digest of what an event says."""
    return kept.digest("events", {name: event[name] for name in SAID})


SAID = ("suggestion_id", "person_id", "actor_id", "kind", "data", "update_id", "at")


def linked(before: str, digest: str, touched: Touched | None) -> str:
    """The hash of an event, after the one before it."""
    return kept.hashed(before, digest, kept.written(touched) if touched else "")


def _ends(connection: Connection, chains: Sequence[int]) -> dict[int, str]:
    found = _locked(connection, chains)
    new = [chain for chain in chains if chain not in found]
    if new:
        rows = [{"id": chain, "hash": START, "is_rooted": False} for chain in new]
        insert_all_new(connection, Chain, rows)
        found |= _locked(connection, new)
    return found


def _locked(connection: Connection, chains: Sequence[int]) -> dict[int, str]:
    question = _ENDS.order_by(_CHAINS.c.id).with_for_update()
    found: dict[int, str] = {}
    for some in in_batches(chains):
        rows = connection.execute(question, {"ids": some})
        found.update((row[0], row[1]) for row in rows)
    return found


# Which rows, with which digests


class _Entry(NamedTuple):
    """One row as it stands now; without a digest: it is no longer in that chain."""

    chain: int
    table: str
    key: RowKey
    digest: str | None


def _entries(connection: Connection, noted: Noted) -> Iterator[_Entry]:
    """What has been touched, as it stands now."""
    owners = [name for name in noted if name not in kept.PARENTS]
    for name in [*owners, *kept.PARENTS]:  # which may follow their owners
        keys = noted.get(name, {})
        now_in: dict[RowKey, int] = {}
        for key, chain, digest in of_keys(connection, kept.kept(name), list(keys)):
            now_in[key] = chain
            yield _Entry(chain, name, key, digest)
        for key, before in keys.items():
            for chain in before - {now_in.get(key)}:
                yield _Entry(chain, name, key, None)
        _follow(connection, noted, name, now_in)


def _follow(connection: Connection, noted: Noted, owner: str, now_in: dict[RowKey, int]) -> None:
    """What belongs to rows that have moved to another chain has moved with them."""
    moved = {
        key[0]: before - {now_in[key]}
        for key, before in noted.get(owner, {}).items()
        if key in now_in and before - {now_in[key]}
    }
    for name, (column, parent) in kept.PARENTS.items():
        if parent == owner and moved:
            of = Base.metadata.tables[name]
            question = select(of.c.id, of.c[column]).where(of.c[column].in_(moved))
            for key, owner_key in connection.execute(question):
                before = noted.setdefault(name, {}).setdefault((key,), set())
                before.update(moved[owner_key])


def of_keys(
    connection: Connection, table: Kept, keys: Sequence[RowKey]
) -> Iterator[tuple[RowKey, int, str]]:
    """Rows by their keys: (key, chain, digest)."""
    question = kept.by_keys(table.name)
    for some in in_batches(keys):
        wanted = [key[0] for key in some] if len(table.keys) == 1 else some
        yield from _read(table, connection.execute(question, {"keys": wanted}))


def of_chains(
    connection: Connection, table: Kept, chains: Sequence[int]
) -> Iterator[tuple[RowKey, int, str]]:
    """All rows of some chains: (key, chain, digest)."""
    wanted = table.in_chains(chains)
    yield from _read(table, connection.execute(table.question.where(wanted)))


def _read(table: Kept, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[RowKey, int, str]]:
    values = 1 + len(table.keys)
    names = [column.name for column in table.columns]
    for row in rows:
        found = dict(zip(names, row[values:], strict=True))
        yield tuple(row[1:values]), row[0], kept.digest(table.name, found)
