"""Bringing a store's tables to the present version: created whole where there are none, else migrated step by step.

A test holds both ways to the same result. Alembic is loaded only to migrate.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, insert, inspect

from tracker.errors import UnavailableError
from tracker.store.engine import schema_version
from tracker.store.failures import describe
from tracker.store.tables import metadata
from tracker.store.tables import schema_version as version_table
from tracker.store.version import SCHEMA_VERSION

_ONE_AT_A_TIME = 7_436_120_001
"""Key of the advisory lock on PostgreSQL; on SQLite the write lock does the same."""


def bring_up_to_date(connection: Connection) -> None:
    """Creates or migrates within the caller's transaction, which began as a writer's.

    Raises UnavailableError where the tables are of a newer program, or of another one.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
    found = schema_version(connection)  # another process may have been faster
    if found == SCHEMA_VERSION:
        return
    if found is None:
        create(connection)
    elif found > SCHEMA_VERSION:
        raise UnavailableError(
            f"{describe(connection.engine.url)} was written by a newer tracker (schema {found}; "
            f"this one knows {SCHEMA_VERSION}); install that version or a later one."
        )
    else:
        migrate(connection)


def create(connection: Connection) -> None:
    """All tables, where none of ours stands yet."""
    strangers = set(inspect(connection).get_table_names()) & set(metadata.tables)
    if strangers > {"events", "contents"}:
        raise UnavailableError(
            f"{describe(connection.engine.url)} no longer says of which version it is; its table schema_version "
            "was lost or emptied. See what else is wrong: tracker doctor. Then restore a backup."
        )
    if strangers:
        raise UnavailableError(
            f"{describe(connection.engine.url)} holds tables of another program "
            f"({', '.join(sorted(strangers))}); name another home or database."
        )
    metadata.create_all(connection, checkfirst=False)
    connection.execute(insert(version_table).values(version_num=SCHEMA_VERSION))


def migrate(connection: Connection) -> None:
    """Runs the migrations that the store lacks, all in the caller's transaction."""
    from alembic import command  # noqa: PLC0415 - half a second, needed only here
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    folder = str(Path(__file__).with_name("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
