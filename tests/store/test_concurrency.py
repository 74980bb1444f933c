"""Several processes at once: nothing is lost, nothing is doubled, the chain stays whole."""

from __future__ import annotations

import subprocess
import sys

from sqlalchemy import Engine

from tests.store.samples import (
    ACT,
    NOW,
    add_commitment,
    add_letter,
    add_message,
    add_organisation,
    add_person,
)
from tracker.store import audit, outbox, soundness, tables
from tracker.store.unit import reading, writing

PRELUDE = """
import sys
from datetime import timedelta
from tests.store.samples import ACT, NOW
from tracker.model import Slot
from tracker.store import commitments, outbox, slots, tables
from tracker.store.engine import open_engine
from tracker.store.unit import TakenError, reading, writing
engine = open_engine(sys.argv[1])
me = sys.argv[2]
"""

COUNT_UP = """
for _ in range(50):
    with writing(engine, ACT) as unit:
        found = commitments.by_id(unit.connection, 1)
        if engine.dialect.name == "postgresql":
            unit.connection.exec_driver_sql("SELECT 1 FROM commitments WHERE id = 1 FOR UPDATE")
            found = commitments.by_id(unit.connection, 1)
        unit.update(tables.commitments, 1, {"deadline_version": found.deadline_version + 1}, "commitment.extended")
"""

TAKE_SLOTS = """
for number in range(40):
    with writing(engine, ACT) as unit:
        unit.insert_if_new(tables.organisations, {"name": f"Mill {number}"}, "organisation.added")
        unit.keep(str(number).encode(), "text/plain")
    try:
        with writing(engine, ACT) as unit:
            unit.keep(f"{number} for {me}".encode(), "text/plain")
            unit.insert(tables.cases, {"name": f"{number} for {me}"}, "case.added")
            slots.take(unit, [(Slot(f"digest/p1/{number}/{part}", 1), None) for part in range(3)])
    except TakenError:
        pass
"""

SEND = """
while True:
    with reading(engine) as connection:
        if not outbox.anything_due(connection, NOW):
            break
    with writing(engine, ACT) as unit:
        claimed = outbox.claim(unit, me, NOW, timedelta(minutes=5), 7)
    for message in claimed:
        print(message.id)
        with writing(engine, ACT) as unit:
            assert outbox.mark_sent(unit, {message.id: None}, me, NOW)
"""


def run_at_once(engine: Engine, program: str, processes: int = 4) -> list[str]:
    """Runs the program that many times at once and returns what each printed."""
    url = engine.url.render_as_string(hide_password=False)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PRELUDE + program, url, f"sender {number}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    answers = [process.communicate() for process in running]
    assert [complaint for _, complaint in answers] == [""] * processes
    return [answer for answer, _ in answers]


def test_no_change_is_lost(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        organisation = add_organisation(unit)
        add_commitment(unit, add_letter(unit, organisation), organisation)
    run_at_once(engine, COUNT_UP)
    with reading(engine) as connection:
        events = audit.history(connection, tables.commitments, 1)
        assert len(events) == 201
        assert events[-1].change.after == {"deadline_version": 201, "version": 201}
        assert audit.verify_chain(connection).sound
        assert soundness.check_rows(connection) == []


def test_each_slot_is_taken_once(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        add_person(unit)
    run_at_once(engine, TAKE_SLOTS)
    with reading(engine) as connection:
        events = list(audit.stream_events(connection))
        assert sum(event.action == "slot.taken" for event in events) == 120
        assert sum(event.action == "case.added" for event in events) == 40, "whoever is slower leaves nothing"
        assert sum(event.action == "organisation.added" for event in events) == 40
        assert audit.verify_chain(connection).sound
        assert soundness.check_rows(connection) == []
        assert soundness.check_contents(connection) == []


def test_each_message_is_sent_once(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        numbers = [add_message(unit, f"m{number}", next_attempt=NOW) for number in range(40)]
    printed = run_at_once(engine, SEND)
    assert sorted(int(line) for answer in printed for line in answer.split()) == numbers
    with reading(engine) as connection:
        assert list(outbox.counts(connection).values()) == [40]
        assert audit.verify_chain(connection).sound
