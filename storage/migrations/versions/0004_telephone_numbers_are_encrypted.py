"""Telephone numbers are encrypted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.numbers import Found, Number
from storage.rotation import seal_rows

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WIDER = (
    ("contacts", "place", 300),
    ("contacts", "participants", 500),
    ("suggestions", "wishes", 500),
    ("attachments", "name", 300),
)
HELD = (
    ("answers", "text"),
    ("attachments", "name"),
    ("contacts", "objection"),
    ("contacts", "participants"),
    ("contacts", "place"),
    ("contacts", "summary"),
    ("events", "data"),
    ("messages", "entities"),
    ("messages", "keyboard"),
    ("messages", "media"),
    ("messages", "reply_keyboard"),
    ("messages", "text"),
    ("people", "notes"),
    ("rating_forms", "reason"),
    ("ratings", "reason"),
    ("revisions", "text"),
    ("suggestions", "content"),
    ("suggestions", "notes"),
    ("suggestions", "wishes"),
    ("units", "notes"),
)


def upgrade() -> None:
    """Go to this shape of the tables."""
    for table, column, _ in WIDER:
        _retype(table, column, sa.Text())
    op.add_column("people", sa.Column("phone_sealed", sa.Text(), nullable=True))
    op.add_column("people", sa.Column("phone_index", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_people_phone_index"), "people", ["phone_index"], unique=False)
    _seal_people()
    op.drop_column("people", "phone")
    connection = op.get_bind()
    for table, column in HELD:
        seal_rows(connection, table, column)
    seal_rows(connection, "inbox", "raw", "update_id")
    seal_rows(connection, "dialogs", "data", "person_id")


def _retype(table: str, column: str, kind: sa.types.TypeEngine[str]) -> None:
    """Give a column another type, in the way that both engines know."""
    op.add_column(table, sa.Column("retyped", kind, nullable=True))
    rows = sa.table(table, sa.column(column), sa.column("retyped"))
    op.execute(sa.update(rows).values(retyped=rows.c[column]))
    op.drop_column(table, column)
    op.alter_column(table, "retyped", new_column_name=column)


def _seal_people() -> None:
    people = sa.table(
        "people",
        sa.column("id"),
        sa.column("phone"),
        sa.column("phone_sealed", Number()),
        sa.column("phone_index", Found()),
    )
    connection = op.get_bind()
    rows = sa.select(people.c.id, people.c.phone).where(people.c.phone.is_not(None))
    for person_id, phone in connection.execute(rows).all():
        connection.execute(
            sa.update(people)
            .where(people.c.id == person_id)
            .values(phone=None, phone_sealed=phone, phone_index=phone)
        )


def downgrade() -> None:
    """Go back to the shape before; numbers become plain where they are a person's."""
    people = sa.table(
        "people", sa.column("id"), sa.column("phone"), sa.column("phone_sealed", Number())
    )
    op.add_column("people", sa.Column("phone", sa.String(length=30), nullable=True))
    connection = op.get_bind()
    for person_id, phone in connection.execute(
        sa.select(people.c.id, people.c.phone_sealed).where(people.c.phone_sealed.is_not(None))
    ).all():
        connection.execute(sa.update(people).where(people.c.id == person_id).values(phone=phone))
    op.drop_index(op.f("ix_people_phone_index"), table_name="people")
    op.drop_column("people", "phone_index")
    op.drop_column("people", "phone_sealed")
    for table, column, length in WIDER:
        _retype(table, column, sa.String(length=length))
