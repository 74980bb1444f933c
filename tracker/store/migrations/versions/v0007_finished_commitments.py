"""An index of commitments that ended, soonest first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds the index."""
    where = sa.text("status IN ('resolved', 'dismissed')")
    op.create_index(
        "ix_commitments_finished", "commitments", ["due"], sqlite_where=where, postgresql_where=where
    )
