"""Alembic's entry: migrates over the connection that `tracker.store.schema` hands in, in its transaction."""

from __future__ import annotations

from alembic import context

from tracker.store.tables import schema_version

context.configure(
    connection=context.config.attributes["connection"],
    version_table=schema_version.name,
    transactional_ddl=True,
    # SQLite can alter a table only by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
