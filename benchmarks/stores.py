"""Stores of an office for the benchmarks, filled fast enough for a million commitments."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine

from tracker.model import Cadence, DigestSchedule
from tracker.store import audit, people, tables, words
from tracker.store.engine import writing_connection
from tracker.store.unit import Act, Unit, reading, writing

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
OWNERS = 50
FOUR_YEARS = date(2025, 1, 1), date(2028, 12, 30)
A_BLOCK = 20_000
"""Commitments added in one transaction."""


def last_event(engine: Engine) -> int:
    """The number of the last event."""
    with reading(engine) as connection:
        return audit.checkpoint(connection).count


def act(now: datetime) -> Act:
    """The benchmark acts for itself."""
    return Act(now, "benchmark", "benchmark")


def fill(engine: Engine, count: int, owners: int = OWNERS, years: tuple[date, date] = FOUR_YEARS) -> None:
    """A store of an office whose commitments fall due from one day to another, one in ten waiting for a condition."""
    dice = random.Random(count)
    with writing(engine, act(START)) as unit:
        add_people(unit, owners)
        organisations = [
            unit.insert(tables.organisations, {"name": f"Mill {number}"}, "organisation.added")
            for number in range(100)
        ]
        letters = [add_letter(unit, organisation) for organisation in organisations]
    with indexed_afterwards(engine):
        for first in range(0, count, A_BLOCK):
            rows = [
                commitment_row(number, owners, letters, organisations) | {"due": some_day(dice, years)}
                for number in range(first, min(first + A_BLOCK, count))
            ]
            with writing(engine, act(START)) as unit:
                unit.insert_many(tables.commitments, rows, "commitment.added")


@contextmanager
def indexed_afterwards(engine: Engine) -> Iterator[None]:
    """Lets rows be added without the indexes of commitments and events, which are made when the block ends.

    Kept up row by row, those of a large table are read and written all over the file. The store must have been created
    by this process, which then knows which indexes are partial.
    """
    indexes = [*tables.commitments.indexes, *tables.events.indexes]
    triggers = [name for name in words.SQLITE_TRIGGERS if name.startswith("commitments_words")]
    on_sqlite = engine.dialect.name == "sqlite"
    with writing_connection(engine).begin() as connection:
        for index in indexes:
            index.drop(connection)
        for name in triggers if on_sqlite else ():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    with writing_connection(engine).begin() as connection:
        for index in indexes:
            index.create(connection)
        for name in triggers if on_sqlite else ():
            connection.exec_driver_sql(words.SQLITE_TRIGGERS[name])
        for statement in words.fill_statements(engine.dialect.name):
            connection.exec_driver_sql(statement)


def some_day(dice: random.Random, years: tuple[date, date]) -> date:
    """A day from the first to the last of them."""
    first, last = years
    return first + timedelta(days=dice.randint(0, (last - first).days))


def add_people(unit: Unit, owners: int) -> None:
    """People in three time zones with a digest every day."""
    schedule = people.columns_of(DigestSchedule(Cadence.DAILY, at=time(8)))
    for number in range(owners):
        zone = ("Europe/Berlin", "Africa/Nairobi", "America/Lima")[number % 3]
        row = {
            "name": f"Person {number}",
            "email": f"p{number}@office.example",
            "role": "staff",
            "zone": zone,
        }
        unit.insert(tables.people, row | schedule, "person.added")


def add_letter(unit: Unit, organisation: int) -> int:
    """A letter of that organisation."""
    key = unit.keep(b"We will repair the wells.", "text/plain")
    row = {
        "content_hash": unit.keep(f"Letter {organisation}".encode(), "text/plain"),
        "text_hash": key,
        "source": f"letter-{organisation}.txt",
        "media_type": "text/plain",
        "organisation_id": organisation,
        "received": START.date(),
        "state": "read",
    }
    return unit.insert(tables.letters, row, "letter.added")


def commitment_row(number: int, owners: int, letters: list[int], organisations: list[int]) -> dict[str, Any]:
    """An open commitment without its day; by turns each owner's."""
    place = number % len(letters)
    waiting = number % 10 == 9
    quote = f"We will repair the wells in all villages of district {number % 1000} by the day that we agreed"
    return {
        "letter_id": letters[place],
        "organisation_id": organisations[place],
        "actor": f"Mill {place}",
        "quote": quote,
        "quote_start": 0,
        "quote_end": len(quote),
        "action": "repair the wells in all villages of the district",
        "strength": "firm",
        "kind": "once",
        "condition": "if the rains allow it" if waiting else None,
        "condition_state": "dormant" if waiting else None,
        "due_kind": "date",
        "due_basis": "stated" if number % 4 else "policy",
        "status": "open",
        "owner_id": number % owners + 1,
        "confidence": 0.9,
        "added": START,
        "changed": START,
    }
