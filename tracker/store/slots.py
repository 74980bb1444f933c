"""Questions about slots: what has been planned already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, text

from tracker.model import MessageKind, MessageState, Slot
from tracker.store.tables import OF_DIGESTS, contents, messages, slots
from tracker.store.unit import Unit

_MOST_PARAMETERS = 500
_MOST_OF_A_DAY = 20_000
"""More messages than a day brings; there is no index on when they were composed."""


@dataclass(frozen=True, slots=True)
class Held:
    """A slot as it is kept."""

    key: str
    message_id: int | None
    released: bool
    turn: int
    """Counts up each time it is taken or released."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A message: when it was composed, and its bytes."""

    at: datetime
    content: bytes


def take(unit: Unit, planned: Sequence[tuple[Slot, int | None]]) -> None:
    """Takes slots, each for a message or for nothing to say (None). Raises TakenError where one is taken already."""
    released = _released(unit.connection, [slot.key for slot, _ in planned])
    new = [
        {
            "key": slot.key,
            "person_id": slot.person_id,
            "commitment_id": slot.commitment_id,
            "deadline_version": slot.deadline_version,
            "message_id": message_id,
        }
        for slot, message_id in planned
        if slot.key not in released
    ]
    unit.insert_many_if_new(slots, new, "slot.taken")
    for slot, message_id in planned:
        if slot.key in released:
            changes = {"message_id": message_id, "released": False}
            unit.update(slots, released[slot.key], changes, "slot.taken")


def _released(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """The rows of those that were released, for this unit alone."""
    found: dict[str, int] = {}
    for first in range(0, len(keys), _MOST_PARAMETERS):
        some = keys[first : first + _MOST_PARAMETERS]
        query = (
            select(slots.c.key, slots.c.id)
            .where(slots.c.key.in_(some), slots.c.released)
            .order_by(slots.c.id)
        )
        found |= {row.key: row.id for row in connection.execute(query.with_for_update())}
    return found


def release(unit: Unit, planned: Collection[Slot]) -> None:
    """Frees slots whose message was cancelled while their matter still stands: they are planned anew."""
    keys = [each.key for each in planned]
    for row_id in unit.connection.scalars(select(slots.c.id).where(slots.c.key.in_(keys))).all():
        unit.update(slots, row_id, {"released": True}, "slot.released")


def taken(connection: Connection, keys: Collection[str]) -> set[str]:
    """Those of the keys that are planned already."""
    wanted = sorted(set(keys))
    found: set[str] = set()
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[first : first + _MOST_PARAMETERS]
        found.update(connection.scalars(select(slots.c.key).where(slots.c.key.in_(some), ~slots.c.released)))
    return found


def of_message(connection: Connection, message_id: int) -> list[Slot]:
    """The slots that a message covers, by key."""
    query = select(slots).where(slots.c.message_id == message_id).order_by(slots.c.key)
    return [slot(row) for row in connection.execute(query)]


def of_commitments(connection: Connection, ids: Collection[int]) -> list[Held]:
    """All slots of the given commitments."""
    return _held(connection, slots.c.commitment_id, ids)


def by_keys(connection: Connection, keys: Collection[str]) -> list[Held]:
    """The slots with these keys that were ever planned."""
    return _held(connection, slots.c.key, keys)


def _held(connection: Connection, column: ColumnElement[Any], values: Collection[Any]) -> list[Held]:
    wanted = sorted(set(values))
    found: list[Held] = []
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        query = _HELD.where(column.in_(wanted[first : first + _MOST_PARAMETERS]))
        found += [Held(*row) for row in connection.execute(query)]
    return found


_HELD = select(slots.c.key, slots.c.message_id, slots.c.released, slots.c.version)


def reminded_since(connection: Connection, instant: datetime) -> dict[int, int]:
    """How many reminders were composed for each person, by id, since then, of those that were not cancelled."""
    latest = select(func.coalesce(func.max(messages.c.id), 0) - _MOST_OF_A_DAY).scalar_subquery()
    query = (
        select(messages.c.person_id, func.count().label("mails"))
        .where(
            messages.c.id > latest,
            messages.c.created >= instant,
            messages.c.kind == MessageKind.REMINDER.value,
            messages.c.state != MessageState.CANCELLED.value,
            messages.c.person_id.is_not(None),
        )
        .group_by(messages.c.person_id)
    )
    return {row.person_id: row.mails for row in connection.execute(query)}


def last_digests(connection: Connection, person_ids: Collection[int]) -> dict[tuple[int, int], Composed]:
    """The latest digest of each person's matters for each of its readers, by both ids, of those not cancelled."""
    latest = (
        select(slots.c.person_id.label("about"), func.max(messages.c.id).label("id"))
        .join(messages, messages.c.id == slots.c.message_id)
        .where(
            text(OF_DIGESTS),
            slots.c.key.startswith("digest/"),  # a monthly report is no digest that the next one goes on from
            slots.c.person_id.in_(sorted(person_ids)),
            messages.c.kind == MessageKind.DIGEST.value,
            messages.c.state != MessageState.CANCELLED.value,
        )
        .group_by(slots.c.person_id, messages.c.person_id)
        .subquery()
    )
    query = (
        select(latest.c.about, messages.c.person_id, messages.c.created, contents.c.bytes)
        .join(messages, messages.c.id == latest.c.id)
        .join(contents, contents.c.hash == messages.c.content_hash)
    )
    return {(row.about, row.person_id): Composed(row.created, row.bytes) for row in connection.execute(query)}


def slot(row: Row[Any]) -> Slot:
    """A slot from its row."""
    return Slot(
        key=row.key,
        person_id=row.person_id,
        commitment_id=row.commitment_id,
        deadline_version=row.deadline_version,
    )
