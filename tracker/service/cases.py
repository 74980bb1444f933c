"""Cases: the campaigns or files under which letters are grouped."""

from __future__ import annotations

from sqlalchemy import Engine

from tracker.errors import RefusedError, UsageError
from tracker.model import Case
from tracker.service import unknown
from tracker.service.roles import require_taker
from tracker.store import cases as queries
from tracker.store import people, tables
from tracker.store.unit import Act, reading, writing


def add(engine: Engine, act: Act, name: str, lead: str) -> int:
    """Store a case; returns its id.

    Raises UsageError, UnknownError, RefusedError where the name is taken or an auditor should lead.
    """
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise UsageError("A case needs a name in printable characters.")
    with writing(engine, act) as unit:
        leader = people.by_name(unit.connection, lead)
        if leader is None:
            raise unknown.no_person_to_add(unit.connection, lead)
        require_taker(leader)
        if queries.by_name(unit.connection, name):
            raise RefusedError(f"there is a case {name!r} already.")
        return unit.insert(tables.cases, {"name": name, "lead_id": leader.id}, "case.added")


def listing(engine: Engine) -> list[Case]:
    """All cases, by name."""
    with reading(engine) as connection:
        return queries.listing(connection)
