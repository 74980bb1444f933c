"""Many letters at once: read in several processes, written by this one in batches.

Each worker process reads files and finds their promises (parsers of strangers' files run in a child of its own);
nothing but this process writes. What was written stays: run again, the same files are known by their bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from tracker.errors import TrackerError, UnreadableError
from tracker.letters import Limits, load_file
from tracker.service.arrivals import Given
from tracker.service.names import readable
from tracker.service.reading_pool import Answer, Pool, Task, defect
from tracker.service.storing import Stored, check, store
from tracker.store import letters as queries
from tracker.store.unit import Act, reading, writing

if TYPE_CHECKING:
    from tracker.service.reading import Reading

_LOOKED_UP = 100
"""Files whose bytes are looked up in the store with one question."""
_BATCH_LETTERS = 100
_BATCH_BYTES = 32 * 1024 * 1024
_BATCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    path: Path
    stored: tuple[Stored, ...] = ()
    """Its letters; none where it could not be read, or is known by its bytes."""
    known: bool = False
    """All that is in it was here before."""
    error: str | None = None
    """Why it could not be read."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What adding many letters works with."""

    engine: Engine
    act: Callable[[], Act]
    make_reading: Callable[[], Reading]
    """Called in each worker; must be picklable."""
    same_letter: float
    default_owner: str | None
    today: dt.date
    limits: Limits


def find_files(places: Iterable[Path]) -> Iterator[Path | Outcome]:
    """All files in the folders among `places`, and the other places as they are, in the order of names.

    Names that begin with a dot are passed over, links to folders not followed. A folder that may not be entered is
    an outcome of its own.
    """
    for place in places:
        if not place.is_dir():
            yield place
            continue
        denied: list[OSError] = []
        for folder, below, names in os.walk(place, onerror=denied.append):
            below[:] = sorted(name for name in below if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))
        for error in denied:
            sentence = f"{readable(error.filename)}: cannot be entered ({error.strerror})."
            yield Outcome(Path(error.filename), error=sentence)


def add_many(desk: Desk, paths: Iterable[Path], given: Given, workers: int) -> Iterator[Outcome]:
    """Store the letters in the files; one outcome for each file, once it is on disk.

    Files come back in the order in which they are done. Raises UnknownError for an unknown case or owner,
    UnavailableError where the store cannot be used or no process can be started to read.
    """
    check(desk.engine, given, desk.default_owner)
    pool = Pool(Task(desk.make_reading, given, desk.today, desk.limits), workers)
    try:
        batch = _Batch(desk, given)
        files = iter(paths)
        while some := list(islice(files, _LOOKED_UP)):
            new, outcomes = _sorted_out(desk, some)
            yield from outcomes
            for path in new:
                for answer in pool.answers(room=True):
                    yield from batch.add(answer)
                pool.give(path)
        while not pool.idle:
            for answer in pool.answers(room=False):
                yield from batch.add(answer)
        yield from batch.write()
    finally:
        pool.close()


def _sorted_out(desk: Desk, paths: Sequence[Path]) -> tuple[list[Path], list[Outcome]]:
    """The files that are to be read, and outcomes of those that are known, or cannot be opened."""
    hashes: dict[Path, str] = {}
    outcomes = []
    for path in paths:
        try:
            hashes[path] = hashlib.sha256(load_file(path, desk.limits.size)).hexdigest()
        except UnreadableError as error:
            outcomes.append(Outcome(path, error=str(error)))
    with reading(desk.engine) as connection:
        known = queries.in_force(connection, set(hashes.values()))
    outcomes += [Outcome(path, known=True) for path, content in hashes.items() if content in known]
    return [path for path, content in hashes.items() if content not in known], outcomes


class _Batch:
    """Letters that wait to be written together."""

    def __init__(self, desk: Desk, given: Given) -> None:
        self._desk = desk
        self._given = given
        self._answers: list[Answer] = []
        self._letters = 0
        self._bytes = 0
        self._began = 0.0

    def add(self, answer: Answer) -> Iterator[Outcome]:
        """Take one file's letters, and write where there are enough."""
        if not self._answers:
            self._began = time.monotonic()
        self._answers.append(answer)
        self._letters += len(answer.prepared)
        self._bytes += sum(len(each.arrival.content) for each in answer.prepared)
        full = self._letters >= _BATCH_LETTERS or self._bytes >= _BATCH_BYTES
        if full or time.monotonic() - self._began >= _BATCH_SECONDS:
            yield from self.write()

    def write(self) -> Iterator[Outcome]:
        """Store all in one transaction; where one of them cannot be stored, each in its own."""
        answers, self._answers, self._letters, self._bytes = self._answers, [], 0, 0
        try:
            yield from self._write(answers)
        except TrackerError:
            raise
        except Exception:  # noqa: BLE001 - one letter's defect must not stop the others
            for answer in answers:
                yield from self._write_alone(answer)

    def _write_alone(self, answer: Answer) -> list[Outcome]:
        try:
            return self._write([answer])
        except TrackerError:
            raise
        except Exception as error:  # noqa: BLE001 - see `write`
            return [Outcome(answer.path, error=defect(answer.path, error))]

    def _write(self, answers: Sequence[Answer]) -> list[Outcome]:
        if not answers:
            return []
        desk = self._desk
        with writing(desk.engine, desk.act()) as unit:
            letters = [each for answer in answers for each in answer.prepared]
            stored = iter(store(unit, letters, self._given, desk.default_owner, desk.same_letter))
            return [_outcome(answer, list(islice(stored, len(answer.prepared)))) for answer in answers]


def _outcome(answer: Answer, stored: Sequence[Stored]) -> Outcome:
    new = tuple(each for each in stored if not each.already)
    return Outcome(answer.path, new, bool(stored) and not new, answer.error)
