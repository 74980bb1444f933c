"""Questions about people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from tracker.model import Cadence, DigestSchedule, Person, Role
from tracker.store.tables import FORGOTTEN_ADDRESS, events, people

_cover = people.alias("cover")
_SELECT = select(people, _cover.c.name.label("cover")).select_from(
    people.outerjoin(_cover, _cover.c.id == people.c.cover_id)
)


def by_id(connection: Connection, person_id: int) -> Person | None:
    """One person."""
    row = connection.execute(_SELECT.where(people.c.id == person_id)).first()
    return _person(row) if row else None


def by_name(connection: Connection, name: str) -> Person | None:
    """The person of exactly that name; nobody who was forgotten."""
    query = _SELECT.where(people.c.name == name, people.c.email != FORGOTTEN_ADDRESS)
    row = connection.execute(query).first()
    return _person(row) if row else None


def listing(connection: Connection, roles: Collection[Role] = ()) -> list[Person]:
    """Everybody, or those of the given roles, by name; who was forgotten is left out."""
    query = _SELECT.where(people.c.email != FORGOTTEN_ADDRESS).order_by(people.c.name)
    if roles:
        query = query.where(people.c.role.in_([role.value for role in roles]))
    return [_person(row) for row in connection.execute(query)]


def zones(connection: Connection) -> set[str]:
    """The time zones in which people live."""
    return set(connection.scalars(select(people.c.zone).distinct()))


def added(connection: Connection) -> dict[int, datetime]:
    """When each person, by id, was added."""
    query = select(events.c.row_id, func.min(events.c.at)).where(events.c.table_name == people.name)
    rows = connection.execute(query.group_by(events.c.row_id))
    return {row_id: datetime.fromisoformat(at) for row_id, at in rows}


def columns_of(digest: DigestSchedule | None) -> dict[str, Any]:
    """A digest schedule as the columns that hold it."""
    return {
        "digest_cadence": digest and digest.cadence.value,
        "digest_weekday": digest and digest.weekday,
        "digest_day": digest and digest.day,
        "digest_at": digest and digest.at,
    }


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        zone=row.zone,
        digest=_digest(row),
        absent_until=row.absent_until,
        cover=row.cover,
        version=row.version,
    )


def _digest(row: Row[Any]) -> DigestSchedule | None:
    if row.digest_cadence is None:
        return None
    return DigestSchedule(
        cadence=Cadence(row.digest_cadence),
        weekday=row.digest_weekday,
        day=row.digest_day,
        at=row.digest_at,
    )
