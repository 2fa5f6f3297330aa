"""Every row of one kind about one suggestion: what the whole record asks of each table."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import Base, table_of

Noun = TypeVar("Noun", bound=Base)


def about(session: Session, noun: type[Noun], suggestion_id: int) -> Sequence[Noun]:
    """The rows of a table with a column `suggestion_id`, in order."""
    table = table_of(noun)
    return session.scalars(
        select(noun)
        .where(table.c.suggestion_id == suggestion_id)
        .order_by(*table.primary_key.columns)
    ).all()
