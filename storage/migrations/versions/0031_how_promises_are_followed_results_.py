"""How promises are followed, results looked up, and root causes seen to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.database import Id, Moment

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_A_RESULT = sa.text("promise_id IS NULL")


def upgrade() -> None:
    """Go to this shape of the tables."""
    op.add_column("promises", sa.Column("first_due_on", sa.Date(), nullable=True))
    op.add_column("look_backs", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("look_backs", sa.Column("ended_at", Moment(), nullable=True))
    op.add_column("look_backs", sa.Column("gathered_to", Id, nullable=True))
    with op.batch_alter_table("look_back_answers") as table:
        table.alter_column("promise_id", existing_type=Id, nullable=True)
    op.create_index(
        "uq_look_back_results",
        "look_back_answers",
        ["look_back_id", "suggestion_id"],
        unique=True,
        sqlite_where=OF_A_RESULT,
        postgresql_where=OF_A_RESULT,
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_index("uq_look_back_results", table_name="look_back_answers")
    op.execute("DELETE FROM look_back_answers WHERE promise_id IS NULL")
    with op.batch_alter_table("look_back_answers") as table:
        table.alter_column("promise_id", existing_type=Id, nullable=False)
    op.drop_column("look_backs", "gathered_to")
    op.drop_column("look_backs", "ended_at")
    op.drop_column("look_backs", "due_on")
    op.drop_column("promises", "first_due_on")
