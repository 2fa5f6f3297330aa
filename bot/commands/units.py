"""A unit named behind a command."""

from storage import ledger
from storage.database import Database
from storage.ledger import UnitEntry


class UnknownUnit(ValueError):
    """No unit has that name; the message is one sentence for people."""


def named(database: Database, name: str) -> UnitEntry:
    """The unit of that name, or short name. Raises UnknownUnit."""
    with database.read() as session:
        for one in ledger.units(session):
            if name in (one.name, one.short_name):
                return one
    raise UnknownUnit(f"没有这个单位：{name} (no unit is called that)")
