"""Questions about acts that can be undone: all events of one transaction, known by its `batch`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, false, func, select, text

from tracker.model import Event
from tracker.store import audit
from tracker.store.tables import (
    AUDITED,
    DUPLICATES,
    IN_FORCE,
    PARTS,
    commitments,
    events,
    evidence,
    holds,
    letters,
    links,
    messages,
    notes,
    slots,
    undos,
)

RowKey = tuple[str, int]
"""The name of a table, and an id in it."""
_MOST_PARAMETERS = 500
MAIL = (messages.name, slots.name)
"""Mail that was planned or sent is no change that a person made."""
_SHOWN = "%.disclosed"
"""Nor does it change anything that something was shown to somebody, which is recorded all the same."""
TABLES = {table.name: table for table in AUDITED}

_UNDONE = select(undos.c.batch)
_UNDOINGS = select(events.c.batch).where(events.c.table_name == undos.name)


def last_act(connection: Connection, actor: str) -> list[Event]:
    """The events of this actor's last act that was not undone, in their order; empty where there is none.

    What undid another act is passed over, and so are mail and what was shown to somebody.
    """
    query = (
        _not_undone(select(events.c.batch))
        .where(events.c.actor == actor, events.c.table_name.not_in(MAIL))
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    batch = connection.scalar(query)
    if batch is None:
        return []
    stream = audit.stream_events(connection, after=batch - 1)
    return list(takewhile(lambda event: event.batch == batch, stream))


def changed_since(connection: Connection, rows: Collection[RowKey], seq: int) -> Event | None:
    """The first event of any of the rows after the event `seq`, undone acts and their undoings left out."""
    first: int | None = None
    for table, ids in _by_table(rows):
        query = _not_undone(select(func.min(events.c.seq))).where(
            events.c.table_name == table, events.c.row_id.in_(ids), events.c.seq > seq
        )
        found = connection.scalar(query)
        if found is not None and (first is None or found < first):
            first = found
    return next(audit.stream_events(connection, after=first - 1), None) if first is not None else None


def lock(connection: Connection, rows: Collection[RowKey]) -> None:
    """Nobody else changes these rows until the transaction ends."""
    for table, ids in _by_table(rows):
        key = TABLES[table].c.id
        connection.execute(select(key).where(key.in_(ids)).order_by(key).with_for_update()).all()


def found_again(connection: Connection, table: Table, ids: Collection[int]) -> dict[int, RowMapping]:
    """The whole rows of these ids, as they are."""
    found: dict[int, RowMapping] = {}
    for some in _portions(sorted(ids)):
        for row in connection.execute(select(table).where(table.c.id.in_(some))).mappings():
            found[row["id"]] = row
    return found


def hung_on(connection: Connection, commitment_ids: Collection[int], own: Collection[RowKey]) -> int | None:
    """The first of these commitments to which others than the rows `own` tied evidence, notes, links or asks."""
    found: set[int] = set()
    for table, column in (
        (evidence, evidence.c.commitment_id),
        (notes, notes.c.commitment_id),
        (holds, holds.c.commitment_id),
        (links, links.c.commitment_id),
        (links, links.c.other_id),
    ):
        for some in _portions(sorted(commitment_ids)):
            query = select(table.c.id, column).where(column.in_(some), table.c.withdrawn == false())
            found.update(row[1] for row in connection.execute(query) if (str(table.name), row[0]) not in own)
    return min(found, default=None)


def superseding(connection: Connection, commitment_ids: Collection[int]) -> int | None:
    """The first of these commitments that others were resolved as superseded by."""
    wanted = set(commitment_ids)
    by = select(commitments.c.superseded_by).where(commitments.c.superseded_by.is_not(None)).distinct()
    return min((number for number in connection.scalars(by) if number in wanted), default=None)


def leant_on(connection: Connection, letter_ids: Collection[int], own: Collection[RowKey]) -> int | None:
    """The first of these letters on which others lean than those among `own`: their parts, or their copies in force."""
    found: set[int] = set()
    parts = select(letters.c.id, letters.c.part_of).where(text(PARTS))
    copies = select(letters.c.id, letters.c.duplicate_of).where(text(DUPLICATES), text(IN_FORCE))
    for query, column in ((parts, letters.c.part_of), (copies, letters.c.duplicate_of)):
        for some in _portions(sorted(letter_ids)):
            leaning = connection.execute(query.where(column.in_(some)))
            found.update(row[1] for row in leaning if (str(letters.name), row[0]) not in own)
    return min(found, default=None)


def same_letter_in_force(connection: Connection, letter_id: int) -> int | None:
    """Another letter of the same bytes that stands in the lists."""
    mine = select(letters.c.content_hash).where(letters.c.id == letter_id).scalar_subquery()
    query = select(func.min(letters.c.id)).where(
        letters.c.content_hash == mine, letters.c.id != letter_id, letters.c.withdrawn == false()
    )
    found: int | None = connection.scalar(query)
    return found


def _not_undone(query: Select[Any]) -> Select[Any]:
    return query.where(
        events.c.batch.not_in(_UNDONE), events.c.batch.not_in(_UNDOINGS), events.c.action.not_like(_SHOWN)
    )


def table_named(name: str) -> Table:
    """The audited table of that name."""
    return TABLES[name]


def rows_of(act: Sequence[Event]) -> set[RowKey]:
    """The rows that an act touched: table and id."""
    return {(event.change.table, event.change.row_id) for event in act}


def _by_table(rows: Collection[RowKey]) -> Iterator[tuple[str, list[int]]]:
    """Some ids of one table at a time, both in order, so that two who lock the same rows never wait for each other."""
    for table, group in groupby(sorted(rows), key=itemgetter(0)):
        for some in _portions([row_id for _, row_id in group]):
            yield table, some


def _portions(ids: Sequence[int]) -> Iterator[list[int]]:
    return (list(ids[first : first + _MOST_PARAMETERS]) for first in range(0, len(ids), _MOST_PARAMETERS))
