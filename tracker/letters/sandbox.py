"""Reads letters in child processes: a hostile one can cost its time limit, never this process or its secrets.

The children are kept and used again, so that many letters pay for a few starts. Short plain text is read right
here: nothing parses it. A letter that goes over a limit comes back with an `unread_reason`.
"""

from __future__ import annotations

import contextlib
import os
import queue
import selectors
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from types import TracebackType
from typing import IO, Self

import msgspec

from tracker.errors import UnreadableError
from tracker.letters import formats
from tracker.letters.lettertext import MEBIBYTE, LetterText, Limits
from tracker.letters.mailbox_file import read_mailbox
from tracker.letters.reading import read_letter, with_language
from tracker.letters.worker import LENGTH_BYTES, Answer, Request

_LARGEST_PLAIN = MEBIBYTE
_LETTERS_PER_CHILD = 5000
"""Libraries leak; a fresh child every so often keeps memory flat."""
_CHUNK = 1 << 16
_UNKNOWN = "application/octet-stream"


class Readers:
    """A pool of children that read letters; use it as a context manager.

    `read` may be called from as many threads at once as there are `processes`; more wait for a free child.
    Children start when they are first needed.
    """

    def __init__(self, limits: Limits | None = None, *, processes: int = 1) -> None:
        self.limits = limits or Limits()
        self._free: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._processes = processes
        for _ in range(processes):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children that are not reading."""
        with contextlib.suppress(queue.Empty):
            while True:
                child = self._free.get_nowait()
                if child is not None:
                    child.end()

    def read(self, content: bytes, source: str) -> LetterText:
        """The text of a letter in any format; scans are read where Tesseract is installed.

        Raises UnreadableError for what is no letter at all: nothing in it, no known format, too large.
        """
        if len(content) > self.limits.size:
            raise UnreadableError(
                f"{source}: is larger than {self.limits.size / MEBIBYTE:g} MiB; give a smaller copy, "
                "or raise [letters] max_mebibytes."
            )
        kind = formats.sniff_unpacked(content, source)
        if kind == formats.MBOX:
            # Each mail gets its own time, and one that breaks its reader costs the others nothing.
            return with_language(read_mailbox(content, source, self.limits.mails, self._read_one))
        if kind == formats.TEXT and len(content) <= _LARGEST_PLAIN:
            return read_letter(content, source, limits=self.limits)
        return self._read_one(content, source)

    def _read_one(self, content: bytes, source: str) -> LetterText:
        letter = self._read_apart(content, source)
        if _holds_scans(letter) and shutil.which("tesseract"):
            letter = self._read_scans(content, source)
        # Here, because the language model's loader writes files, which the children may not.
        return with_language(letter)

    def _read_apart(self, content: bytes, source: str) -> LetterText:
        child = self._free.get()
        try:
            if child is not None and not child.alive():
                child.end()
                child = None
            child = child or _Child(self.limits)
            return child.read(content, source, self.limits.seconds)
        finally:
            if child is not None and not child.fit():
                child.end()
                child = None
            self._free.put(child)

    def _read_scans(self, content: bytes, source: str) -> LetterText:
        """In a child of its own: Tesseract needs more memory, time, and files to pass pictures in."""
        limits = replace(self.limits, ocr=True)
        child = _Child(limits)
        try:
            return child.read(content, source, limits.seconds + limits.ocr_seconds * limits.ocr_pages)
        finally:
            child.end()


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._letters = 0
        self._fit = True
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, with our own module
            [
                sys.executable,
                "-I",
                "-B",
                "-m",
                "tracker.letters.worker",
                msgspec.json.encode(limits).decode(),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(limits),
            cwd="/",
            start_new_session=True,
        )
        for pipe in (self._requests, self._answers):
            os.set_blocking(pipe.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._answers, selectors.EVENT_READ)

    def alive(self) -> bool:
        """Whether it can take a letter; one that was killed from outside cannot."""
        return self._process.poll() is None

    def fit(self) -> bool:
        """Whether it may take the next letter."""
        return self._fit and self._letters < _LETTERS_PER_CHILD

    def read(self, content: bytes, source: str, seconds: float) -> LetterText:
        """The letter, or a letter that says which limit it broke. Raises UnreadableError."""
        self._letters += 1
        self._fit = False
        request = msgspec.msgpack.encode(Request(content, source, self._limits))
        try:
            frame = self._exchange(request, time.monotonic() + seconds)
            answer = msgspec.msgpack.decode(frame, type=Answer)
        except TimeoutError:
            return _unread(f"Reading took longer than {seconds:g} s; save it as PDF or text and add that.")
        except (EOFError, OSError, msgspec.DecodeError):
            return _unread("The reader broke down on it; save it as PDF or text and add that.")
        self._fit = not answer.last
        if answer.letter is None:
            raise UnreadableError(answer.error or f"{source}: could not be read.")
        return answer.letter

    def end(self) -> None:
        """Kill it with all that it started, and wait for it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._selector.close()
        self._requests.close()
        self._answers.close()

    @property
    def _requests(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _answers(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _exchange(self, request: bytes, deadline: float) -> bytes:
        """Send one frame and await one. Raises TimeoutError, EOFError, OSError."""
        waiting = memoryview(len(request).to_bytes(LENGTH_BYTES, "big") + request)
        waiting = waiting[self._send(waiting) :]
        received = bytearray()
        if waiting:
            self._selector.register(self._requests, selectors.EVENT_WRITE)
        while not _is_whole(received, self._longest_answer()):
            events = self._selector.select(max(0.0, deadline - time.monotonic()))
            if not events:
                raise TimeoutError
            for key, _ in events:
                if key.fileobj is self._answers:
                    received += self._receive()
                    continue
                waiting = waiting[self._send(waiting) :]
                if not waiting:
                    self._selector.unregister(self._requests)
        return bytes(received[LENGTH_BYTES:])

    def _send(self, waiting: memoryview) -> int:
        try:
            return os.write(self._requests.fileno(), waiting[:_CHUNK])
        except BlockingIOError:
            return 0

    def _receive(self) -> bytes:
        chunk = os.read(self._answers.fileno(), _CHUNK)
        if not chunk:
            raise EOFError
        return chunk

    def _longest_answer(self) -> int:
        """Bytes: text of every part, and the parts themselves."""
        return 4 * self._limits.size + 8 * self._limits.characters


def _is_whole(received: bytearray, longest: int) -> bool:
    if len(received) < LENGTH_BYTES:
        return False
    length = int.from_bytes(received[:LENGTH_BYTES], "big")
    if length > longest:
        raise EOFError
    return len(received) >= LENGTH_BYTES + length


def _environment(limits: Limits) -> dict[str, str]:
    """What the child gets to know: no secrets, no proxies, one thread a library."""
    environment = {
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    if limits.ocr:
        environment["PATH"] = os.path.dirname(shutil.which("tesseract") or "/usr/bin")  # noqa: PTH120
        if data := os.environ.get("TESSDATA_PREFIX"):
            environment["TESSDATA_PREFIX"] = data
    return environment


def _holds_scans(letter: LetterText) -> bool:
    return bool(letter.scanned_pages) or any(_holds_scans(part.letter) for part in letter.parts)


def _unread(reason: str) -> LetterText:
    return LetterText("", _UNKNOWN, unread_reason=reason)
