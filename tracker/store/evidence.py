"""Questions about evidence."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, false, func, select

from tracker.model import Evidence
from tracker.store.tables import evidence


def of_commitment(connection: Connection, commitment_id: int) -> list[Evidence]:
    """What shows how a commitment ended, or that it did not, in the order added."""
    query = select(evidence).where(evidence.c.commitment_id == commitment_id, evidence.c.withdrawn == false())
    return [
        Evidence(
            id=row.id,
            commitment_id=row.commitment_id,
            source=row.source,
            content_hash=row.content_hash,
            added=row.added,
            speaks_of=row.speaks_of,
            contradicts=row.contradicts,
            note=row.note,
        )
        for row in connection.execute(query.order_by(evidence.c.id))
    ]


def first_day(connection: Connection, commitment_id: int) -> date | None:
    """The first day of which evidence for the promise being kept speaks."""
    query = select(func.min(evidence.c.speaks_of)).where(
        evidence.c.commitment_id == commitment_id,
        evidence.c.withdrawn == false(),
        evidence.c.contradicts == false(),
    )
    found: date | None = connection.scalar(query)
    return found
