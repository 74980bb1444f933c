"""Statements that every unit of work uses, each written for both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Dialect,
    Insert,
    Table,
    Update,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)


def new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Ids that nobody else will get; asking the database for each row's own costs ten times as much."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(connection.scalars(query, {"name": table.name, "count": count}))
    # The write lock is ours, and rows are never removed.
    last = connection.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows, each of which has a value for every column of the table.

    For each value of each row SQLAlchemy would take longer than SQLite itself does.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), rows)
        return
    columns = [
        list(map(bind, values)) if bind else values
        for name, bind in _binds(table, connection.dialect)
        if (values := [row[name] for row in rows])
    ]
    connection.exec_driver_sql(_insert_one(table), list(zip(*columns, strict=True)))


@cache
def _insert_one(table: Table) -> str:
    names = [str(column.name) for column in table.columns]
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - our own names


@cache
def _binds(table: Table, dialect: Dialect) -> list[tuple[str, Callable[[Any], Any] | None]]:
    """What makes of a value of each column what the database takes; None where it is that already."""
    return [
        (str(column.name), column.type.dialect_impl(dialect).bind_processor(dialect))
        for column in table.columns
    ]


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
