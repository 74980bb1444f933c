"""Marks of how far mail is planned, and what changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from tests.store.samples import (
    ACT,
    NOW,
    add_commitment,
    add_letter,
    add_message,
    add_organisation,
    add_person,
)
from tracker.followup.horizon import Mark
from tracker.model import Slot
from tracker.store import audit, commitments, marks, slots, tables
from tracker.store.unit import Unit, reading, writing

BERLIN = Mark("Europe/Berlin", NOW, 7, NOW, "a")


def head(engine: Engine) -> int:
    with reading(engine) as connection:
        return audit.checkpoint(connection).count


def test_marks_are_kept_over_those_before_and_are_no_events(engine: Engine) -> None:
    lima = replace(BERLIN, zone="America/Lima")
    marks.keep(engine, [BERLIN, lima])
    later = replace(BERLIN, through=NOW + timedelta(hours=1), seq=9)
    marks.keep(engine, [later])
    marks.keep(engine, [])
    with reading(engine) as connection:
        assert marks.by_zone(connection) == {"Europe/Berlin": later, "America/Lima": lima}
    assert head(engine) == 0


def test_what_changed_since(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        organisation, ana = add_organisation(unit), add_person(unit)
        letter = add_letter(unit, organisation)
        first = add_commitment(unit, letter, organisation)
        other = add_letter(unit, organisation, "other")
        second = add_commitment(unit, other, organisation)
        message = add_message(unit)
        slot = Slot("reminder/c1", ana, first, 1)
        slots.take(unit, [(slot, message)])
    seq = head(engine)
    with writing(engine, ACT) as unit:
        unit.update(tables.messages, message, {"attempts": 1}, "message.claimed")
        add_person(unit, "Ben")
        unit.update(tables.people, ana, {"absent_until": NOW.date()}, "person.absent")
        slots.take(unit, [(Slot("reminder/c2", ana, second, 1), message)])
    assert changed(engine, seq) == (set(), False)
    seq = head(engine)
    with writing(engine, ACT) as unit:
        slots.release(unit, [slot])
        unit.update(tables.letters, other, {"withdrawn": True}, "letter.withdrawn")
        third = add_commitment(unit, letter, organisation)
    assert changed(engine, seq) == ({first, second, third}, False)
    seq = head(engine)
    with writing(engine, ACT) as unit:
        unit.update(tables.people, ana, {"zone": "America/Lima"}, "person.moved")
    assert changed(engine, seq) == (set(), True)


def changed(engine: Engine, seq: int) -> tuple[set[int], bool]:
    with reading(engine) as connection:
        found = marks.changed_since(connection, seq)
        return marks.commitments_of(connection, found), found.everything


def _changed(connection: Connection) -> None:
    marks.changed_since(connection, 5)


def _dormant(connection: Connection) -> None:
    commitments.dormant(connection)


def _digests(connection: Connection) -> None:
    slots.last_digests(connection, [1, 2])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("question", "search"),
    [
        (_changed, "SEARCH events USING INTEGER PRIMARY KEY (rowid>?)"),
        (_dormant, "USING INDEX ix_commitments_dormant"),
        (_digests, "SEARCH slots USING INDEX ix_slots_digests (person_id=?)"),
    ],
)
def test_what_was_long_ago_costs_nothing(
    engine: Engine, question: Callable[[Connection], None], search: str
) -> None:
    with writing(engine, ACT) as unit:
        _much(unit)
    seen: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    with reading(engine) as connection:
        question(connection)
        statement, values = next(pair for pair in reversed(seen) if pair[0].startswith("SELECT"))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert search in "\n".join(row.detail for row in plan)


def _much(unit: Unit) -> None:
    organisation, ana = add_organisation(unit), add_person(unit)
    letter = add_letter(unit, organisation)
    for number in range(300):
        commitment = add_commitment(unit, letter, organisation)
        slots.take(unit, [(Slot(f"reminder/c{number}", ana, commitment, 1), None)])
