"""Eight people who change records while the scheduler plans and delivers."""

from __future__ import annotations

from itertools import pairwise

from tests.faults.conftest import MONDAY, Office, by_length, eventually, start_writer
from tracker.model import Event, MessageState
from tracker.store import audit
from tracker.store.tables import commitments, people
from tracker.store.unit import reading

WRITERS = 8


def test_eight_writers_while_the_scheduler_runs(office: Office) -> None:
    """No error, no change lost, and the chain holds."""
    changes = by_length(21, 999)
    office.configure(tick=0.2, lease=60)
    office.populate([f"p{number}@office.example" for number in range(WRITERS)], promises=1, digest=True)
    office.clock.set(MONDAY, rate=1)
    office.server.start()
    scheduler = office.started("run")
    writers = [start_writer(office, number, changes) for number in range(1, WRITERS + 1)]
    for writer in writers:
        code = writer.handle.wait(by_length(120, 3600))
        assert code == 0, writer.said.read_text()
    eventually(
        "what is due is sent", lambda: set(office.states()) <= {MessageState.SENT, MessageState.CANCELLED}
    )
    assert scheduler.handle.poll() is None

    with reading(office.engine) as connection:
        for number in range(1, WRITERS + 1):
            _check_history(audit.history(connection, commitments, number), 1 + changes * 2 // 3)
        shared = audit.history(connection, people, 1)
        _check_history(shared, 1 + WRITERS * changes // 3)
    log = scheduler.said.read_text()
    assert "locked by another process" not in log
    office.check_store()


def _check_history(history: list[Event], length: int) -> None:
    """So many changes, each made to what the one before it left."""
    assert len(history) == length
    for earlier, later in pairwise(history):
        before, after = later.change.before or {}, earlier.change.after or {}
        assert before["version"] == after["version"]
        assert (later.change.after or {})["version"] == before["version"] + 1
