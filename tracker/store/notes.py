"""Questions about what people wrote down about commitments."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, false, func, select

from tracker.model import Note
from tracker.store.tables import notes

_MOST_PARAMETERS = 500


def of_commitment(connection: Connection, commitment_id: int) -> list[Note]:
    """The notes on one commitment, oldest first."""
    query = select(notes).where(notes.c.commitment_id == commitment_id, notes.c.withdrawn == false())
    return [
        Note(row.id, row.commitment_id, row.author, row.text, row.added)
        for row in connection.execute(query.order_by(notes.c.id))
    ]


def latest(connection: Connection, commitment_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these commitments last got a note; those without one are left out."""
    wanted, found = sorted(set(commitment_ids)), dict[int, datetime]()
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[first : first + _MOST_PARAMETERS]
        query = (
            select(notes.c.commitment_id, func.max(notes.c.added).label("added"))
            .where(notes.c.commitment_id.in_(some), notes.c.withdrawn == false())
            .group_by(notes.c.commitment_id)
        )
        found |= {row.commitment_id: row.added for row in connection.execute(query)}
    return found
