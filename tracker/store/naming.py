"""Questions about names and ids: what stands behind a number, and which id is near another."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Table, Text, cast, false, func, select

from tracker.store.tables import metadata


def names_of(connection: Connection, table: str, ids: Collection[int]) -> dict[int, str]:
    """The names of rows of a table that has them, by id."""
    named = metadata.tables[table]
    query = select(named.c.id, named.c.name).where(named.c.id.in_(sorted(ids)))
    return {row[0]: row[1] for row in connection.execute(query)}


def nearest_id(connection: Connection, table: Table, number: int) -> int | None:
    """The id that is nearest to `number`, the smaller of two; None where the table is empty."""
    below = connection.scalar(select(func.max(table.c.id)).where(table.c.id <= number))
    above = connection.scalar(select(func.min(table.c.id)).where(table.c.id >= number))
    near: list[int] = [each for each in (below, above) if each is not None]
    return min(near, key=lambda each: (abs(each - number), each), default=None)


def ids_like(connection: Connection, table: Table, digits: str, most: int) -> list[tuple[int, str]]:
    """The latest ids that begin with those digits, each with a few words of its row; what was taken back is left out."""
    words = next(
        (table.c[name] for name in ("action", "source", "quote", "subject") if name in table.c), table.c.id
    )
    query = select(table.c.id, words).order_by(table.c.id.desc()).limit(most)
    if digits:
        query = query.where(cast(table.c.id, Text).startswith(digits, autoescape=True))
    if "withdrawn" in table.c:
        query = query.where(table.c.withdrawn == false())
    return [(row[0], str(row[1])) for row in connection.execute(query)]
