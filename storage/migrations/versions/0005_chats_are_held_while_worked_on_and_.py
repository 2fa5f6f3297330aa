"""Chats are held while worked on, and parts are led."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.database import Moment

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape of the tables."""
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chats")),
    )
    op.create_table(
        "leaders",
        sa.Column(
            "part",
            sa.Enum("poll", "send", "tick", name="part", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("resigned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_leaders")),
    )
    op.add_column(
        "inbox", sa.Column("chat_id", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.drop_index(op.f("ix_inbox_new"), table_name="inbox", sqlite_where=sa.text("state = 'new'"))
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["chat_id", "update_id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.execute("INSERT INTO chats (chat_id) VALUES (0)")  # what came in before
    op.add_column(
        "people", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column(
        "suggestions",
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_column("suggestions", "version")
    op.drop_column("people", "version")
    op.drop_index(
        "ix_inbox_new",
        table_name="inbox",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        op.f("ix_inbox_new"),
        "inbox",
        ["update_id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_column("inbox", "chat_id")
    op.drop_table("leaders")
    op.drop_table("chats")
