"""Opening the store: SQLite in a file by default, PostgreSQL to grow past one host.

SQLite: WAL, every commit on disk before it is acknowledged (`synchronous=FULL`), writers take the write lock when
they begin and readers never do. PostgreSQL: readers see one snapshot and may not write; writers read what is
committed. Statements wait 30 s for a lock, then give up.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from tracker.errors import ConfigError, UnavailableError
from tracker.store.failures import describe, explained
from tracker.store.version import SCHEMA_VERSION

LOCK_TIMEOUT_SECONDS: Final = 30.0
ROOM_KIB: Final = 262_144

_WRITING = "tracker_writing"


def open_engine(url: str) -> Engine:
    """The store at `url`, created or migrated where needed.

    Such as "sqlite:////var/lib/tracker/tracker.db" or "postgresql+psycopg://tracker@db.example/tracker".
    Raises ConfigError for an address that cannot be used, UnavailableError for a store that cannot be.
    """
    address = _parse(url)
    with explained(address):
        engine = (
            _open_sqlite(address) if address.get_backend_name() == "sqlite" else _open_postgresql(address)
        )
        try:
            ensure_schema(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def file_named(url: str) -> Path | None:
    """The file that an address names; None for a store on a server. Raises ConfigError."""
    address = _parse(url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def ensure_schema(engine: Engine) -> None:
    """Creates or migrates the tables where the store is behind; safe when several processes start at once.

    Raises UnavailableError where the store is of a newer program or of another one.
    """
    with engine.connect() as connection:
        found = schema_version(connection)
    if found == SCHEMA_VERSION:
        return
    from tracker.store import schema  # noqa: PLC0415 - a store that is up to date needs no tables here

    with writing_connection(engine).begin() as connection:
        schema.bring_up_to_date(connection)


def schema_version(connection: Connection) -> str | None:
    """The version that the store says it has; None where it says none."""
    there = (
        "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"
        if connection.dialect.name == "sqlite"
        # Not to_regclass: within a transaction it may remember that another process had not created it yet.
        else "SELECT 1 FROM pg_class WHERE relname = 'schema_version' AND pg_table_is_visible(oid)"
    )
    if connection.exec_driver_sql(there).first() is None:
        return None
    version: str | None = connection.exec_driver_sql("SELECT version_num FROM schema_version").scalar()
    return version


def writing_connection(engine: Engine) -> Engine:
    """The same store, its transactions beginning as a writer's."""
    return engine.execution_options(**{_WRITING: True})


def reading_connection(engine: Engine) -> Engine:
    """The same store, its transactions seeing one snapshot and refusing to write."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Room in memory for reading much that does not lie in its order; on PostgreSQL until the transaction ends.

    There, all rows are wanted, so that it pays to sort them first; a cursor is planned for the first few.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL work_mem = {ROOM_KIB}")
        connection.exec_driver_sql("SET LOCAL cursor_tuple_fraction = 1")
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{ROOM_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {usual}")


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigError(
            "The store's address (TRACKER_DATABASE_URL) cannot be understood; it looks like "
            "sqlite:////folder/tracker.db or postgresql+psycopg://user@host/database."
        ) from error
    if address.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername in {"sqlite", "sqlite+pysqlite"}:
        if not address.database or address.database.startswith((":memory:", "file:")) or address.query:
            raise ConfigError(
                "The store's address (TRACKER_DATABASE_URL) names no plain file; "
                "write sqlite:////folder/tracker.db."
            )
        return address
    raise ConfigError(
        f"The store's address (TRACKER_DATABASE_URL) names {address.drivername!r}; only sqlite and "
        "postgresql+psycopg are supported."
    )


def _open_sqlite(address: URL) -> Engine:
    assert address.database is not None
    _make_private_file(Path(address.database))
    engine = create_engine(
        address,
        hide_parameters=True,
        # The sqlite3 module's own ideas of when a transaction begins would lose updates.
        connect_args={"timeout": LOCK_TIMEOUT_SECONDS, "isolation_level": None},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private_file(path: Path) -> None:
    """An empty file that only its owner may open, in a folder that only its owner may enter."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise UnavailableError(
            f"{error.filename}: is a file, not a folder; name another home with --home."
        ) from error
    except OSError as error:
        raise UnavailableError(
            f"{error.filename or path}: cannot be created or opened ({error.strerror}); "
            "check its permissions or name another home with --home."
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    _use_write_ahead_log(connection)


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """WAL, which lasts in the file; the switch itself does not wait for locks, so we do."""
    _when_free(lambda: connection.execute("PRAGMA journal_mode = WAL"))


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get(_WRITING, False):
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql("PRAGMA query_only = OFF")
    # SQLite waits by looking again after up to 100 ms, in which others come and go: among many writers one may find
    # the lock taken each time for as long as it waits at all.
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        _when_free(lambda: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_SECONDS * 1000:.0f}")


def _when_free(statement: Callable[[], object]) -> None:
    """Runs a statement that needs a lock of SQLite's, again and again until the lock is free or 30 s are over."""
    give_up = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            statement()
        except (sqlite3.OperationalError, OperationalError) as error:
            cause = error.orig if isinstance(error, OperationalError) else error
            code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
            if code != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.002)
        else:
            return


def _open_postgresql(address: URL) -> Engine:
    try:
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,  # a scheduler outlives restarts of the server
            connect_args={"connect_timeout": 10, "application_name": "tracker"},
        )
    except ImportError as error:
        raise ConfigError(
            f"{describe(address)} needs the PostgreSQL driver; install tracker[postgresql]."
        ) from error
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS:.0f}s'")
    connection.autocommit = False
