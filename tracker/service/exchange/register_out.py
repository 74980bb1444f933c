"""Promises as a register in CSV, which `import` takes in again: a row each, under the names of its fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Final

from tracker.model import Basis, Commitment
from tracker.reports.delimited import harmless

FIELDS: Final = (
    "id", "organisation", "quote", "action", "actor", "due", "review", "letter_date", "letter", "owner", "case",
    "condition", "condition_state", "kind", "strength", "status", "outcome", "kept_on",
)  # fmt: skip
"""`id`, `review` (the office's own day) and `letter` (its number) tell more than an import takes."""


def to_register(found: Iterable[Commitment]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheet programs read it right; no cell is a formula to them."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(FIELDS)
    writer.writerows(map(_row, found))
    return target.getvalue().encode("utf-8-sig")


def _row(each: Commitment) -> list[str | int]:
    policy = each.deadline.basis is Basis.POLICY
    values = (
        each.id, each.organisation, each.quote, each.action, each.actor, None if policy else each.due,
        each.due if policy else None, each.letter_date, each.letter_id, each.owner, each.case, each.condition,
        each.condition_state, each.kind, each.strength, each.status, each.outcome, each.kept_on,
    )  # fmt: skip
    return [_cell(value) for value in values]


def _cell(value: object) -> str | int:
    if isinstance(value, int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return harmless(str(value)) if value is not None else ""
