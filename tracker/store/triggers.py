"""The database itself refuses to change or remove what must stay as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table

from tracker.errors import RefusedError

REFUSAL = "records are added, never changed or removed"


def guard(table: Table, connection: Connection, **_: Any) -> None:
    """Makes a table that was just created insert-only; listens to "after_create"."""
    for statement in guard_statements(
        table.name, next(iter(table.primary_key)).name, connection.dialect.name
    ):
        connection.exec_driver_sql(statement)


@contextmanager
def guard_lifted(connection: Connection, table: Table) -> Iterator[None]:
    """Lets the caller's transaction alone write over rows; for an erasure that is itself recorded.

    Whoever else writes waits until the transaction ends. Raises RefusedError for a login that does not own the table.
    """
    key = next(iter(table.primary_key)).name
    if connection.dialect.name == "postgresql":
        switch = f"ALTER TABLE {table.name} {{}} TRIGGER {table.name}_insert_only"
        owner = connection.exec_driver_sql(
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(%s)", (table.name,)
        ).scalar()
        if not owner:
            raise RefusedError(
                "Only the login that owns its tables may erase anything of this store; repeat it as that login."
            )
        connection.exec_driver_sql(switch.format("DISABLE"))
        yield
        connection.exec_driver_sql(switch.format("ENABLE"))
        return
    statements = guard_statements(table.name, key, "sqlite")
    for statement in statements:
        connection.exec_driver_sql(f"DROP TRIGGER {statement.split()[2]}")
    yield
    for statement in statements:
        connection.exec_driver_sql(statement)


def guard_statements(table: str, key: str, dialect: str) -> list[str]:
    """What makes `table` (its primary key being `key`) insert-only.

    SQLite's INSERT OR REPLACE removes a row without firing its DELETE trigger unless the connection asks for
    recursive triggers; a trigger on INSERT refuses it whoever is connected. PostgreSQL's statement triggers see
    TRUNCATE too.
    """
    if dialect == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ': {REFUSAL}'; END $$"
        )
        trigger = (
            f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return [function, trigger]
    known = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608 - names from our own tables
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSAL}'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {known} {refuse}",
    ]
