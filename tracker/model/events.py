"""The audit record: every change, with what stood before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after; `before` is None for a new row. Values are plain JSON values."""

    table: str
    row_id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Event:
    """One link of the chain."""

    seq: int
    """Counts from 1 without gaps."""
    batch: int
    """The first `seq` of the transaction that wrote it: one act of a person may change many rows."""
    at: datetime
    actor: str
    """Who it was done as (claimed)."""
    login: str
    """The operating system's or database's login."""
    action: str
    """Such as "commitment.resolved"."""
    change: Change
    note: str | None
    hash: str


def noun(table: str) -> str:
    """What one row of an audited table is called, such as "person"."""
    return _NOUNS.get(table, table.removesuffix("s"))


_NOUNS: Final = {"people": "person", "aliases": "alias", "evidence": "evidence"}
