"""Whether the store is what its events say: nothing dropped, changed, removed or added past the program.

The chain itself is checked by `tracker.store.audit`. Each check here names every fault it finds, up to `MOST`, and can
be asked of a store in any state: what is missing altogether is named by `check_tables` and left out by the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import partial
from hashlib import sha256
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec
from sqlalchemy import (
    Connection,
    Date,
    Engine,
    Row,
    Select,
    Table,
    Time,
    create_engine,
    func,
    inspect,
    select,
    type_coerce,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.types import NullType

from tracker.store.audit import Problem
from tracker.store.engine import LOCK_TIMEOUT_SECONDS, roomy
from tracker.store.erased import recorded
from tracker.store.tables import (
    AUDITED,
    GUARDED,
    contents,
    event_values,
    events,
    evidence,
    heartbeat,
    letters,
    messages,
    metadata,
    planning_marks,
)
from tracker.store.triggers import guard_statements
from tracker.store.types import Instant
from tracker.store.values import plain, restored
from tracker.store.words import SQLITE_TRIGGERS, lost_indexes

MOST: Final = 100
"""Faults that one check names; who has more has lost the store."""

CHAIN: Final = frozenset({events.name, event_values.name})
"""The tables without which nothing can be compared."""

_BATCH: Final = 5_000
_BYTES: Final = 16_000_000
_KEYS: Final = 500
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_KEPT: Final = (
    (letters, "content_hash", "the original of letter"),
    (letters, "text_hash", "the text of letter"),
    (messages, "content_hash", "the mail of message"),
    (evidence, "content_hash", "the file of evidence"),
)
"""Who refers to contents, and what it is to them."""

Reader = Callable[[Any], Any]


def open_as_it_is(file: Path) -> Engine:
    """An SQLite store to be looked at without being brought up to date; nothing can be written through it."""
    address = f"file:{quote(str(file))}?mode=ro"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, timeout=LOCK_TIMEOUT_SECONDS),
        poolclass=NullPool,
    )


def whole_tables(connection: Connection) -> frozenset[str]:
    """The names of our tables that are there with all their columns."""
    return frozenset(name for name, lost in _columns_lost(connection) if lost == [])


def check_tables(connection: Connection) -> list[Problem]:
    """Tables and columns that are gone."""
    problems = []
    for name, lost in _columns_lost(connection):
        if lost is None:
            problems.append(Problem(f"the table {name} is missing"))
        else:
            problems += [Problem(f"the table {name} has lost its column {column}") for column in lost]
    problems += [Problem(f"the table {name} is missing") for name in lost_indexes(connection)]
    return problems


def check_guards(connection: Connection) -> list[Problem]:
    """Triggers that no longer keep records from being changed, and such as are not ours."""
    there = set(inspect(connection).get_table_names())
    guarded = [table for table in GUARDED if table.name in there]
    if connection.dialect.name == "postgresql":
        return [
            Problem(f"the trigger {table.name}_insert_only is missing or off: {table.name} can be changed")
            for table in guarded
            if not _guarded_on_postgresql(connection, table.name)
        ]
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found: dict[str, str] = {row[0]: row[1] for row in triggers}
    problems = []
    for table in guarded:
        key = next(iter(table.primary_key)).name
        for statement in guard_statements(table.name, key, "sqlite"):
            name = statement.split()[2]
            written = found.pop(name, None)
            if written is None:
                problems.append(Problem(f"the trigger {name} is missing: {table.name} can be changed"))
            elif written != statement:
                problems.append(Problem(f"the trigger {name} was changed: {table.name} can be changed"))
    for name, statement in SQLITE_TRIGGERS.items():
        if found.pop(name, None) != statement:
            problems.append(
                Problem(f"the trigger {name} is missing or was changed: words are not found any more")
            )
    problems += [Problem(f"the trigger {name} is none of the tracker's") for name in sorted(found)]
    return problems[:MOST]


def check_rows(connection: Connection) -> list[Problem]:
    """Where tables differ from what their events say, and where they hold no date or instant any more.

    Rows and events are read side by side, a few thousand at a time; memory stays below some
    300 MB however large the store is.
    """
    whole = whole_tables(connection)
    walks: list[Callable[[], Iterator[Problem]]] = []
    if whole >= CHAIN:
        walks += [partial(_compare, connection, table) for table in AUDITED if table.name in whole]
    walks += [
        partial(_unreadable, connection, table)
        for table in (heartbeat, planning_marks)
        if table.name in whole
    ]
    with roomy(connection):
        return list(islice(chain.from_iterable(_leniently(connection, walk) for walk in walks), MOST))


def check_contents(connection: Connection) -> list[Problem]:
    """Originals, texts, mails and evidence that are gone, or whose bytes are no longer those of their hash."""
    whole = whole_tables(connection)
    if contents.name not in whole:
        return []
    referring = [each for each in _KEPT if each[0].name in whole]
    gone = chain.from_iterable(_gone(connection, *each) for each in referring)
    return list(islice(chain(gone, _changed(connection)), MOST))


def _columns_lost(connection: Connection) -> list[tuple[str, list[str] | None]]:
    """Each of our tables with its columns that are gone, None where all of it is."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    found: list[tuple[str, list[str] | None]] = []
    for table in metadata.sorted_tables:
        if table.name in there:
            columns = {column["name"] for column in inspector.get_columns(table.name)}
            found.append((table.name, [each.name for each in table.columns if each.name not in columns]))
        else:
            found.append((table.name, None))
    return found


def _guarded_on_postgresql(connection: Connection, table: str) -> bool:
    """Whether the trigger stands, fires also for the table's owner, and calls the function that refuses."""
    body = guard_statements(table, "", "postgresql")[0].split("$$")[1]
    found = connection.exec_driver_sql(
        "SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE t.tgrelid = to_regclass(%s) AND t.tgname = %s AND t.tgenabled IN ('O', 'A')"
        " AND t.tgtype & 62 = 58"  # before, update, delete, truncate: pg_trigger.h
        " AND p.proname = 'refuse_change' AND p.prosrc = %s",
        (table, f"{table}_insert_only", body),
    )
    return found.first() is not None


def _leniently(connection: Connection, walk: Callable[[], Iterator[Problem]]) -> Iterator[Problem]:
    """All of a walk. Text that is no UTF-8 stops SQLite's driver: then once more, with such bytes replaced.

    A text so replaced differs from what the events say, so that its row is named.
    """
    try:
        found = list(islice(walk(), MOST))
    except OperationalError:
        if connection.dialect.name != "sqlite":
            raise
        with _any_text(connection):
            found = list(islice(walk(), MOST))
    yield from found


@contextmanager
def _any_text(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    driver.text_factory = lambda data: data.decode(errors="replace")
    try:
        yield
    finally:
        driver.text_factory = str


def _compare(connection: Connection, table: Table) -> Iterator[Problem]:
    """Walks the rows and the events of one table side by side, both in the order of ids."""
    names = [str(column.name) for column in table.columns if column.name != "id"]
    readers = _readers(table, connection)
    said = _rows_by_events(connection, table)
    expected = next(said, None)
    for row in connection.execute(_raw(table, "id", *names)):
        while expected is not None and expected[0] < row[0]:
            yield Problem(f"{table.name} {expected[0]} is gone")
            expected = next(said, None)
        if expected is None or expected[0] != row[0]:
            yield Problem(f"{table.name} {row[0]} was added without a record")
            continue
        if problem := _difference(
            table, row[0], dict(zip(names, row[1:], strict=True)), readers, expected[1]
        ):
            yield problem
        expected = next(said, None)
    while expected is not None:
        yield Problem(f"{table.name} {expected[0]} is gone")
        expected = next(said, None)


def _difference(
    table: Table, row_id: int, found: dict[str, Any], readers: dict[str, Reader], expected: dict[str, Any]
) -> Problem | None:
    no_time = []
    for name, reader in readers.items():
        if found[name] is not None:
            try:
                found[name] = reader(found[name])
            except (ValueError, TypeError):
                no_time.append(name)
    if found == expected and not no_time:
        return None
    differing = [name for name in found if name not in no_time and found[name] != expected.get(name)]
    differing += [name for name in expected if name not in found]
    return Problem(
        f"{table.name} {row_id} was changed without a record: "
        + ", ".join([f"{name} (no date or time any more)" for name in no_time] + differing)
    )


def _unreadable(connection: Connection, table: Table) -> Iterator[Problem]:
    """Rows of a table without records that hold no instants where they should."""
    readers = _readers(table, connection)
    key = next(iter(table.primary_key)).name
    for row in connection.execute(_raw(table, key, *readers)):
        for value, (name, reader) in zip(row[1:], readers.items(), strict=True):
            try:
                reader(value)
            except (ValueError, TypeError):
                yield Problem(f"{table.name} {row[0]}: {name} is no date or time")


def _raw(table: Table, *names: str) -> Select[*tuple[Any, ...]]:
    """The columns as the database's driver gives them: a damaged value must not stop the walk."""
    columns = [type_coerce(table.c[name], NullType()).label(name) for name in names]
    return select(*columns).order_by(table.c[names[0]]).execution_options(yield_per=_BATCH)


def _readers(table: Table, connection: Connection) -> dict[str, Reader]:
    """How the days and instants of a table become the plain values that events hold; all else is plain already."""
    if connection.dialect.name != "sqlite":
        return {str(column.name): plain for column in table.columns if _is_time(column.type)}
    kinds: dict[type, Reader] = {Date: _day, Time: _hour, Instant: _instant}
    return {
        str(column.name): reader
        for column in table.columns
        for kind, reader in kinds.items()
        if isinstance(column.type, kind)
    }


def _is_time(kind: Any) -> bool:
    return isinstance(kind, Date | Time | Instant)


def _day(stored: Any) -> str:
    return date.fromisoformat(stored).isoformat()


def _hour(stored: Any) -> str:
    return time.fromisoformat(stored).isoformat()


def _instant(stored: Any) -> str:
    """SQLite keeps the wall clock in UTC."""
    return datetime.fromisoformat(stored).isoformat(timespec="microseconds") + "+00:00"


def _rows_by_events(connection: Connection, table: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row of `table` as its events leave it, in the order of ids."""
    query = (
        select(events.c.row_id, event_values.c.before, event_values.c.after)
        .select_from(events.outerjoin(event_values, event_values.c.seq == events.c.seq))
        .where(events.c.table_name == table.name)
        .order_by(events.c.row_id, events.c.seq)
        .execution_options(yield_per=_BATCH)
    )
    empty = restored(table, {})
    for row_id, changes in groupby(connection.execute(query), key=itemgetter(0)):
        row: dict[str, Any] = {}
        for _, before, after in changes:
            row = (empty if before is None else row) | _values(after)
        yield row_id, row


def _values(recorded: Any) -> dict[str, Any]:
    """Empty for what is no JSON object any more: the chain's own check tells of it."""
    try:
        return {} if recorded is None else _OBJECT.decode(recorded)
    except msgspec.DecodeError:
        return {}


def _gone(connection: Connection, table: Table, column: str, what: str) -> Iterator[Problem]:
    key = table.c[column]
    query = (
        select(table.c.id, key)
        .select_from(table.outerjoin(contents, contents.c.hash == key))
        .where(key.is_not(None), contents.c.hash.is_(None))
        .order_by(table.c.id)
    )
    for row in connection.execute(query):
        yield Problem(f"{what} {row[0]} is gone: content {row[1]}")


def _changed(connection: Connection) -> Iterator[Problem]:
    """A few at a time, so that many large originals never stand in memory together."""
    erased = recorded(connection).contents if whole_tables(connection) >= CHAIN else frozenset()
    sizes = connection.execute(
        select(contents.c.hash, func.length(contents.c.bytes)).order_by(contents.c.hash)
    )
    for keys in _portions(sizes.all()):
        kept = type_coerce(contents.c.bytes, NullType())
        query = select(contents.c.hash, kept, contents.c.size).where(contents.c.hash.in_(keys))
        for key, data, size in connection.execute(query.order_by(contents.c.hash)):
            if key in erased and data == b"" and size == 0:
                continue
            if not isinstance(data, bytes) or sha256(data).hexdigest() != key or len(data) != size:
                yield Problem(f"content {key} was changed")


def _portions(sizes: Iterable[Row[str, int]]) -> Iterator[list[str]]:
    keys: list[str] = []
    together = 0
    for key, size in sizes:
        if keys and (together + size > _BYTES or len(keys) == _KEYS):
            yield keys
            keys, together = [], 0
        keys.append(key)
        together += size
    if keys:
        yield keys
