"""Names that an organisation no longer goes by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the column."""
    op.add_column(
        "aliases", sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
