"""Statements that every unit of work uses, each written for both databases."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Insert, Table, Update, bindparam, func, select, text, update


def new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Ids that nobody else will get; asking the database for each row's own costs ten times as much."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(connection.scalars(query, {"name": table.name, "count": count}))
    # The write lock is ours, and rows are never removed.
    last = connection.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


def insert_or_nothing(connection: Connection, table: Table) -> Insert:
    """Adds rows, but none whose unique key is taken already."""
    # Each of the two loads a whole dialect: only that in use.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(table).on_conflict_do_nothing()


@cache
def update_by_ids(table: Table, columns: tuple[str, ...]) -> Update:
    """Changes the rows `row_ids` alike; built once, as it is the same for all mails that leave."""
    return (
        update(table)
        .where(table.c.id.in_(bindparam("row_ids", expanding=True)))
        .values({name: bindparam(name) for name in columns})
    )


@cache
def update_by_id(table: Table, columns: tuple[str, ...]) -> Update:
    """Changes the row `row_id`."""
    return (
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values({name: bindparam(name) for name in columns})
    )
