"""What was known at an earlier moment, replayed from the audit chain alone.

A moment is named by the number of the last event that had been written by then. Nothing is read from today's tables,
so a row that was changed without a record does not change the past.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, select

from tracker.model import Commitment, Status
from tracker.store.audit import NO_HASH, Checkpoint
from tracker.store.rows import commitment_of
from tracker.store.tables import (
    cases,
    commitments,
    event_values,
    events,
    letters,
    organisations,
    people,
)
from tracker.store.values import iso, restored, typed

_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_AT_ONCE: Final = 10_000


def last_event_before(connection: Connection, instant: datetime) -> int:
    """The number of the last event written before `instant` (aware), by its writer's clock; 0 where there is none."""
    before = select(events.c.seq).where(events.c.at < iso(instant)).order_by(events.c.seq.desc()).limit(1)
    return connection.scalar(before) or 0


def open_before(connection: Connection, day: date, last: int) -> Iterator[Commitment]:
    """The open commitments of letters then in force whose day lies before `day`, as the event `last` left them."""
    names, before = _Names(connection, last), day.isoformat()
    for row in _in_order_of_events(connection, commitments, last):
        if row["status"] == Status.OPEN and row["due"] and row["due"] < before and names.listed(row):
            yield commitment_of(typed(commitments, row) | names.of(row))


def changed_since(connection: Connection, last: int) -> set[int]:
    """The commitments with an event after `last`."""
    query = select(events.c.row_id).where(events.c.table_name == commitments.name, events.c.seq > last)
    return set(connection.scalars(query.distinct()))


def names_changed_since(connection: Connection, last: int) -> bool:
    """Whether an event after `last` touched what stands beside commitments in the lists: letters, and names."""
    beside = [str(table.name) for table in (letters, organisations, people, cases)]
    query = select(events.c.seq).where(events.c.table_name.in_(beside), events.c.seq > last).limit(1)
    return connection.execute(query).first() is not None


def checkpoint_at(connection: Connection, last: int) -> Checkpoint:
    """Where the chain stood when `last` was its last event; 0 for an empty chain."""
    head = connection.scalar(select(events.c.hash).where(events.c.seq == last))
    return Checkpoint(last, head or NO_HASH)


def rows_at(connection: Connection, table: Table, last: int) -> Iterator[dict[str, Any]]:
    """The rows of `table` as the events up to `last` leave them, with their `id`, in its order; values are plain."""
    query = (
        select(events.c.row_id, event_values.c.before.is_(None), event_values.c.after)
        .join(event_values, event_values.c.seq == events.c.seq)
        .where(events.c.table_name == table.name, events.c.seq <= last)
        .order_by(events.c.row_id, events.c.seq)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row_id, changes in groupby(connection.execute(query), key=itemgetter(0)):
        row: dict[str, Any] = {}
        for _, new, after in changes:
            values = _OBJECT.decode(after)
            row = restored(table, values) if new else row | values
        row["id"] = row_id
        yield row


def _in_order_of_events(connection: Connection, table: Table, last: int) -> Iterator[dict[str, Any]]:
    """The same as `rows_at` for a table to which most events belong: twice as fast, and all rows in memory.

    Events are read as they lie in the file; in the order of rows each would be a leap.
    """
    of_table = events.c.table_name.op("||")("") == table.name  # so that no database takes the index of rows
    query = (
        select(events.c.row_id, event_values.c.before.is_(None), event_values.c.after)
        .join(event_values, event_values.c.seq == events.c.seq)
        .where(of_table, events.c.seq <= last)
        .order_by(events.c.seq)
        .execution_options(yield_per=_AT_ONCE)
    )
    rows: dict[int, dict[str, Any]] = {}
    for row_id, new, after in connection.execute(query):
        values = _OBJECT.decode(after)
        if new:
            rows[row_id] = restored(table, values)
        else:
            rows[row_id].update(values)
    for row_id in sorted(rows):
        row = rows[row_id]
        row["id"] = row_id
        yield row


class _Names:
    """What stands beside a commitment in the lists: its letter's facts, and names as they were."""

    def __init__(self, connection: Connection, last: int) -> None:
        self._letters = {row["id"]: row for row in rows_at(connection, letters, last)}
        self._organisations = _names(connection, organisations, last)
        self._people = _names(connection, people, last)
        self._cases = _names(connection, cases, last)

    def listed(self, row: Mapping[str, Any]) -> bool:
        letter = self._letters[row["letter_id"]]
        taken_back = row["withdrawn"] or letter["withdrawn"]
        return not taken_back and letter["duplicate_of"] is None

    def of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        letter = self._letters[row["letter_id"]]
        day = letter["date"]
        return {
            "organisation": self._organisations[row["organisation_id"]],
            "owner": self._people.get(row["owner_id"]),
            "case_name": self._cases.get(letter["case_id"]),
            "letter_date": day and date.fromisoformat(day),
            "confidential": letter["confidential"],
        }


def _names(connection: Connection, table: Table, last: int) -> dict[int | None, str]:
    return {row["id"]: row["name"] for row in rows_at(connection, table, last)}
