"""All that a store holds, row by row, to be put into an empty one: of the same kind or of the other.

Rows keep their ids and versions. Events stay behind: the new store's record begins with what came in. What may not
leave (addresses, confidential letters) is left out with all that hangs on it, so that what is written is whole in itself.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import Boolean, Connection, Double, Integer, Table, func, select, text

from tracker.model.events import noun
from tracker.store.export import Shown
from tracker.store.tables import (
    AUDITED,
    FORGOTTEN_ADDRESS,
    aliases,
    asks,
    commitments,
    contents,
    erasures,
    letters,
    messages,
    organisations,
    people,
    undos,
)
from tracker.store.unit import Unit
from tracker.store.values import complete, recorded, typed

EXCHANGED: Final = tuple(table for table in AUDITED if table not in {undos, erasures})
"""Acts that were undone, and what was erased, are known by events, which stay behind."""
BY_NAME: Final = {str(table.name): table for table in EXCHANGED}
NO_ADDRESS: Final = "withheld@address.invalid"
"""What a person has whose address did not come with her: mail to it fails."""
_AT_ONCE: Final = 5_000
_KEPT: Final = {"content_hash", "text_hash"}


def rows_out(connection: Connection, shown: Shown) -> Iterator[dict[str, Any]]:
    """What is kept by its hash, then each row of each table, in the order in which they can be put back."""
    gone = _left_out(connection, shown)
    for key in sorted(_hashes(connection, gone)):
        kept = connection.execute(select(contents).where(contents.c.hash == key)).one()
        yield {"content": key, "media_type": kept.media_type, "bytes": b64encode(kept.bytes).decode()}
    for table in EXCHANGED:
        query = select(table).order_by(table.c.id).execution_options(yield_per=_AT_ONCE)
        for row in connection.execute(query).mappings():
            if row["id"] not in gone[table.name]:
                values = dict(row)
                for name, target in _references(table).items():
                    if values[name] in gone[target]:
                        values[name] = None
                if table is people and not shown.addresses and values["email"] != FORGOTTEN_ADDRESS:
                    del values["email"]
                number = values.pop("id")
                yield {"table": str(table.name), "id": number, "row": recorded(table, values)}


def holds_anything(connection: Connection) -> dict[str, int]:
    """By table, how many rows there are, where there are any."""
    counts = {
        str(table.name): connection.scalar(select(func.count()).select_from(table)) for table in EXCHANGED
    }
    return {name: count for name, count in counts.items() if count}


def row_in(table: Table, number: Any, values: Any) -> dict[str, Any]:
    """A row as `rows_out` wrote it, as the store takes it. Raises ValueError, which says what is wrong with it."""
    if type(number) is not int or not 0 < number < 2**31:
        raise ValueError("id is no number of a row")
    if not isinstance(values, dict):
        raise ValueError("row is no object")  # noqa: TRY004 - told with its line, as the rest
    if unknown := values.keys() - ({str(column.name) for column in table.c} - {"id"}):
        raise ValueError(f"{table.name} has no column {min(unknown)!r}")
    for name, value in values.items():
        if value is not None and not isinstance(value, _json_type(table, name)):
            raise ValueError(f"{name} cannot be {value!r:.40}")
        if isinstance(value, bool) and not isinstance(table.c[name].type, Boolean):
            raise ValueError(f"{name} cannot be {value!r}")  # noqa: TRY004
    if table is people:
        values = {"email": NO_ADDRESS, **values}
    row = complete(table, typed(table, values))
    for column in table.c:
        if column.name != "id" and not column.nullable and row[column.name] is None:
            raise ValueError(f"{column.name} is missing")
    return {"id": number, **row}


def content_in(unit: Unit, line: Mapping[str, Any]) -> None:
    """Keep bytes as `rows_out` wrote them. Raises ValueError where they are not those of their hash."""
    try:
        data = b64decode(line["bytes"], validate=True)
    except (KeyError, TypeError, ValueError):
        raise ValueError("bytes are missing or no base64") from None
    if not isinstance(line.get("media_type"), str):
        raise ValueError("media_type is missing")  # noqa: TRY004
    if unit.keep(data, line["media_type"]) != line["content"]:
        raise ValueError("the bytes are not those of their hash")


def put_in(unit: Unit, table: Table, rows: list[dict[str, Any]]) -> None:
    """Add all rows of a table, which has none yet, under their own ids."""
    unit.insert_as_they_are(table, rows, f"{noun(str(table.name))}.imported")
    if rows and unit.connection.dialect.name == "postgresql":
        counting = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
        unit.connection.execute(counting, {"name": table.name, "last": max(row["id"] for row in rows)})


def _left_out(connection: Connection, shown: Shown) -> dict[str, set[int]]:
    """By table, the rows that stay behind: the confidential ones, and those that cannot stand without such."""
    gone: dict[str, set[int]] = {str(table.name): set() for table in EXCHANGED}
    if not shown.confidential:
        gone[letters.name].update(connection.scalars(select(letters.c.id).where(letters.c.confidential)))
    if not (shown.confidential and shown.addresses):
        # Mails hold addresses, and words of letters that became confidential later.
        gone[messages.name].update(connection.scalars(select(messages.c.id)))
    # Mails to who was forgotten are empty.
    forgotten = select(messages.c.id).where(messages.c.person_id.in_(select(erasures.c.person_id)))
    gone[messages.name].update(connection.scalars(forgotten))
    for table in EXCHANGED:
        needed = {name: target for name, target in _references(table).items() if not table.c[name].nullable}
        if not any(gone[target] for target in needed.values()):
            continue
        for row in connection.execute(select(table.c.id, *(table.c[name] for name in needed))).mappings():
            if any(row[name] in gone[target] for name, target in needed.items()):
                gone[table.name].add(row["id"])
    _leave_out_names(connection, gone)
    return gone


def _leave_out_names(connection: Connection, gone: dict[str, set[int]]) -> None:
    """Organisations that only confidential letters name, with their aliases: that they wrote to us is confidential."""
    known: dict[bool, set[int]] = {True: set(), False: set()}
    for table in (letters, commitments, asks):
        rows = connection.execute(
            select(table.c.id, table.c.organisation_id).where(table.c.organisation_id.is_not(None))
        )
        for number, organisation in rows:
            known[number in gone[table.name]].add(organisation)
    only = known[True] - known[False]
    merged = select(organisations.c.id, organisations.c.merged_into)
    into = {number: target for number, target in connection.execute(merged) if target is not None}
    only -= {into[number] for number in known[False] & into.keys()}  # another name of it stays
    gone[organisations.name] |= only | {number for number, target in into.items() if target in only}
    left = select(aliases.c.id).where(aliases.c.organisation_id.in_(sorted(only)))
    gone[aliases.name].update(connection.scalars(left))


def _hashes(connection: Connection, gone: Mapping[str, set[int]]) -> set[str]:
    """What the rows that leave refer to by its hash."""
    found: set[str] = set()
    for table in EXCHANGED:
        names = [name for name in map(str, table.columns.keys()) if name in _KEPT]
        for row in (
            connection.execute(select(table.c.id, *(table.c[name] for name in names))) if names else ()
        ):
            if row[0] not in gone[table.name]:
                found.update(filter(None, row[1:]))
    return found


@cache
def _references(table: Table) -> dict[str, str]:
    """Each column that refers to a row by its id, with the table."""
    return {
        str(column.name): str(key.column.table.name)
        for column in table.c
        for key in column.foreign_keys
        if key.column.table is not contents
    }


def _json_type(table: Table, name: str) -> type | tuple[type, ...]:
    kind = type(table.c[name].type)
    if kind is Integer:
        return int
    if kind is Double:
        return (int, float)
    return bool if kind is Boolean else str
