"""A watched folder: which of its files are whole, what is in them, and where they go when they were taken.

Only plain files right in the folder count. Links, pipes and subfolders are left alone, so are files whose names
begin with a dot or end in ".part" or ".tmp": their writers have not finished, and will rename them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import UnavailableError, UnreadableError

DONE = "done"
FAILED = "failed"
REASON = b".reason.txt"
_UNFINISHED = (".part", ".tmp")
_LONGEST_NAME = 255
"""Bytes, on all file systems of today's Unix."""
_LONGEST_SUFFIX = 16
_GONE = frozenset({errno.ENOENT, errno.ELOOP})


@dataclass(frozen=True, slots=True)
class Sight:
    """A file as it was at one look; what was written to in between looks different."""

    path: Path
    inode: int
    size: int
    modified: int
    """In nanoseconds, by the clock of the file system."""


def look(folder: Path) -> list[Sight]:
    """The files that may be letters, longest unchanged first. Raises UnavailableError."""
    sights = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
                    continue
                with contextlib.suppress(FileNotFoundError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        sights.append(_sight(folder / entry.name, status))
    except OSError as error:
        raise UnavailableError(
            f"intake.folder: {folder} cannot be looked through ({error.strerror}); create it, or name another."
        ) from error
    return sorted(sights, key=lambda sight: (sight.modified, sight.path))


def whole_files(folder: Path, pause: Callable[[], None]) -> list[Sight]:
    """The files that nobody wrote to during one `pause`. Raises UnavailableError.

    Two looks, not one look at the clock: the file system's clock may be another machine's.
    """
    before = frozenset(look(folder))
    if not before:
        return []
    pause()
    return [sight for sight in look(folder) if sight in before]


def load(sight: Sight, longest: int) -> bytes | None:
    """Its first `longest` bytes; None where it is no longer the file that was seen. Raises UnreadableError."""
    try:
        descriptor = os.open(sight.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if _sight(sight.path, os.fstat(descriptor)) != sight:
                return None
            content = file.read(longest)
            return content if _sight(sight.path, os.fstat(descriptor)) == sight else None
    except OSError as error:
        if error.errno in _GONE:
            return None
        raise UnreadableError(f"cannot be read ({error.strerror}); change its permissions.") from error


def put_away(sight: Sight, into: str, reason: str | None = None) -> Path | None:
    """Move the file to the subfolder `into`, with `reason` in a file beside it, and say where it is now.

    Nothing there is overwritten: a name that is taken gets a number. None where another file has taken its
    place meanwhile, which stays to be taken in its turn. Raises UnavailableError.
    """
    folder = sight.path.parent / into
    stem, suffix = _split(os.fsencode(sight.path.name))
    try:
        folder.mkdir(exist_ok=True)
        target = _create(folder, stem, suffix)
        note = _create(folder, os.fsencode(target.name), REASON, reason) if reason else None
        if _move(sight, target):
            return target
        if note is not None:
            note.unlink()
    except OSError as error:
        raise UnavailableError(
            f"{folder}: files that were taken cannot be moved there ({error.strerror}); change its permissions."
        ) from error
    return None


def _sight(path: Path, status: os.stat_result) -> Sight:
    return Sight(path, status.st_ino, status.st_size, status.st_mtime_ns)


def _move(sight: Sight, target: Path) -> bool:
    """Rename it onto its placeholder; False, and all as before, where it is not the file that was seen."""
    try:
        sight.path.rename(target)
    except FileNotFoundError:
        target.unlink()
        return False
    if _sight(sight.path, target.lstat()) == sight:
        return True
    stem, suffix = _split(os.fsencode(sight.path.name))
    target.rename(_create(sight.path.parent, stem, suffix))
    return False


def _create(folder: Path, stem: bytes, suffix: bytes, text: str = "") -> Path:
    """A new file under a free name: a rename onto it overwrites nothing of anybody else's."""
    number = 1
    while True:
        tail = suffix if number == 1 else b".%d" % number + suffix
        path = folder / os.fsdecode(stem[: _LONGEST_NAME - len(tail)] + tail)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(f"{text}\n" if text else "")
        except FileExistsError:
            number += 1
        else:
            return path


def _split(name: bytes) -> tuple[bytes, bytes]:
    """Stem and suffix, before which a number goes."""
    stem, dot, suffix = name.rpartition(b".")
    return (stem, dot + suffix) if stem and len(suffix) <= _LONGEST_SUFFIX else (name, b"")
