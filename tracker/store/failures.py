"""What a database says when it cannot be used, as one sentence for the user.

Defects of ours (a broken constraint, a wrong statement) are not translated: they should be seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tracker.errors import RefusedError, TrackerError, UnavailableError

_SQLITE = {
    sqlite3.SQLITE_BUSY: "is locked by another process; try again in a moment",
    sqlite3.SQLITE_LOCKED: "is locked by another process; try again in a moment",
    sqlite3.SQLITE_FULL: "cannot grow because the disk is full; free some space and try again",
    sqlite3.SQLITE_NOTADB: "is not a tracker store; move that file away or name another home",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a backup",
    sqlite3.SQLITE_READONLY: "cannot be written; check its permissions and those of its folder",
    sqlite3.SQLITE_PERM: "cannot be opened; check its permissions and those of its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check its permissions and those of its folder",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk and the space left on it",
}

# Classes of SQLSTATE, or whole codes. https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "53100": "is out of disk space; free some and try again",
    "53": "is short of resources; try again in a moment",
    "55P03": "is locked by another process; try again in a moment",
    "40": "is busy with conflicting changes; try again in a moment",
    "25006": "is read-only; connect to the primary server",
}


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turns a database's failure inside the block into an UnavailableError or RefusedError."""
    try:
        yield
    except DBAPIError as error:
        translated = translate(error, url)
        if translated is None:
            raise
        raise translated from error
    except PoolTimeout as error:
        raise UnavailableError(f"{describe(url)} has no connection free; try again in a moment.") from error


def translate(error: DBAPIError, url: URL) -> TrackerError | None:
    """The sentence for `error`, or None where it is a defect rather than a state of the database."""
    if isinstance(error.orig, sqlite3.Error):
        # The low byte is the primary code. Without one it is the sqlite3 module that could not decode a text.
        code = getattr(error.orig, "sqlite_errorcode", _undecodable(error.orig)) & 0xFF
        reason = _SQLITE.get(code)
        return UnavailableError(f"{describe(url)} {reason}.") if reason else None
    return _translate_postgresql(error, url)


def _undecodable(error: sqlite3.Error) -> int:
    return sqlite3.SQLITE_CORRUPT if isinstance(error, sqlite3.OperationalError) else sqlite3.SQLITE_OK


def _translate_postgresql(error: DBAPIError, url: URL) -> TrackerError | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == "42501":
        return RefusedError(
            f"{describe(url)} lets this login only read; ask for a role that may change records."
        )
    reason = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    if reason:
        return UnavailableError(f"{describe(url)} {reason}.")
    if state[:2] in {"", "08", "28", "3D", "57"} and isinstance(error, OperationalError):
        first_line = next(iter(str(error.orig).strip().splitlines()), "no reason given").rstrip(".")
        return UnavailableError(f"{describe(url)} cannot be used ({first_line}); check that the server runs.")
    return None


def describe(url: URL) -> str:
    """The store's address without its secrets."""
    if url.get_backend_name() == "sqlite":
        return f"The store {url.database}"
    return f"The store {url.set(query={}).render_as_string(hide_password=True)}"
