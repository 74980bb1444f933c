"""What was known at an earlier moment, replayed from the audit chain alone.

A moment is named by the number of the last event that had been written by then. Nothing is read from today's tables,
so a row that was changed without a record does not change the past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, select

from tracker.errors import UnavailableError
from tracker.model import Commitment, Status
from tracker.store.audit import NO_HASH, Checkpoint
from tracker.store.engine import roomy
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
from tracker.store.values import iso, row_type

_AT_ONCE: Final = 10_000


def last_event_before(connection: Connection, instant: datetime) -> int:
    """The number of the last event written before `instant` (aware), by its writer's clock; 0 where there is none."""
    before = select(events.c.seq).where(events.c.at < iso(instant)).order_by(events.c.seq.desc()).limit(1)
    return connection.scalar(before) or 0


def open_before(connection: Connection, day: date, last: int) -> Iterator[Commitment]:
    """The open commitments of letters then in force whose day lies before `day`, as the event `last` left them."""
    names = _Names(connection, last)
    for row_id, row in rows_at(connection, commitments, last):
        if row.status == Status.OPEN and row.due and row.due < day and names.listed(row):
            yield commitment_of({"id": row_id, **msgspec.structs.asdict(row), **names.of(row)})


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


def rows_at(connection: Connection, table: Table, last: int) -> Iterator[tuple[int, Any]]:
    """The id and the row of each in `table` as the events up to `last` leave them, in the order of ids.

    Rows are of `row_type`; few of them are in memory at a time. Raises UnavailableError where events were damaged.
    """
    query = (
        select(events.c.row_id, event_values.c.after)
        .join(event_values, event_values.c.seq == events.c.seq)
        .where(events.c.table_name == table.name, events.c.seq <= last)
        .order_by(events.c.row_id, events.c.seq)
        .execution_options(yield_per=_AT_ONCE)
    )
    decoder = msgspec.json.Decoder(row_type(table))
    with roomy(connection):
        for row_id, changes in groupby(connection.execute(query), key=itemgetter(0)):
            try:
                row = decoder.decode(_folded(after for _, after in changes))
            except (msgspec.MsgspecError, TypeError) as error:
                raise _unreadable(table, row_id) from error
            yield row_id, row


def _unreadable(table: Table, row_id: int) -> UnavailableError:
    return UnavailableError(
        f"the record of {table.name} {row_id} was damaged, so the past cannot be told from it; "
        "what else was changed says: tracker audit verify."
    )


def _folded(changes: Iterable[str]) -> str:
    """JSON objects one after the other as a single one: where it names a column again, the last value counts.

    By the hundred thousand, that takes half as long as to decode each change for itself.
    """
    return "{" + ",".join([change[1:-1] for change in changes if change != "{}"]) + "}"


class _Names:
    """What stands beside a commitment in the lists: its letter's facts, and names as they were."""

    def __init__(self, connection: Connection, last: int) -> None:
        self._letters = dict(rows_at(connection, letters, last))
        self._organisations = _names(connection, organisations, last)
        self._people = _names(connection, people, last)
        self._cases = _names(connection, cases, last)

    def listed(self, row: Any) -> bool:
        letter = self._letters.get(row.letter_id)
        if letter is None:
            raise _unreadable(letters, row.letter_id)
        return not (row.withdrawn or letter.withdrawn) and letter.duplicate_of is None

    def of(self, row: Any) -> dict[str, Any]:
        letter = self._letters[row.letter_id]
        return {
            "organisation": self._organisations[row.organisation_id],
            "owner": self._people.get(row.owner_id),
            "case_name": self._cases.get(letter.case_id),
            "letter_date": letter.date,
            "confidential": letter.confidential,
        }


def _names(connection: Connection, table: Table, last: int) -> dict[int | None, str]:
    return {row_id: row.name for row_id, row in rows_at(connection, table, last)}
