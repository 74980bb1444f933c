"""A backup that is taken while others write."""

from __future__ import annotations

from pathlib import Path
from time import sleep

import pytest

from tests.cli.driver import spawn
from tests.faults.conftest import Office, by_length, eventually, start_writer
from tracker.store import audit, soundness
from tracker.store.audit import Checkpoint
from tracker.store.engine import open_engine
from tracker.store.tables import AUDITED
from tracker.store.unit import reading


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_under_load_is_a_moment_of_the_original(office: Office, tmp_path: Path) -> None:
    office.populate([f"p{number}@office.example" for number in range(8)], promises=1)
    writers = [start_writer(office, number, changes=100_000) for number in range(1, by_length(4, 9))]
    eventually("they write", lambda: len(office.events()) > 50)
    copies = []
    for number in range(by_length(2, 10)):
        copies.append(tmp_path / f"copy-{number}.db")
        done = spawn("backup", copies[-1], home=office.home)
        assert done.returncode == 0, done.stderr
        sleep(0.2)
    assert all(writer.handle.poll() is None for writer in writers), "they wrote all the time"
    for writer in writers:
        writer.kill()

    counts = [_check_moment(office, copy, tmp_path / f"home-{copy.stem}") for copy in copies]
    assert counts == sorted(set(counts)), "each is a later moment"
    assert counts[-1] <= len(office.events())


def _check_moment(office: Office, copy: Path, home: Path) -> int:
    """Restore the copy, and compare it with what the original's own events say of that moment."""
    done = spawn("restore", copy, home=home)
    assert done.returncode == 0, done.stderr
    restored = open_engine(f"sqlite:///{home / 'tracker.db'}")
    with reading(restored) as connection:
        head = audit.checkpoint(connection)
        assert audit.verify_chain(connection).sound
        assert soundness.check_rows(connection) == []
        assert soundness.check_contents(connection) == []
        found = audit.replay(audit.stream_events(connection))
    restored.dispose()
    with reading(office.engine) as connection:
        assert audit.verify_chain(connection, Checkpoint(head.count, head.head)).sound
    moment = audit.replay(event for event in office.events() if event.seq <= head.count)
    assert {table.name for table in AUDITED} == found.keys()
    assert found == moment
    return head.count
