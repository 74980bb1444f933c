"""Questions about the audit events themselves: who did what, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from tracker.model import Event
from tracker.store import audit
from tracker.store.tables import AUDITED, commitments, events, messages, slots
from tracker.store.values import iso


@dataclass(frozen=True, slots=True)
class Sought:
    """Which events; None means any."""

    commitment: int | None = None
    """All about it: its own changes, its evidence and notes, and the mails about it."""
    actor: str | None = None
    action: str | None = None
    """The whole action or its beginning: "commitment" or "commitment.resolved"."""
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive."""


def latest(connection: Connection, sought: Sought, most: int | None) -> list[Event]:
    """The last `most` events that fit (all for None), oldest first."""
    conditions = list(_conditions(connection, sought))
    return audit.latest(connection, and_(*conditions) if conditions else None, most)


def _conditions(connection: Connection, sought: Sought) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.commitment is not None:
        found.append(or_(*_about(connection, sought.commitment)))
    if sought.actor is not None:
        found.append(events.c.actor == sought.actor)
    if sought.action is not None:
        found.append(
            or_(
                events.c.action == sought.action,
                events.c.action.startswith(f"{sought.action}.", autoescape=True),
            )
        )
    if sought.since is not None:
        found.append(events.c.at >= iso(sought.since))
    if sought.until is not None:
        found.append(events.c.at < iso(sought.until))
    return found


def _about(connection: Connection, number: int) -> list[ColumnElement[bool]]:
    found = [_rows(commitments, [number])]
    for table in AUDITED:
        if "commitment_id" in table.c:
            ids = connection.scalars(select(table.c.id).where(table.c.commitment_id == number)).all()
            found += [_rows(table, list(ids))] if ids else []
    mails = select(slots.c.message_id).where(slots.c.commitment_id == number, slots.c.message_id.is_not(None))
    ids = connection.scalars(mails.distinct()).all()
    return found + ([_rows(messages, list(ids))] if ids else [])


def _rows(table: Table, ids: list[int]) -> ColumnElement[bool]:
    return and_(events.c.table_name == table.name, events.c.row_id.in_(ids))
