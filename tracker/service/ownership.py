"""Who follows commitments up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from tracker.errors import UsageError
from tracker.followup.lifecycle import UNRESOLVED, require
from tracker.model import Person
from tracker.service import unknown
from tracker.service.commitments import find_in_force
from tracker.service.roles import require_taker
from tracker.service.several import Several, change_each
from tracker.store import asks, commitments, people, tables
from tracker.store.unit import Act, Unit, reading, writing


@dataclass(frozen=True, slots=True)
class Load:
    """What a person has in hand."""

    commitments: tuple[int, ...]
    """Open and proposed ones that she follows up."""
    asks: tuple[int, ...]
    """Open ones that she is to answer."""


def assign(engine: Engine, act: Act, numbers: Sequence[int], to: str) -> Several:
    """Give commitments to a person. Raises UnknownError, RefusedError for what has ended, or an auditor."""

    def change(unit: Unit, number: int) -> None:
        owner = taker_id(unit.connection, to)
        require(find_in_force(unit.connection, number), "assign", *UNRESOLVED)
        unit.update(tables.commitments, number, {"owner_id": owner}, "commitment.assigned", f"to {to}")

    return change_each(engine, act, numbers, change)


def load(engine: Engine, name: str, to: str) -> Load:
    """What would be handed over from `name` to `to`. Raises UnknownError, UsageError, RefusedError for an auditor."""
    with reading(engine) as connection:
        return _load(connection, name, to)


def hand_over(engine: Engine, act: Act, name: str, to: str) -> Load:
    """Give all that a person has in hand to another. Raises UnknownError, UsageError, RefusedError for an auditor."""
    with writing(engine, act) as unit:
        found = _load(unit.connection, name, to)
        owner, note = {"owner_id": taker_id(unit.connection, to)}, f"from {name} to {to}"
        for number in found.commitments:
            unit.update(tables.commitments, number, owner, "commitment.handed_over", note)
        for number in found.asks:
            unit.update(tables.asks, number, owner, "ask.handed_over", note)
        return found


def _load(connection: Connection, name: str, to: str) -> Load:
    if person_id(connection, name) == taker_id(connection, to):
        raise UsageError(f"{name} has it in hand already; name somebody else.")
    hers = tuple(commitments.unresolved_of(connection, name))
    return Load(hers, tuple(ask.id for ask in asks.listing(connection, owner=name)))


def person_id(connection: Connection, name: str) -> int:
    """The id of the person of that name. Raises UnknownError."""
    return _person(connection, name).id


def _person(connection: Connection, name: str) -> Person:
    person = people.by_name(connection, name)
    if person is None:
        raise unknown.no_person(connection, name)
    return person


def taker_id(connection: Connection, name: str) -> int:
    """The id of somebody who is to take something on. Raises UnknownError, RefusedError for an auditor."""
    person = _person(connection, name)
    require_taker(person)
    return person.id
