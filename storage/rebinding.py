"""For migrations: rows that were changed past the house, or are older than the chains, are bound.

What stands in the tables decides, not the code of today, so that a migration stays what it was.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, bindparam, select, update

from storage import chain, kept
from storage.chain import Touched
from storage.database import in_batches
from storage.kept import OFFICE


def bind_all(connection: Connection, why: str) -> None:
    """Bind all rows of the record as they stand now; older events first get their links."""
    found = MetaData()
    found.reflect(connection)
    tables = [table for name, table in sorted(found.tables.items()) if _is_record(name)]
    suggestions = connection.scalars(
        select(found.tables["suggestions"].c.id).order_by(found.tables["suggestions"].c.id)
    ).all()
    now = datetime.now(UTC)
    for chains in in_batches([OFFICE, *suggestions]):
        _link_events(connection, found.tables["events"], chains)
        touched: dict[int, Touched] = {}
        for table in tables:
            read = kept.of_table(table, found.tables.get)
            for key, chain_id, digest in chain.of_chains(connection, read, chains):
                touched.setdefault(chain_id, {}).setdefault(table.name, {})[kept.key_text(key)] = (
                    digest
                )
        happened = {one: [chain.changed(one, now, why=why)] for one in touched}
        if happened:
            chain.link(connection, happened, touched)


def _is_record(name: str) -> bool:
    return kept.is_kept(name) and name not in ("events", "alembic_version")


def _link_events(connection: Connection, events: Table, chains: Sequence[int]) -> None:
    read = kept.of_table(events, lambda _: None)
    question = (
        select(events.c.id, read.chain.label("chain"), *read.columns)
        .where(read.in_chains(chains), events.c.hash.is_(None))
        .order_by(events.c.id)
    )
    ends: dict[int, str] = {}
    links: list[dict[str, Any]] = []
    for row in connection.execute(question).mappings():
        digest = chain.content(dict(row))
        before = ends.get(row["chain"], chain.START)
        ends[row["chain"]] = chain.linked(before, digest, None)
        links.append({"event": row["id"], "says": digest, "link": ends[row["chain"]]})
    if links:
        chain.set_ends(connection, ends)
        connection.execute(
            update(events)
            .where(events.c.id == bindparam("event"))
            .values(digest=bindparam("says"), hash=bindparam("link")),
            links,
        )
