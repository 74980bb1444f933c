"""Rows as plain JSON values: the form in which the audit chain keeps them and compares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, Final

import msgspec
from sqlalchemy import Boolean, Date, Double, Integer, Table, Time
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from tracker.store.types import Instant

Row = Mapping[str, Any]


_PLAIN: Final = frozenset({type(None), bool, int, float, str})


def plain(value: Any) -> Any:
    """`value` as JSON can hold it; instants become UTC with microseconds, so that equal ones are equal text."""
    if type(value) in _PLAIN:
        return value
    match value:
        case Enum():
            return value.value
        case datetime():
            return iso(value)
        case date() | time():
            return value.isoformat()
        case _:
            raise TypeError(f"no plain form for {type(value).__name__}")


def iso(instant: datetime) -> str:
    """The instant in UTC, always of the same length: "2026-11-02T08:00:00.000000+00:00"."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: Any) -> bytes:
    """JSON in UTF-8 without blanks, non-ASCII characters as they are; the bytes that are hashed.

    The same as Python's `json.dumps(value, ensure_ascii=False, separators=(",", ":"))`.
    """
    return msgspec.json.encode(value)


def values_hash(salt: str, before: str | None, after: str | None, note: str | None) -> str:
    """What the chain holds of the values of one event: SHA-256, in hex."""
    return sha256(canonical([salt, before, after, note])).hexdigest()


@cache
def defaults(table: Table) -> dict[str, Any]:
    """What each column but `id` holds where nothing is said."""
    return {
        str(column.name): column.default.arg
        if isinstance(column.default, ScalarElementColumnDefault)
        else None
        for column in table.columns
        if column.name != "id"
    }


def complete(table: Table, values: Row) -> dict[str, Any]:
    """A whole row but for its `id`: `values` over the defaults, enumerations as their codes."""
    row = dict(defaults(table))
    for name, value in values.items():
        if name not in row:
            raise ValueError(f"{table.name} has no column {name}")
        row[name] = value.value if isinstance(value, Enum) else value
    return row


def recorded(table: Table, row: Row) -> dict[str, Any]:
    """The plain values of a new row, leaving out what is NULL and by default so."""
    usual = defaults(table)
    return {name: plain(value) for name, value in row.items() if value is not None or usual[name] is not None}


def typed(table: Table, row: Row) -> dict[str, Any]:
    """A plain row, or some columns of it, as the table's queries give it: days, times and instants again."""
    values = dict(row)
    for name, read in _readers(table):
        if values.get(name) is not None:
            values[name] = read(values[name])
    return values


@cache
def _readers(table: Table) -> tuple[tuple[str, Callable[[str], Any]], ...]:
    """The columns whose plain values are no longer what they were, and how they become so again."""
    read = ((str(column.name), _FROM_PLAIN.get(type(column.type))) for column in table.columns)
    return tuple((name, reader) for name, reader in read if reader is not None)


_FROM_PLAIN: Final[dict[type, Callable[[str], Any]]] = {
    Date: date.fromisoformat,
    Time: time.fromisoformat,
    Instant: datetime.fromisoformat,
}


def restored(table: Table, values: Row) -> dict[str, Any]:
    """The inverse of `recorded`: the whole plain row."""
    return {**_plain_defaults(table), **values}


@cache
def _plain_defaults(table: Table) -> dict[str, Any]:
    return {name: plain(default) for name, default in defaults(table).items()}


@cache
def row_type(table: Table) -> type[msgspec.Struct]:
    """Whole rows of `table` but for their `id`, as they are decoded from what events hold of them.

    Columns are attributes; days, times and instants are such again, and what was not said is the column's default.
    """
    usual = _plain_defaults(table)
    columns = [
        (str(column.name), _PYTHON.get(type(column.type), str) | None, usual[column.name])
        for column in table.columns
        if column.name != "id"
    ]
    return msgspec.defstruct(f"{table.name}_row", columns, gc=False)


_PYTHON: Final[dict[type, type]] = {
    Boolean: bool,
    Integer: int,
    Double: float,
    Date: date,
    Time: time,
    Instant: datetime,
}
