"""Processes that read letters, each file in one of them; what they make of it comes back.

They need neither the store nor its libraries, and know nothing of either. What finds the promises is loaded by them
alone: the process that gives them their files never needs it.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from tracker.errors import UnavailableError, UnreadableError
from tracker.letters import Limits, Readers, load_file
from tracker.service.arrivals import Arrival, Given, Prepared, letters_in
from tracker.service.names import readable

if TYPE_CHECKING:
    from tracker.service.reading import Reading

_AHEAD = 2
"""Files that a worker has at most, so that it need not wait for the next."""
_MOST_STILLBORN = 3
"""Workers in a row that end before their first letter: then it is not the letters' fault."""


@dataclass(frozen=True, slots=True)
class Task:
    """What each worker is told when it starts; must be picklable."""

    make_reading: Callable[[], Reading]
    given: Given
    today: dt.date
    limits: Limits


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of one file."""

    path: Path
    prepared: tuple[Prepared, ...] = ()
    error: str | None = None


_Made: TypeAlias = tuple[tuple[Prepared, ...], str | None]
"""What an answer holds beside the path, which the pool knows."""

# A sixth of the time that pickle takes for the same.
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Made)


class Pool:
    """Worker processes and what they are at."""

    def __init__(self, task: Task, workers: int) -> None:
        self._task = task
        self._most = workers
        self._stillborn = 0
        self._workers: list[_Worker] = []

    @property
    def idle(self) -> bool:
        """Whether nothing is being read."""
        return not any(worker.files for worker in self._workers)

    def give(self, path: Path) -> None:
        """Hand a file to the worker with the fewest; workers start when they are needed."""
        if len(self._workers) < self._most and all(worker.files for worker in self._workers):
            self._workers.append(_Worker(self._task))
        worker = min(self._workers, key=lambda each: len(each.files))
        worker.files.append(path)
        try:
            worker.pipe.send_bytes(os.fsencode(path))
        except OSError:  # it has died; that is seen when its answer is awaited
            return

    def answers(self, *, room: bool) -> Iterator[Answer]:
        """What has been read meanwhile; waits for one answer, with `room` only if no worker can take more."""
        free = len(self._workers) < self._most or any(len(each.files) < _AHEAD for each in self._workers)
        ready = wait([worker.pipe for worker in self._workers], 0 if room and free else None)
        for number, worker in enumerate(self._workers):
            if worker.pipe in ready:
                answer = worker.answer()
                if answer is None:
                    yield from self._replace(number)
                else:
                    yield answer

    def close(self) -> None:
        """End all workers, whatever they are at."""
        for worker in self._workers:
            worker.end()

    def _replace(self, number: int) -> Iterator[Answer]:
        """A worker that died takes its first file with it; the others are read by a new one."""
        dead = self._workers[number]
        dead.end()
        self._stillborn = 0 if dead.answered else self._stillborn + 1
        if self._stillborn >= _MOST_STILLBORN:
            del self._workers[number]
            raise UnavailableError(
                "The processes that read letters end as soon as they start; free some memory and run it again."
            )
        self._workers[number] = _Worker(self._task)
        if not dead.files:
            return
        broken = dead.files.popleft()
        yield Answer(broken, error=f"{readable(broken)}: the reader broke down on it; add it on its own.")
        for path in dead.files:
            self.give(path)


class _Worker:
    """One process that reads, and the pipe to it."""

    def __init__(self, task: Task) -> None:
        # Not a fork: it would share the connections to the store. It ends when its end of the pipe does, so it
        # does not outlive this process even if that is killed.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.files: deque[Path] = deque()
        self.answered = False
        self._process = context.Process(target=_serve, args=(theirs, task), daemon=True)
        # Deaf to Ctrl-C from its first moment on: that is for the process that writes. The tracker of resources comes
        # first: when it starts, it lets the signal through again.
        resource_tracker.ensure_running()
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        theirs.close()

    def answer(self) -> Answer | None:
        """What it made of its first file; None where it died."""
        try:
            prepared, error = _DECODER.decode(self.pipe.recv_bytes())
        except (EOFError, OSError):
            return None
        self.answered = True
        return Answer(self.files.popleft(), prepared, error)

    def end(self) -> None:
        """Stop it at once."""
        self.pipe.close()
        self._process.terminate()
        self._process.join()
        self._process.close()


def _serve(pipe: Pipe, task: Task) -> None:
    """A worker's life: files in, letters with their promises out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # should anything in here let it through again
    try:
        how = task.make_reading()
    except Exception:  # noqa: BLE001 - no trace on the terminal; whoever waits sees the pipe close
        return
    with Readers(task.limits) as readers:
        while True:
            try:
                path = Path(os.fsdecode(pipe.recv_bytes()))
                pipe.send_bytes(_ENCODER.encode(_read(path, readers, how, task)))
            except (EOFError, OSError):
                return


def _read(path: Path, readers: Readers, how: Reading, task: Task) -> _Made:
    from tracker.service.preparing import prepare  # noqa: PLC0415 - see the head of this file

    name = readable(path.name)
    try:
        content = load_file(path, readers.limits.size)
        arrival = Arrival(content, readable(path), readers.read(content, name), task.today)
        return tuple(prepare(letters_in(arrival), task.given, how)), None
    except UnreadableError as error:
        return (), _about(path, error)
    except Exception as error:  # noqa: BLE001 - one letter's defect must not stop the others
        return (), defect(path, error)


def defect(path: Path, error: Exception) -> str:
    """The sentence about a letter that the program is at fault with."""
    return f"{readable(path)}: a defect in the program stopped the reading ({type(error).__name__}); please report it."


def _about(path: Path, error: UnreadableError) -> str:
    """The sentence with the whole path, by which one file among many is found."""
    sentence = str(error).removeprefix(f"{path}: ").removeprefix(f"{readable(path.name)}: ")
    return f"{readable(path)}: {sentence}"
