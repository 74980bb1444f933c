"""The lists that are asked for most, of an SQLite store, without the SQL toolkit, which takes longer to load than they take.

The statements are those that `tracker.store.commitments` makes; a test compares them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from tracker.model import Commitment
from tracker.store.rows import commitment_of
from tracker.store.version import SCHEMA_VERSION

T = TypeVar("T")

_COLUMNS: Final = (
    "id", "letter_id", "organisation_id", "actor", "quote", "quote_start", "quote_end", "action", "verb", "strength",
    "kind", "condition", "condition_state", "due_kind", "due_text", "due_start", "due_end", "earliest", "due",
    "due_basis", "due_rule", "due_anchor", "due_anchor_text", "due_assumption", "first_due", "due_because",
    "snoozed_until", "waiting_since", "status", "outcome", "kept_on", "superseded_by", "confirmation", "owner_id",
    "confidence", "added", "changed", "deadline_version", "withdrawn", "version",
)  # fmt: skip
_JOINED: Final = ("organisation", "owner", "case_name", "letter_date", "confidential")
_NAMES: Final = (*_COLUMNS, *_JOINED)
_LISTED: Final = (
    f"SELECT {', '.join(f'commitments.{name}' for name in _COLUMNS)}, "  # noqa: S608 - names of our own
    "organisations.name AS organisation, people.name AS owner, cases.name AS case_name, "
    "letters.date AS letter_date, letters.confidential "
    "FROM commitments JOIN letters ON letters.id = commitments.letter_id "
    "JOIN organisations ON organisations.id = commitments.organisation_id "
    "LEFT OUTER JOIN people ON people.id = commitments.owner_id "
    "LEFT OUTER JOIN cases ON cases.id = letters.case_id "
    "WHERE letters.withdrawn = 0 AND letters.duplicate_of IS NULL AND commitments.withdrawn = 0 AND "
)
_AWAKE: Final = (
    "commitments.due < ? AND (commitments.condition_state IS NULL OR commitments.condition_state != 'dormant') "
    "AND commitments.waiting_since IS NULL ORDER BY commitments.due, commitments.id LIMIT ? OFFSET 0"
)
_SOONEST: Final = "ORDER BY commitments.due NULLS LAST, commitments.id"
UNFINISHED: Final = f"{_LISTED}status IN ('open', 'proposed') {_SOONEST} LIMIT ? OFFSET 0"
OVERDUE: Final = f"{_LISTED}status = 'open' AND due_basis <> 'policy' AND {_AWAKE}"
FOR_REVIEW: Final = f"{_LISTED}status = 'open' AND due_basis = 'policy' AND {_AWAKE}"
WAITING: Final = f"{_LISTED}status = 'open' AND waiting_since IS NOT NULL {_SOONEST}"
_ALL: Final = -1


class Quick:
    """One snapshot of a store that lies in a file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def unfinished(self, limit: int | None) -> list[Commitment]:
        """Proposed and open commitments, as `commitments.listing` gives them."""
        return self._read(UNFINISHED, limit or _ALL)

    def overdue(self, day: date, limit: int | None) -> list[Commitment]:
        """As `commitments.overdue_as_of`."""
        return self._read(OVERDUE, day.isoformat(), _ALL if limit is None else limit)

    def for_review(self, day: date, limit: int | None) -> list[Commitment]:
        """As `commitments.review_due_as_of`."""
        return self._read(FOR_REVIEW, day.isoformat(), _ALL if limit is None else limit)

    def waiting(self) -> list[Commitment]:
        """As `commitments.waiting`."""
        return self._read(WAITING)

    def _read(self, query: str, *parameters: object) -> list[Commitment]:
        return [_commitment(row) for row in self._connection.execute(query, parameters)]


def read(file: Path, what: Callable[[Quick], T]) -> T | None:
    """What is read from one snapshot of the store in `file`; None where it is not there, or not as this program writes it.

    None also where anything goes wrong: whoever asks in the ordinary way then is told what.
    """
    if not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            version = connection.execute("SELECT version_num FROM schema_version").fetchone()
            return what(Quick(connection)) if version == (SCHEMA_VERSION,) else None
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        return None


def _commitment(row: tuple[Any, ...]) -> Commitment:
    value = dict(zip(_NAMES, row, strict=True))
    for name in _DAYS:
        if value[name] is not None:
            value[name] = date.fromisoformat(value[name])
    for name in ("added", "changed"):
        value[name] = datetime.fromisoformat(value[name]).replace(tzinfo=UTC)
    for name in ("withdrawn", "confidential"):
        value[name] = bool(value[name])
    return commitment_of(value)


_DAYS: Final = (
    "earliest", "due", "due_anchor", "first_due", "snoozed_until", "waiting_since", "kept_on", "letter_date",
)  # fmt: skip
