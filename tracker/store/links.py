"""Questions about what one commitment is to another."""

from __future__ import annotations

from sqlalchemy import Connection, and_, false, or_, select, true

from tracker.model import Link, LinkKind, Status
from tracker.store.tables import commitments, links
from tracker.store.unit import Unit


def of_commitment(connection: Connection, commitment_id: int) -> list[Link]:
    """The links on both sides of one commitment, oldest first."""
    query = select(links).where(
        or_(links.c.commitment_id == commitment_id, links.c.other_id == commitment_id),
        links.c.withdrawn == false(),
    )
    return [
        Link(row.commitment_id, row.other_id, LinkKind(row.kind))
        for row in connection.execute(query.order_by(links.c.id))
    ]


def in_place_of(connection: Connection, commitment_id: int) -> list[int]:
    """Ids of the commitments that were resolved as superseded by this one."""
    query = select(commitments.c.id).where(commitments.c.superseded_by == commitment_id)
    return list(connection.scalars(query.order_by(commitments.c.id)))


def has_next(connection: Connection, commitment_id: int) -> bool:
    """Whether the next occurrence of a recurring commitment was opened and still counts."""
    query = (
        select(links.c.id)
        .join(commitments, commitments.c.id == links.c.commitment_id)
        .where(
            links.c.other_id == commitment_id,
            links.c.kind == LinkKind.FOLLOWS.value,
            links.c.withdrawn == false(),
            commitments.c.withdrawn == false(),
            commitments.c.status != Status.DISMISSED.value,
        )
    )
    return connection.execute(query.limit(1)).first() is not None


def is_next(connection: Connection, commitment_id: int) -> bool:
    """Whether it is a later occurrence of a recurring commitment."""
    query = select(links.c.id).where(
        links.c.commitment_id == commitment_id, links.c.kind == LinkKind.FOLLOWS.value
    )
    return connection.execute(query.limit(1)).first() is not None


def add(unit: Unit, link: Link, note: str | None = None) -> bool:
    """Adds a link; False where it is there already. One that was undone is taken up again."""
    values = {"commitment_id": link.commitment_id, "other_id": link.other_id, "kind": link.kind}
    if unit.insert_if_new(links, values, "link.added", note) is not None:
        return True
    same = and_(
        links.c.commitment_id == link.commitment_id,
        links.c.other_id == link.other_id,
        links.c.kind == link.kind.value,
        links.c.withdrawn == true(),
    )
    undone = unit.connection.scalars(select(links.c.id).where(same)).first()
    return undone is not None and unit.update(links, undone, {"withdrawn": False}, "link.added", note)
