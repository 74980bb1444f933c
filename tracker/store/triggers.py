"""The database itself refuses to change or remove what must stay as it was written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table

REFUSAL = "records are added, never changed or removed"


def guard(table: Table, connection: Connection, **_: Any) -> None:
    """Makes a table that was just created insert-only; listens to "after_create"."""
    for statement in guard_statements(
        table.name, next(iter(table.primary_key)).name, connection.dialect.name
    ):
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
