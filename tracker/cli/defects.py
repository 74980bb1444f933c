"""What happens when the program itself is wrong: one sentence, and a file that helps to mend it."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tracker import __version__


def record(error: Exception, home: Path) -> str:
    """Append where it happened to `defects.log` in the home folder; returns the sentence for the user.

    The message of the error is left out, since it could hold words of a letter or a secret.
    """
    what = f"{type(error).__module__}.{type(error).__qualname__}"
    lines = [f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} tracker {__version__}: {what}\n"]
    lines += [
        f"  {frame.filename}:{frame.lineno} in {frame.name}\n"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    path = _write(home, lines)
    where = f"; where it happened is noted in {path}" if path else ""
    return f"a defect in the program stopped this ({what}){where}. Nothing was half done; please report it."


def _write(home: Path, lines: list[str]) -> Path | None:
    path = home / "defects.log"
    try:
        with open(path, "a", encoding="utf-8", opener=_owner_only) as log:
            log.writelines(lines)
    except OSError:
        return None
    return path


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
