"""Wrong invitation codes, who has left, and whose turn it was."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.database import Moment

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape of the tables."""
    op.create_table(
        "guesses",
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("paused_until", Moment(), nullable=True),
        sa.Column("told_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_guesses")),
    )
    op.create_index(
        "ix_inbox_emptied",
        "inbox",
        ["done_at"],
        unique=False,
        sqlite_where=sa.text("state = 'done' AND raw = '{}'"),
        postgresql_where=sa.text("state = 'done' AND raw = '{}'"),
    )
    op.add_column("chats", sa.Column("served_at", Moment(), nullable=True))
    op.add_column("people", sa.Column("left_at", Moment(), nullable=True))


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_index(
        "ix_inbox_emptied",
        table_name="inbox",
        sqlite_where=sa.text("state = 'done' AND raw = '{}'"),
        postgresql_where=sa.text("state = 'done' AND raw = '{}'"),
    )
    op.drop_column("people", "left_at")
    op.drop_column("chats", "served_at")
    op.drop_table("guesses")
