"""Questions about cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from tracker.model import Case
from tracker.store.tables import cases, people

_SELECT = select(cases, people.c.name.label("lead")).select_from(
    cases.outerjoin(people, people.c.id == cases.c.lead_id)
)


def by_id(connection: Connection, case_id: int) -> Case | None:
    """One case."""
    row = connection.execute(_SELECT.where(cases.c.id == case_id)).first()
    return _case(row) if row else None


def by_name(connection: Connection, name: str) -> Case | None:
    """The case of exactly that name."""
    row = connection.execute(_SELECT.where(cases.c.name == name)).first()
    return _case(row) if row else None


def listing(connection: Connection) -> list[Case]:
    """All cases, by name."""
    return [_case(row) for row in connection.execute(_SELECT.order_by(cases.c.name))]


def _case(row: Row[Any]) -> Case:
    return Case(id=row.id, name=row.name, lead=row.lead, version=row.version)
