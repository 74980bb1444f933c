"""Questions about what people wrote down about commitments."""

from __future__ import annotations

from sqlalchemy import Connection, false, select

from tracker.model import Note
from tracker.store.tables import notes


def of_commitment(connection: Connection, commitment_id: int) -> list[Note]:
    """The notes on one commitment, oldest first."""
    query = select(notes).where(notes.c.commitment_id == commitment_id, notes.c.withdrawn == false())
    return [
        Note(row.id, row.commitment_id, row.author, row.text, row.added)
        for row in connection.execute(query.order_by(notes.c.id))
    ]
