"""One file that holds a whole SQLite store as it stood at one moment, and the way back."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tracker.errors import RefusedError, UnavailableError, UnreadableError
from tracker.store import audit
from tracker.store.audit import Checkpoint
from tracker.store.engine import LOCK_TIMEOUT_SECONDS, schema_version
from tracker.store.version import SCHEMA_VERSION

_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds, as its check found it."""

    checkpoint: Checkpoint
    last: datetime | None
    """When its last event was written."""
    size: int
    """Bytes."""


def write_copy(store: Path, target: Path) -> Copy:
    """Copies the store at `store`, whoever writes to it meanwhile, and checks the copy before it gets its name.

    Raises RefusedError where `target` is there already, UnavailableError where it cannot be written or is not sound.
    """
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    _make_folder(target.parent)
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _copy(store, partial)
        copy = check_copy(partial)
        _to_disk(partial)
        os.link(partial, target)  # unlike a rename, it replaces nothing
        _to_disk(target.parent)
    except FileExistsError as error:
        raise RefusedError(f"{target}: is there already; name another file.") from error
    except OSError as error:
        raise UnavailableError(f"{target}: cannot be written ({error.strerror}).") from error
    except sqlite3.Error as error:
        raise UnavailableError(f"{target}: the store cannot be copied there ({error}).") from error
    except UnreadableError as error:
        raise UnavailableError(
            f"{store}: its copy is not sound, so none was kept ({error}); see: tracker doctor."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return copy


def check_copy(path: Path) -> Copy:
    """What a copy holds. Raises UnreadableError where it is no sound copy of a store that this version knows."""
    try:
        with _looking_into(path) as connection:
            damage = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if damage != "ok":
                raise UnreadableError(f"{path}: is damaged; take another backup.")
            _check_version(path, schema_version(connection))
            report = audit.verify_chain(connection)
            last = audit.last_instant(connection)
        size = path.stat().st_size
    except DBAPIError as error:
        raise UnreadableError(f"{path}: is no backup of a tracker store, or it is damaged.") from error
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror}).") from error
    if not report.sound:
        raise UnreadableError(f"{path}: its audit chain does not hold: {report.problems[0].what}.")
    return Copy(Checkpoint(report.count, report.head), last, size)


def beyond(store: Path, copy: Copy) -> int | None:
    """How many events the store has that the copy lacks; None where there is no store.

    Raises UnreadableError where the store cannot be read or is another one than was copied.
    """
    if not store.exists() or not store.stat().st_size:
        return None
    try:
        with closing(sqlite3.connect(store, timeout=LOCK_TIMEOUT_SECONDS)) as file:
            count = file.execute("SELECT count(*) FROM events").fetchone()[0]
            same = file.execute("SELECT hash FROM events WHERE seq = ?", (copy.checkpoint.count,)).fetchone()
    except sqlite3.Error as error:
        raise UnreadableError(f"{store}: cannot be read ({error}).") from error
    if copy.checkpoint.count and count >= copy.checkpoint.count and same != (copy.checkpoint.head,):
        raise UnreadableError(f"{store}: is not the store that was backed up.")
    return max(0, int(count) - copy.checkpoint.count)


def put_back(source: Path, store: Path) -> None:
    """Makes the store what the copy is, in one transaction: whoever has it open goes on with the new content.

    Raises UnavailableError; the store is then as it was.
    """
    _make_folder(store.parent)
    try:
        os.close(os.open(store, os.O_CREAT | os.O_RDWR, 0o600))
        _copy(source, store)
    except OSError as error:
        raise UnavailableError(f"{store}: cannot be written ({error.strerror}).") from error
    except sqlite3.Error as error:
        raise UnavailableError(f"{store}: cannot be restored now ({error}); nothing was changed.") from error


def set_aside(store: Path, suffix: str) -> Path:
    """Renames a store that cannot be read, with what belongs to it; returns its new name. Raises UnavailableError."""
    aside = store.with_name(f"{store.name}.{suffix}")
    try:
        store.rename(aside)
        for ending in _BESIDE:
            beside = Path(f"{store}{ending}")
            if beside.exists():
                beside.rename(f"{aside}{ending}")
    except OSError as error:
        raise UnavailableError(f"{store}: cannot be moved out of the way ({error.strerror}).") from error
    return aside


def file_of(engine: Engine) -> Path | None:
    """The file of an SQLite store; None for a store on a server."""
    database = engine.url.database
    return Path(database) if engine.dialect.name == "sqlite" and database else None


def _copy(source: Path, target: Path) -> None:
    """All pages at once: a reader's snapshot, which hinders no writer and is disturbed by none."""
    with (
        closing(_opened(source)) as original,
        closing(sqlite3.connect(target, timeout=LOCK_TIMEOUT_SECONDS)) as copy,
    ):
        fresh = not target.stat().st_size
        original.backup(copy)
        if fresh:
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, that may be kept where nobody can write


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=LOCK_TIMEOUT_SECONDS)


@contextmanager
def _looking_into(path: Path) -> Iterator[Connection]:
    """A copy that nobody else uses: nothing is written beside it."""
    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection


def _check_version(path: Path, found: str | None) -> None:
    if found is None:
        raise UnreadableError(f"{path}: is no backup of a tracker store.")
    if found > SCHEMA_VERSION:
        raise UnreadableError(
            f"{path}: was written by a newer tracker (schema {found}; this one knows {SCHEMA_VERSION}); "
            "install that version or a later one."
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(f"{folder}: no such folder can be made ({error.strerror}).") from error


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
