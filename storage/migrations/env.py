"""Alembic asks here what to compare and where to run."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage import schema
from storage.database import Id, Moment
from storage.numbers import Found, Number, Values, Words


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our own types keep their names, so that both engines get their own kind of column."""
    if kind != "type":
        return False
    for name, is_it in (
        ("Moment()", isinstance(item, Moment)),
        ("Json", isinstance(item, Values)),
        ("Id", item is Id),
    ):
        if is_it:
            autogen.imports.add(f"from storage.database import {name.removesuffix('()')}")
            return name
    if isinstance(item, Words | Number):
        return "sa.Text()"
    if isinstance(item, Found):
        return "sa.String(length=64)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    transactional_ddl=True,
    render_item=render_item,
    compare_type=True,
)
context.run_migrations()
