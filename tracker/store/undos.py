"""Questions about acts that can be undone: all events of one transaction, known by its `batch`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Select, Table, false, func, select

from tracker.model import Event
from tracker.store import audit
from tracker.store.tables import (
    AUDITED,
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

MAIL = (messages.name, slots.name)
"""Mail that was planned or sent is no change that a person made."""
TABLES = {table.name: table for table in AUDITED}

_UNDONE = select(undos.c.batch)
_UNDOINGS = select(events.c.batch).where(events.c.table_name == undos.name)


def last_act(connection: Connection, actor: str) -> list[Event]:
    """The events of this actor's last act that was not undone, in their order; empty where there is none.

    What undid another act is passed over, and so is mail.
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


def changed_since(connection: Connection, table: str, row_id: int, seq: int) -> Event | None:
    """The first event of a row after the event `seq`, undone acts and their undoings left out."""
    query = _not_undone(select(events.c.seq)).where(
        events.c.table_name == table, events.c.row_id == row_id, events.c.seq > seq
    )
    found = connection.scalar(query.order_by(events.c.seq).limit(1))
    return next(audit.stream_events(connection, after=found - 1), None) if found is not None else None


def lock(connection: Connection, table: str, row_id: int) -> None:
    """Nobody else changes this row until the transaction ends."""
    rows = TABLES[table]
    connection.execute(select(rows.c.id).where(rows.c.id == row_id).with_for_update())


def version_of(connection: Connection, column: str, table: str, row_id: int) -> int:
    """What a counting column of a row holds now."""
    rows = TABLES[table]
    found: int = connection.execute(select(rows.c[column]).where(rows.c.id == row_id)).scalar_one()
    return found


def hangs_on(connection: Connection, commitment_id: int, own: Collection[tuple[str, int]]) -> bool:
    """Whether evidence, notes, links or asks were tied to a commitment by others than the rows `own`."""
    for table, columns in (
        (evidence, (evidence.c.commitment_id,)),
        (notes, (notes.c.commitment_id,)),
        (holds, (holds.c.commitment_id,)),
        (links, (links.c.commitment_id, links.c.other_id)),
    ):
        for column in columns:
            query = select(table.c.id).where(column == commitment_id, table.c.withdrawn == false())
            if any((str(table.name), number) not in own for number in connection.scalars(query)):
                return True
    return False


def same_letter_in_force(connection: Connection, letter_id: int) -> int | None:
    """Another letter of the same bytes that stands in the lists."""
    mine = select(letters.c.content_hash).where(letters.c.id == letter_id).scalar_subquery()
    query = select(func.min(letters.c.id)).where(
        letters.c.content_hash == mine, letters.c.id != letter_id, letters.c.withdrawn == false()
    )
    found: int | None = connection.scalar(query)
    return found


def _not_undone(query: Select[Any]) -> Select[Any]:
    return query.where(events.c.batch.not_in(_UNDONE), events.c.batch.not_in(_UNDOINGS))


def table_named(name: str) -> Table:
    """The audited table of that name."""
    return TABLES[name]


def rows_of(act: Sequence[Event]) -> set[tuple[str, int]]:
    """The rows that an act touched: table and id."""
    return {(event.change.table, event.change.row_id) for event in act}
