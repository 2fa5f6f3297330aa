"""Since when a unit has a suggestion, and what the ledger says of it.

Of what is handled together with two others, or with itself, the first row stays: by the tables of
before that could come about. `verify` names a row that is ended here.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.database import Json, Moment

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LIVING = sa.text("ended_at IS NULL")
ENDED = """
    UPDATE merges SET ended_at = at WHERE ended_at IS NULL AND (
        suggestion_id = into_id OR EXISTS (
            SELECT 1 FROM merges AS earlier
            WHERE earlier.suggestion_id = merges.suggestion_id
                AND earlier.ended_at IS NULL AND earlier.id < merges.id
        )
    )
"""


def upgrade() -> None:
    """Go to this shape of the tables."""
    op.execute(ENDED)
    op.create_index(
        "uq_merges_living",
        "merges",
        ["suggestion_id"],
        unique=True,
        sqlite_where=LIVING,
        postgresql_where=LIVING,
    )
    op.add_column("suggestions", sa.Column("came_at", Moment(), nullable=True))
    op.add_column("suggestions", sa.Column("listed", Json, nullable=True))


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_column("suggestions", "listed")
    op.drop_column("suggestions", "came_at")
    op.drop_index("uq_merges_living", table_name="merges")
