"""Whether the record still is what was written: every row against the digests in its chain.

Whoever changes, removes or puts in a row past the house leaves a chain that no longer fits. Whoever
builds a whole chain anew leaves roots that no longer fit, and the supervisors have those.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from storage import chain, kept, roots
from storage.chain import Chain
from storage.database import in_batches
from storage.events import Event
from storage.kept import OFFICE
from storage.roots import Rooted
from storage.schema import metadata
from storage.suggestions import Suggestion


class How(StrEnum):
    """What has been done to a row."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    BROKEN = "broken"  # an event before this one was removed, or digests were changed in this one
    REMOVED_AFTER = "removed_after"  # events that stood after this one
    REWRITTEN = "rewritten"  # the chain no longer goes through where it stood at the root of a day


class Bent(NamedTuple):
    """A row that is not as the house wrote it."""

    chain: int
    table: str
    key: str
    how: How


@dataclass(slots=True)
class _Walk:
    """What has been seen of one chain."""

    hash: str = chain.START
    hash_before: str = chain.START
    last: str = ""  # the event seen last
    doubt: str | None = None  # the hash it should have, if it has another
    digests: dict[str, dict[str, str | None]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)  # what each event says now: id → digest
    changed: set[str] = field(default_factory=set)  # events that say something else than at first
    roots: dict[str, date] = field(default_factory=dict)  # hashes still to be met


def every_chain(session: Session) -> list[int]:
    """All chains there are, or should be."""
    known = union(select(Suggestion.id), select(Chain.id), select(Rooted.chain))
    return sorted({OFFICE, *session.scalars(known)})


def bent(session: Session, chains: Sequence[int]) -> Iterator[Bent]:
    """The rows of some chains that are not as they were written, chain by chain."""
    for some in in_batches(chains):
        found = sorted(_bent(session, some), key=lambda one: one.chain)
        yield from found


def _bent(session: Session, chains: Sequence[int]) -> Iterator[Bent]:
    walks = {one: _Walk() for one in chains}
    for one, ends in roots.rooted_ends(session, chains).items():
        walks[one].roots = ends
    for row in _events(session, chains):
        yield from _step(walks[row["chain"]], row)
    question = select(Chain.id, Chain.hash).where(Chain.id.in_(chains))
    last = {row[0]: row[1] for row in session.execute(question)}
    for one, walk in walks.items():
        yield from _end(one, walk, last.get(one, chain.START))
    yield from _rows(session, walks)


def _events(session: Session, chains: Sequence[int]) -> Iterator[dict[str, Any]]:
    table = kept.kept("events")
    of = Event.__table__.c
    question = (
        select(of.id, table.chain.label("chain"), of.digest, of.touched, of.hash, *table.columns)
        .where(table.in_chains(chains))
        .order_by(of.id)
        .execution_options(yield_per=1000)
    )
    for row in session.connection().execute(question).mappings():
        yield dict(row)


def _step(walk: _Walk, row: dict[str, Any]) -> Iterator[Bent]:
    one, key = row["chain"], str(row["id"])
    if row["hash"] is None or row["digest"] is None:
        yield Bent(one, "events", key, How.INSERTED)
        return
    now = chain.content(row)

    def follows(before: str) -> bool:
        return bool(row["hash"] == chain.linked(before, row["digest"], row["touched"]))

    fits = follows(walk.hash)
    if not fits:
        # The event before may be the one that does not belong here, or has another hash.
        if walk.doubt is not None and follows(walk.doubt):
            yield Bent(one, "events", walk.last, How.CHANGED)
            walk.doubt, fits = None, True
        elif walk.last and follows(walk.hash_before):
            yield Bent(one, "events", walk.last, How.INSERTED)
            walk.doubt, fits = None, True
    yield from _doubted(one, walk)
    if not fits and now != row["digest"]:
        yield Bent(one, "events", key, How.CHANGED)
    elif not fits:
        walk.doubt = chain.linked(walk.hash, row["digest"], row["touched"])
    elif now != row["digest"]:
        walk.changed.add(key)
    walk.said[key] = now
    walk.hash_before, walk.hash, walk.last = walk.hash, row["hash"], key
    walk.roots.pop(row["hash"], None)
    touched = row["touched"] if isinstance(row["touched"], dict) else {}
    for name, digests in touched.items():
        if isinstance(digests, dict):  # bent ones have been named
            walk.digests.setdefault(name, {}).update(digests)


def _doubted(one: int, walk: _Walk) -> Iterator[Bent]:
    if walk.doubt is not None:
        yield Bent(one, "events", walk.last, How.BROKEN)
        walk.doubt = None


def _end(one: int, walk: _Walk, end: str) -> Iterator[Bent]:
    if end != walk.hash:
        if end == walk.doubt:
            walk.doubt = None
            yield Bent(one, "events", walk.last, How.CHANGED)
        elif walk.last and end == walk.hash_before:
            walk.doubt = None
            yield Bent(one, "events", walk.last, How.INSERTED)
        else:
            yield Bent(one, "events", walk.last, How.REMOVED_AFTER)
    yield from _doubted(one, walk)
    for day in walk.roots.values():
        yield Bent(one, "roots", day.isoformat(), How.REWRITTEN)
    # What was said of an event later on (an erasure) is what it has to say now.
    later = walk.digests.pop("events", {})
    for key in sorted(walk.changed | later.keys(), key=int):
        if later.get(key) != walk.said.get(key):
            yield Bent(one, "events", key, How.CHANGED)


def _rows(session: Session, walks: dict[int, _Walk]) -> Iterator[Bent]:
    names = [name for name in sorted(metadata.tables) if kept.is_kept(name) and name != "events"]
    for name in names:
        found = chain.of_chains(session.connection(), kept.kept(name), list(walks))
        for key, one, digest in found:
            text = kept.key_text(key)
            expected = walks[one].digests.get(name, {}).pop(text, None)
            if expected is None:
                yield Bent(one, name, text, How.INSERTED)
            elif expected != digest:
                yield Bent(one, name, text, How.CHANGED)
    for one, walk in walks.items():
        for name, digests in walk.digests.items():
            for text, expected in digests.items():
                if expected is not None:
                    yield Bent(one, name, text, How.REMOVED)


def bent_roots(session: Session) -> Iterator[Bent]:
    """The roots that do not follow from the one before and the chains they cover."""
    before = ""
    for root in roots.after(session, None):
        if roots.recomputed(session, root, before) != root.hash:
            yield Bent(OFFICE, "roots", root.day.isoformat(), How.CHANGED)
        before = root.hash
