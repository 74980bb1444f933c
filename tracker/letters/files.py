"""Bytes from a path, or one sentence that says why not."""

from __future__ import annotations

import stat
from pathlib import Path

from tracker.errors import UnreadableError
from tracker.letters.lettertext import MEBIBYTE, Limits


def load_file(path: Path, max_bytes: int = Limits().size) -> bytes:
    """The content of a regular file of 1 to `max_bytes` bytes. Raises UnreadableError.

    Pipes, devices and sockets are refused: they may never end.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError(f"{path}: is a folder, not a letter; name the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(f"{path}: is no ordinary file; copy what it holds into one.")
        if status.st_size > max_bytes:
            raise UnreadableError(_too_large(path, max_bytes))
        with path.open("rb") as file:
            content = file.read(status.st_size + 1)
            if len(content) > status.st_size:  # it has grown since it was measured
                content += file.read(max_bytes + 1 - len(content))
    except FileNotFoundError as error:
        raise UnreadableError(f"{path}: there is no such file; check the path.") from error
    except PermissionError as error:
        raise UnreadableError(f"{path}: may not be read by this login; change its permissions.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise UnreadableError(f"{path}: cannot be read ({reason}).") from error
    if len(content) > max_bytes:
        raise UnreadableError(_too_large(path, max_bytes))
    if not content:
        raise UnreadableError(f"{path}: is empty; there is no letter in it.")
    return content


def _too_large(path: Path, max_bytes: int = Limits().size) -> str:
    return (
        f"{path}: is larger than {max_bytes / MEBIBYTE:g} MiB; "
        "give a smaller copy, or raise [letters] max_mebibytes."
    )
