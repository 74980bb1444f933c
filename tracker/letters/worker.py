"""The child process that reads what strangers sent: little it could reach, little it may use up.

It takes requests on standard input and answers on standard output, one after the other, until the input ends.
Both are frames: eight bytes of length, then MessagePack. Nothing is ever unpickled on the other side.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import Any, BinaryIO

import msgspec

from tracker.errors import UnreadableError
from tracker.letters.lettertext import LetterText, Limits
from tracker.letters.reading import read_text

LENGTH_BYTES = 8
_REACHING_OUT = (
    "socket.",
    "urllib.",
    "ftplib.",
    "smtplib.",
    "poplib.",
    "imaplib.",
    "telnetlib.",
    "webbrowser.",
)
_STARTING = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"}
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Request(msgspec.Struct, array_like=True, frozen=True):
    """One letter to be read."""

    content: bytes
    source: str
    limits: Limits


class Answer(msgspec.Struct, array_like=True, frozen=True):
    """The letter, or the sentence of an UnreadableError."""

    letter: LetterText | None
    error: str | None = None
    last: bool = False
    """The process ends after this answer: it ran out of memory and may be in any state."""


def main(limits: Limits) -> None:
    """Serve until the input ends."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not end up among the answers.
    os.dup2(2, 1)
    _lock(limits)
    # trafilatura would load it, and with it NumPy, to tell languages: nobody asks that of it here.
    sys.modules.setdefault("py3langid", None)  # type: ignore[arg-type]
    decoder = msgspec.msgpack.Decoder(Request)
    while (frame := _read_frame(requests)) is not None:
        request = decoder.decode(frame)
        _allow_time(request.limits)
        answer = _answer(request)
        body = msgspec.msgpack.encode(answer)
        answers.write(len(body).to_bytes(LENGTH_BYTES, "big") + body)
        answers.flush()
        if answer.last:
            return


def _answer(request: Request) -> Answer:
    try:
        return Answer(read_text(request.content, request.source, request.limits))
    except UnreadableError as error:
        return Answer(None, str(error))
    except MemoryError:
        reason = (
            "Reading took more memory than a letter may; save it as a smaller PDF or as text and add that."
        )
        return Answer(LetterText("", "application/octet-stream", unread_reason=reason), last=True)
    except Exception as error:  # noqa: BLE001 - libraries fail on hostile input in every possible way
        reason = f"The reader failed on it ({type(error).__name__}); save it as PDF or text and add that."
        return Answer(LetterText("", "application/octet-stream", unread_reason=reason))


def _read_frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH_BYTES)
    return stream.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else None


def _lock(limits: Limits) -> None:
    memory = limits.ocr_memory if limits.ocr else limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not limits.ocr:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_guard(scans=limits.ocr))


def _guard(*, scans: bool) -> Any:
    """An audit hook that refuses the network and, unless Tesseract is needed, programs and written files.

    A second fence inside the process: it stops a library that follows what a document points to.
    """

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REACHING_OUT):
            raise PermissionError(f"{event}: letters are read without a network")
        if not scans and event in _STARTING:
            raise PermissionError(f"{event}: letters are read without other programs")
        if not scans and event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
            raise PermissionError("letters are read without writing files")

    return refuse


def _allow_time(limits: Limits) -> None:
    """Twice the wall time in CPU seconds, so that a hang ends even if the parent is gone."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = limits.ocr_seconds * limits.ocr_pages if limits.ocr else limits.seconds
    soft = int(usage.ru_utime + usage.ru_stime + 2 * seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Limits))
