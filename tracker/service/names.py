"""Names of files, and words of people, as text that every store and terminal takes."""

from __future__ import annotations

import os
from pathlib import Path

from tracker.errors import UsageError


def readable(path: Path | str) -> str:
    """The path as text; bytes in it that are no UTF-8 become replacement characters."""
    return os.fsencode(path).decode(errors="replace")


def one_line(words: str, option: str) -> str:
    """A name that a person typed, runs of blanks made one. Raises UsageError for an empty one or control characters."""
    name = " ".join(words.split())
    if not name or not name.isprintable():
        raise UsageError(f"{option} needs printable characters.")
    return name
