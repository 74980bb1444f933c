"""Words of quotes, actions and letters that can be sought."""

from __future__ import annotations

from alembic import op

from tracker.store.words import fill_statements, search_statements

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the indexes of words and fills them with what is there."""
    connection = op.get_bind()
    for statement in (
        *search_statements(connection.dialect.name),
        *fill_statements(connection.dialect.name),
    ):
        connection.exec_driver_sql(statement)
