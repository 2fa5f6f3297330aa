"""How promises are followed, results looked up, and root causes seen to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.database import Id, Moment

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_A_RESULT = sa.text("promise_id IS NULL")


def upgrade() -> None:
    """Go to this shape of the tables."""
    op.add_column("promises", sa.Column("first_due_on", sa.Date(), nullable=True))
    op.add_column("promises", sa.Column("is_owner_chosen", sa.Boolean(), nullable=True))
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
    with op.batch_alter_table("results") as table:
        table.add_column(sa.Column("point_id", Id, nullable=True))
        table.add_column(sa.Column("document", sa.String(length=200), nullable=True))
        table.add_column(sa.Column("amount_yuan", sa.BigInteger(), nullable=True))
        table.create_foreign_key("fk_results_point_id", "points", ["point_id"], ["id"])
    op.create_table(
        "result_changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("suggestion_id", Id, nullable=False),
        sa.Column("result_id", Id, nullable=False),
        sa.Column("replaced_by_id", Id, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_result_changes_by_id")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["results.id"], name=op.f("fk_result_changes_replaced_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["results.id"], name=op.f("fk_result_changes_result_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_result_changes_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_changes")),
        sa.UniqueConstraint("result_id", name=op.f("uq_result_changes_result_id")),
    )
    op.create_index(
        op.f("ix_result_changes_suggestion_id"), "result_changes", ["suggestion_id"], unique=False
    )
    with op.batch_alter_table("causes") as table:
        table.add_column(sa.Column("owner_id", Id, nullable=True))
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("ended_by_id", Id, nullable=True))
        table.add_column(sa.Column("ended_at", Moment(), nullable=True))
        table.create_foreign_key("fk_causes_owner_id", "people", ["owner_id"], ["id"])
        table.create_foreign_key("fk_causes_ended_by_id", "people", ["ended_by_id"], ["id"])
    op.create_table(
        "cause_measures",
        sa.Column("id", Id, nullable=False),
        sa.Column("cause_id", Id, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_cause_measures_by_id")),
        sa.ForeignKeyConstraint(
            ["cause_id"], ["causes.id"], name=op.f("fk_cause_measures_cause_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_measures")),
    )
    op.create_index(
        op.f("ix_cause_measures_cause_id"), "cause_measures", ["cause_id"], unique=False
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_index(op.f("ix_cause_measures_cause_id"), table_name="cause_measures")
    op.drop_table("cause_measures")
    with op.batch_alter_table("causes") as table:
        table.drop_constraint("fk_causes_ended_by_id", type_="foreignkey")
        table.drop_constraint("fk_causes_owner_id", type_="foreignkey")
        table.drop_column("ended_at")
        table.drop_column("ended_by_id")
        table.drop_column("due_on")
        table.drop_column("owner_id")
    op.drop_index(op.f("ix_result_changes_suggestion_id"), table_name="result_changes")
    op.drop_table("result_changes")
    with op.batch_alter_table("results") as table:
        table.drop_constraint("fk_results_point_id", type_="foreignkey")
        table.drop_column("amount_yuan")
        table.drop_column("document")
        table.drop_column("point_id")
    op.drop_index("uq_look_back_results", table_name="look_back_answers")
    op.execute("DELETE FROM look_back_answers WHERE promise_id IS NULL")
    with op.batch_alter_table("look_back_answers") as table:
        table.alter_column("promise_id", existing_type=Id, nullable=False)
    op.drop_column("look_backs", "gathered_to")
    op.drop_column("look_backs", "ended_at")
    op.drop_column("look_backs", "due_on")
    op.drop_column("promises", "is_owner_chosen")
    op.drop_column("promises", "first_due_on")
