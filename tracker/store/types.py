"""How values lie in the tables: instants as aware UTC, codes as checked short text."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Dialect, String, TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant. Refuses naive ones, keeps UTC, gives back UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; SQLite's column type knows no zone, so it gets the UTC wall clock."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database; PostgreSQL answers in the session's zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def code(name: str, codes: type[StrEnum], *, nullable: bool = False, **options: Any) -> Column[str]:
    """A column for the values of an enumeration; `one_of` checks it."""
    return Column(name, String(max(16, *(len(value) for value in codes))), nullable=nullable, **options)


def one_of(name: str, codes: type[StrEnum]) -> CheckConstraint:
    """The check that a column holds a value of the enumeration (or NULL, where it may)."""
    listed = ", ".join(f"'{value}'" for value in codes)
    return CheckConstraint(f"{name} IN ({listed})", name=name)
