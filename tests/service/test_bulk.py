"""Many letters at once: bad files, crashes, and going on after them."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from random import Random

import pytest

from tests.letter_formats import samples
from tests.service.conftest import Office
from tracker.app import reading_of
from tracker.config import Settings
from tracker.errors import UnavailableError, UnknownError
from tracker.letters import Limits
from tracker.service import bulk
from tracker.service.arrivals import Given
from tracker.service.bulk import Desk, Outcome
from tracker.service.reading import Reading
from tracker.service.reading_pool import Pool, Task
from tracker.store.audit import verify_chain
from tracker.store.engine import open_engine
from tracker.store.soundness import check_rows
from tracker.store.unit import reading

LETTER = """Brightwater Mills Ltd
12 Canal Road, Northport

{day} June 2026

Dear Ms Okafor,

{opening} We have looked at the wells of district {number} with the surveyors of your council, and at the pumps.

We will repair well {number} by {day} July 2026. We will publish the readings of {number} wells within 30 days.

Yours sincerely,
Jo Lind
"""
OPENINGS = (
    "Thank you for your visit.",
    "We have read your report with care.",
    "Your members asked about water.",
)


def write_letters(folder: Path, count: int) -> None:
    """Letters that all differ, one of them in a format that has to be parsed, and two files that are none."""
    folder.mkdir(parents=True)
    for number in range(count):
        text = LETTER.format(number=100 + number, day=1 + number % 28, opening=OPENINGS[number % 3])
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    (folder / "mail.eml").write_bytes(samples.as_mail())
    (folder / "junk.bin").write_bytes(bytes(range(256)))
    (folder / "empty.txt").touch()


def desk(office: Office) -> Desk:
    app = office.app
    make_reading = partial(reading_of, app.settings)
    return Desk(
        app.engine, app.act, make_reading, app.settings.letters.same_letter, None, app.today(), Limits()
    )


def add(office: Office, *places: Path, workers: int = 2) -> list[Outcome]:
    files = [each for each in bulk.find_files(places) if isinstance(each, Path)]
    return list(bulk.add_many(desk(office), files, Given(), workers))


def stored(store: Path) -> set[tuple[str, int]]:
    """Each letter in force by its hash, with how many commitments it has."""
    query = (
        "SELECT content_hash, (SELECT count(*) FROM commitments WHERE letter_id = letters.id) FROM letters "
        "WHERE NOT withdrawn"
    )
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute(query).fetchall()
    assert len(rows) == len(set(rows))
    return set(rows)


def test_every_file_is_accounted_for(office: Office, tmp_path: Path) -> None:
    write_letters(tmp_path / "in", 12)
    outcomes = {outcome.path.name: outcome for outcome in add(office, tmp_path / "in")}
    assert set(outcomes) == {path.name for path in (tmp_path / "in").iterdir()}
    failed = {name: outcome.error for name, outcome in outcomes.items() if outcome.error}
    assert set(failed) == {"junk.bin", "empty.txt"}
    assert str(tmp_path / "in" / "junk.bin") in str(failed["junk.bin"])
    assert all(len(outcome.stored) == 1 for name, outcome in outcomes.items() if name not in failed)
    assert len(stored(tmp_path / "tracker.db")) == 13


def test_a_file_over_the_limit_of_the_settings_is_named(office: Office, tmp_path: Path) -> None:
    write_letters(tmp_path / "in", 2)
    small = replace(desk(office), limits=Limits(size=600))
    (tmp_path / "in" / "001.txt").write_text("We will pay. " * 100)
    outcomes = {
        outcome.path.name: outcome
        for outcome in bulk.add_many(small, sorted((tmp_path / "in").glob("0*.txt")), Given(), 1)
    }
    assert "raise [letters] max_mebibytes" in str(outcomes["001.txt"].error)
    assert outcomes["000.txt"].stored


def test_again_adds_nothing(office: Office, tmp_path: Path) -> None:
    write_letters(tmp_path / "in", 5)
    add(office, tmp_path / "in")
    again = add(office, tmp_path / "in")
    assert sum(outcome.known for outcome in again) == 6
    assert not any(outcome.stored for outcome in again)


def test_the_same_bytes_twice_in_one_run_are_one_letter(office: Office, tmp_path: Path) -> None:
    write_letters(tmp_path / "in", 3)
    (tmp_path / "in" / "copy.txt").write_bytes((tmp_path / "in" / "000.txt").read_bytes())
    outcomes = add(office, tmp_path / "in")
    assert sum(outcome.known for outcome in outcomes) == 1
    assert len(stored(tmp_path / "tracker.db")) == 4


def test_ctrl_c_reaches_no_worker_not_even_one_that_starts(
    office: Office, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_letters(tmp_path / "in", 1)
    app = office.app
    pool = Pool(Task(partial(reading_of, app.settings), Given(), app.today(), Limits()), 1)
    try:
        pool.give(tmp_path / "in" / "000.txt")
        (worker,) = active_children()
        os.kill(worker.pid or 0, signal.SIGINT)
        (answer,) = pool.answers(room=False)
    finally:
        pool.close()
    assert (answer.error, len(answer.prepared)) == (None, 1)
    assert capfd.readouterr().err == ""


def test_one_worker_keeps_the_order_of_names(office: Office, tmp_path: Path) -> None:
    write_letters(tmp_path / "in", 8)
    outcomes = [outcome for outcome in add(office, tmp_path / "in", workers=1) if outcome.stored]
    assert [outcome.path.name for outcome in outcomes] == sorted(outcome.path.name for outcome in outcomes)
    ids = [outcome.stored[0].letter_id for outcome in outcomes]
    assert ids == sorted(ids)


def test_an_unknown_owner_stops_before_anything_is_read(office: Office, tmp_path: Path) -> None:
    write_letters(tmp_path / "in", 2)
    with pytest.raises(UnknownError, match="'Zoe'"):
        list(bulk.add_many(desk(office), [tmp_path / "in" / "000.txt"], Given(owner="Zoe"), 1))


def test_folders_are_walked_in_order_without_hidden_files_and_links(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".git/config", "b/.hidden"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    found = [
        each for each in bulk.find_files([tmp_path / "in", tmp_path / "single.txt"]) if isinstance(each, Path)
    ]
    names = [str(path.relative_to(tmp_path)) for path in found]
    assert names == ["in/a.txt", "in/b/1.txt", "in/b/2.txt", "single.txt"]


def reading_or_death(victim: Path) -> Reading:
    """What a worker is asked for when it starts; the first one dies at once, as if for want of memory."""
    if not victim.exists():
        victim.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return reading_of(Settings())


def test_a_worker_that_dies_costs_one_file(office: Office, tmp_path: Path) -> None:
    write_letters(tmp_path / "in", 6)
    deadly = replace(desk(office), make_reading=partial(reading_or_death, tmp_path / "victim"))
    files = [tmp_path / "in" / f"{number:03}.txt" for number in range(6)]
    outcomes = list(bulk.add_many(deadly, files, Given(), 1))
    assert len(outcomes) == 6
    (broken,) = [outcome for outcome in outcomes if outcome.error]
    assert "broke down" in str(broken.error)
    assert len(stored(tmp_path / "tracker.db")) == 5
    assert len(add(office, *files)) == 6
    assert len(stored(tmp_path / "tracker.db")) == 6


def no_reading() -> Reading:
    raise MemoryError


def test_workers_that_never_live_stop_it_with_one_sentence(
    office: Office, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_letters(tmp_path / "in", 9)
    dead = replace(desk(office), make_reading=no_reading)
    with pytest.raises(UnavailableError, match="as soon as they start"):
        list(bulk.add_many(dead, [tmp_path / "in" / f"{number:03}.txt" for number in range(9)], Given(), 2))
    assert "Traceback" not in capfd.readouterr().err


def start(home: Path, folder: Path) -> subprocess.Popen[bytes]:
    code = "from tracker.cli import main; main()"
    words = [
        sys.executable,
        "-c",
        code,
        "--home",
        str(home),
        "add",
        str(folder),
        "--recursive",
        "--workers",
        "2",
    ]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def finish(process: subprocess.Popen[bytes]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def children_of(process: int) -> list[int]:
    """The processes that it started, and theirs."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [each for child in map(int, listed) for each in (child, *children_of(child))]


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them")
def test_killed_at_any_moment_and_run_again_it_adds_what_one_run_adds(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_letters(folder, 140)
    clean = tmp_path / "clean"
    began = time.monotonic()
    assert finish(start(clean, folder)) == 1  # for the two files that are no letters
    took = time.monotonic() - began
    expected = stored(clean / "tracker.db")
    assert len(expected) == 141
    random = Random(4)
    partial_runs = 0
    for attempt in range(10):
        home = tmp_path / f"home{attempt}"
        killed = start(home, folder)
        if attempt % 2:
            wait_for_letters(home / "tracker.db")
        else:
            with pytest.raises(subprocess.TimeoutExpired):
                killed.wait(timeout=took * random.uniform(0.2, 0.85))
        orphans = children_of(killed.pid)
        killed.kill()
        killed.communicate()
        partial_runs += 0 < count_of(home / "tracker.db") < len(expected)
        assert finish(start(home, folder)) == 1
        assert stored(home / "tracker.db") == expected, f"attempt {attempt}"
        engine = open_engine(f"sqlite:///{home / 'tracker.db'}")
        with reading(engine) as connection:
            assert verify_chain(connection).sound
            assert check_rows(connection) == []
        engine.dispose()
        assert not any(map(is_running, orphans))
    assert partial_runs


def test_ctrl_c_keeps_what_was_added_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_letters(folder, 200)
    process = start(tmp_path / "home", folder)
    wait_for_letters(tmp_path / "home" / "tracker.db")
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == b""
    assert b"the same command goes on" in err
    assert b"Traceback" not in err


def wait_for_letters(store: Path) -> None:
    give_up = time.monotonic() + 30
    while not store.exists() or not count_of(store):
        assert time.monotonic() < give_up
        time.sleep(0.01)


def count_of(store: Path) -> int:
    try:
        with closing(sqlite3.connect(store)) as connection:
            found: tuple[int] = connection.execute("SELECT count(*) FROM letters").fetchone()
    except sqlite3.OperationalError:
        return 0
    return found[0]


def test_the_process_that_writes_loads_nothing_that_finds_promises() -> None:
    code = "import sys, tracker.service.bulk; print(*{'tracker.extraction', 'nupunkt', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
