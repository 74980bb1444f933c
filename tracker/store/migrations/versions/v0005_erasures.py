"""What of the record was erased when a person was forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "events", sa.Text(), nullable=False, comment="JSON object: event to the new hash of its values"
        ),
        sa.Column("contents", sa.Text(), nullable=False, comment="JSON list: hashes of mails that are gone"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_erasures_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        sa.UniqueConstraint("person_id", name="uq_erasures_person_id"),
    )
