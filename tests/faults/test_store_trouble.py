"""A store that is locked, and a disk that is full."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest

from tests.cli.driver import Answer, spawn
from tests.faults.conftest import MONDAY, Office, by_length, eventually, is_postgresql
from tracker.model import MessageState
from tracker.store import audit, soundness
from tracker.store.engine import open_engine, writing_connection
from tracker.store.tables import metadata
from tracker.store.unit import reading

ROOM = 1_400_000
"""Bytes for the whole store; the tables alone take 300,000."""


@contextmanager
def _locked(office: Office) -> Iterator[None]:
    """Nobody else may write meanwhile."""
    if is_postgresql(office.url):
        with writing_connection(office.engine).begin() as connection:
            names = ", ".join(metadata.tables)
            connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
            yield
        return
    file = sqlite3.connect(office.home / "tracker.db", isolation_level=None)
    file.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        file.execute("ROLLBACK")
        file.close()


def test_a_store_that_is_locked_for_a_minute(office: Office) -> None:
    """The scheduler lives on; it is red for service managers meanwhile, and green again after."""
    seconds, tick = by_length(6, 60), by_length(1, 2)
    office.configure(tick=tick)
    office.populate(["ana@office.example"])
    office.clock.set(MONDAY, rate=1)
    scheduler = office.started("run", "--lock-timeout", "1")
    eventually("it is alive", lambda: office.tracker("doctor", "--alive").code == 0)
    with _locked(office):
        sleep(seconds)
        assert office.tracker("doctor", "--alive").code == 1
    eventually("it is alive again", lambda: office.tracker("doctor", "--alive").code == 0)
    assert scheduler.handle.poll() is None
    assert "locked by another process" in scheduler.said.read_text()
    office.server.start()
    office.clock.set(office.clock() + timedelta(minutes=2), rate=1)
    eventually("it delivers", lambda: office.states() == {MessageState.SENT: 1})
    office.check_store()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _add_people_until_it_fails(home: Path) -> tuple[int, Answer]:
    """How many were acknowledged, and what was said to the one that was not."""
    from tests.cli.driver import Tracker

    tracker = Tracker(home)
    for number in range(20_000):
        answer = tracker("people", "add", f"Person {number}", "--email", f"{'p' * 60}{number}@office.example")
        if answer.code:
            return number, answer
    raise AssertionError("the disk never became full")


def _check_full_disk(home: Path, acknowledged: int, answer: Answer) -> None:
    assert answer.code == 6
    assert "disk" in answer.err
    assert "Traceback" not in answer.err
    engine = open_engine(f"sqlite:///{home / 'tracker.db'}")
    with reading(engine) as connection:
        from tracker.store import people

        assert len(people.listing(connection)) == acknowledged
        assert audit.verify_chain(connection).sound
        assert soundness.check_rows(connection) == []
    engine.dispose()


def test_a_full_disk(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(400_000))
    home = small_disk / "home"
    acknowledged, answer = _add_people_until_it_fails(home)
    assert acknowledged > 20
    ballast.unlink()
    _check_full_disk(home, acknowledged, answer)
    added = spawn("people", "add", "Ana", "--email", "ana@office.example", home=home)
    assert added.returncode == 0, added.stderr


FILL = """
import resource, signal, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
from tests.faults.test_store_trouble import _add_people_until_it_fails
done, answer = _add_people_until_it_fails(Path(sys.argv[1]))
print(done, answer.code)
print(answer.err)
"""


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """As a quota does it: another error of the operating system, the same promise."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    home = tmp_path / "home"
    filled = subprocess.run(
        [sys.executable, "-c", FILL, str(home), "500000"],
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert filled.returncode == 0, filled.stderr
    figures, _, said = filled.stdout.partition("\n")
    done, code = map(int, figures.split())
    _check_full_disk(home, done, Answer(code, "", said))
    added = spawn("people", "add", "Ana", "--email", "ana@office.example", home=home)
    assert added.returncode == 0, added.stderr
