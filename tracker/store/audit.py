"""The audit chain: what changed, when, by whom, and proof that nobody changed the record.

Each event's hash is SHA-256 over the canonical JSON list

    [seq, batch, at, actor, login, action, table, row_id, values_hash, previous]

`at` being the instant in UTC with microseconds, `previous` the hash of the event before (64 zeros for the first) and
`values_hash` SHA-256 over the canonical JSON list [salt, before, after, note]. `before` and `after` are JSON texts:
the columns that changed; for a new row `before` is null and `after` its columns, without those that are null.
The values lie in a table of their own: erased there, they can no longer be guessed from the salted hash,
and the chain still holds. Canonical JSON is that of `tracker.store.values.canonical`.

A chain cannot show that its tail was cut or that all of it was rebuilt; a checkpoint kept elsewhere can.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Connection, Integer, Row, Select, Table, bindparam, select

from tracker.model import Change, Event
from tracker.store.erased import MARK, recorded
from tracker.store.statements import insert_rows
from tracker.store.tables import AUDITED, event_values, events
from tracker.store.values import canonical, iso, restored, values_hash

NO_HASH: Final = "0" * 64
"""What the first event has for `previous`."""

_APPENDING: Final = 7_436_120_002
"""Key of the advisory lock that makes writers on PostgreSQL append one after the other."""

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

_BATCH: Final = 10_000
_BEFORE_ALL: Final = -(2**31)
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_MOST_PROBLEMS: Final = 100


@dataclass(frozen=True, slots=True)
class Act:
    """When and by whom a change is made."""

    at: datetime
    """Aware."""
    actor: str
    """Who it is done as (claimed)."""
    login: str
    """The operating system's or database's login."""


@dataclass(frozen=True, slots=True)
class Record:
    """One change to be recorded; `before` and `after` hold plain values."""

    action: str
    table: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Length of the chain and its last hash; kept outside, it proves that nothing before it was touched."""

    count: int
    head: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one event, row or content."""

    what: str
    seq: int | None = None
    """The event concerned, where it is one."""
    witness: bool = False
    """It is the checkpoint kept elsewhere that does not fit."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a verification found; of very many problems the first hundred or so."""

    count: int
    head: str
    problems: tuple[Problem, ...] = field(default=())
    erased: int = 0
    """Events whose personal values were erased, as other events say."""

    @property
    def sound(self) -> bool:
        """Nothing was found wrong."""
        return not self.problems


def append(connection: Connection, act: Act, records: Sequence[Record]) -> None:
    """Adds one event for each record, in order, all of one batch, within the caller's transaction."""
    if not records:
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_APPENDING})")
    last = checkpoint(connection)
    batch, previous, at = last.count + 1, last.head, iso(act.at)
    links, values = [], []
    for seq, record in enumerate(records, start=batch):
        sealed = _sealed(seq, record)
        link = {
            "seq": seq,
            "batch": batch,
            "at": at,
            "actor": act.actor,
            "login": act.login,
            "action": record.action,
            "table_name": record.table,
            "row_id": record.row_id,
            "values_hash": values_hash(sealed["salt"], sealed["before"], sealed["after"], sealed["note"]),
            "previous": previous,
        }
        previous = link["hash"] = _link_hash(link.values())
        links.append(link)
        values.append(sealed)
    if connection.dialect.name == "postgresql":
        for first in range(0, len(links), _BATCH):
            some = slice(first, first + _BATCH)
            connection.exec_driver_sql(_INSERT_BOTH, _columnwise(links[some]) | _columnwise(values[some]))
    else:
        insert_rows(connection, events, links)
        insert_rows(connection, event_values, values)


def checkpoint(connection: Connection) -> Checkpoint:
    """Where the chain stands now."""
    last = connection.execute(_LAST).first()
    return Checkpoint(last.seq, last.hash) if last else Checkpoint(0, NO_HASH)


def last_instant(connection: Connection) -> datetime | None:
    """When the last event was written, by its writer's clock."""
    at = connection.scalars(select(events.c.at).order_by(events.c.seq.desc()).limit(1)).first()
    return None if at is None else datetime.fromisoformat(at)


def changed_beside(connection: Connection, table_name: str, since: int) -> bool:
    """Whether any row of another table changed after the event `since`."""
    return connection.execute(_OTHER, {"since": since, "table_name": table_name}).first() is not None


def history(connection: Connection, table: Table, row_id: int) -> list[Event]:
    """All events of one row, oldest first."""
    query = _EVENTS.where(events.c.table_name == table.name, events.c.row_id == row_id)
    return [_event(row) for row in connection.execute(query.order_by(events.c.seq))]


def latest(connection: Connection, wanted: ColumnElement[bool] | None, most: int | None) -> list[Event]:
    """The last `most` events that fit (all for None), oldest first."""
    query = _EVENTS if wanted is None else _EVENTS.where(wanted)
    found = connection.execute(query.order_by(events.c.seq.desc()).limit(most)).all()
    return [_event(row) for row in reversed(found)]


def stream_events(connection: Connection, after: int = 0) -> Iterator[Event]:
    """All events with a `seq` over `after`, oldest first, holding few of them in memory."""
    for rows in _pages(connection, _EVENTS_AFTER, after):
        for row in rows:
            yield _event(row)


def replay(stream: Iterable[Event]) -> dict[str, dict[int, dict[str, Any]]]:
    """The audited tables as `stream` leaves them: table, id, then the row's plain values.

    Events of one row must come oldest first, and the first must be the row's own first.
    """
    tables = {table.name: table for table in AUDITED}
    state: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in tables}
    for event in stream:
        change = event.change
        rows = state[change.table]
        if change.before is None:
            rows[change.row_id] = restored(tables[change.table], change.after or {})
        else:
            rows[change.row_id] |= change.after or {}
    return state


def verify_chain(connection: Connection, expect: Checkpoint | None = None) -> ChainReport:
    """Recomputes every hash. Notices gaps, edited events and values, and, against a checkpoint, a cut tail.

    Values of which the chain says that they were erased are held against the hash of what was left of them.

    The checkpoint's head may be shortened to its first characters.
    """
    problems: list[Problem] = []
    erased = recorded(connection).values
    count, head, met = 0, NO_HASH, expect is None or expect.count == 0
    for rows in _pages(connection, _LINKS_AFTER, _BEFORE_ALL):
        for row in rows:
            link, own, values = row[:10], row[10], row[11:]
            seq, sealed, previous = link[0], link[8], link[9]
            whole = _link_hash(link) == own and values_hash(*values) == sealed
            if not (whole and seq == count + 1 and previous == head) and len(problems) < _MOST_PROBLEMS:
                problems.extend(_problems_of(row, count + 1, head, erased.get(seq)))
            count, head = seq, own
            if expect is not None and seq == expect.count:
                met = True
                if not own.startswith(expect.head):
                    problems.append(_rebuilt(seq))
    if expect is not None and not met:
        problems.append(_missed(expect, count))
    return ChainReport(count, head, tuple(problems), len(erased))


def _rebuilt(seq: int) -> Problem:
    return Problem(
        f"event {seq} is another than the checkpoint says: the chain was rebuilt", seq, witness=True
    )


def _missed(expect: Checkpoint, count: int) -> Problem:
    if count < expect.count:
        what = f"the chain ends at event {count}, the checkpoint stands at {expect.count}"
        return Problem(what, count + 1, witness=True)
    return Problem(
        f"event {expect.count}, at which the checkpoint stands, is gone", expect.count, witness=True
    )


_TYPES = {"seq": "integer[]", "batch": "integer[]", "row_id": "integer[]"}


def _insert_arrays(table: Table) -> str:
    names = [str(column.name) for column in table.columns]
    arrays = ", ".join(f"%({name})s::{_TYPES.get(name, 'text[]')}" for name in names)
    return f"INSERT INTO {table.name} ({', '.join(names)}) SELECT * FROM unnest({arrays})"  # noqa: S608 - our own names


# On a server each statement is a way there and back, and each row of many a statement: here all are one.
_INSERT_BOTH = f"WITH links AS ({_insert_arrays(events)}) {_insert_arrays(event_values)}"


def _columnwise(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


# Asked for each mail that leaves: built once.
_LAST = select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
_OTHER = (
    select(events.c.seq)
    .where(events.c.seq > bindparam("since"), events.c.table_name != bindparam("table_name"))
    .limit(1)
)

_COLUMNS = (events, event_values.c.before, event_values.c.after, event_values.c.note)
_EVENTS = select(*_COLUMNS).select_from(events.outerjoin(event_values, event_values.c.seq == events.c.seq))

# `after` is said of both sides: PostgreSQL would read the values from the first one on for each page.
_AFTER = bindparam("after", type_=Integer)
_BOTH_AFTER = events.outerjoin(
    event_values, (event_values.c.seq == events.c.seq) & (event_values.c.seq > _AFTER)
)
_EVENTS_AFTER = select(*_COLUMNS).select_from(_BOTH_AFTER).where(events.c.seq > _AFTER)
_LINKS_AFTER = (
    select(events, event_values.c.salt, event_values.c.before, event_values.c.after, event_values.c.note)
    .select_from(_BOTH_AFTER)
    .where(events.c.seq > _AFTER)
)


def _pages(connection: Connection, query: Select[Any], after: int) -> Iterator[Sequence[AnyRow]]:
    page = query.order_by(events.c.seq).limit(_BATCH)
    while rows := connection.execute(page, {"after": after}).all():
        yield rows
        after = rows[-1].seq


def _sealed(seq: int, record: Record) -> dict[str, Any]:
    """The values of one record as they are kept, with the salt that hides them in the chain."""
    return {
        "seq": seq,
        "salt": os.urandom(16).hex(),
        "before": None if record.before is None else canonical(record.before).decode(),
        "after": canonical(record.after).decode(),
        "note": record.note,
    }


def _link_hash(link: Iterable[Any]) -> str:
    """Of the columns of `events` before `hash`, in their order."""
    return sha256(canonical(list(link))).hexdigest()


def _problems_of(row: AnyRow, expected: int, head: str, left: str | None) -> Iterator[Problem]:
    """What is wrong with one event that should be number `expected` and follow the hash `head`.

    `left` is the hash of its values as an erasure left them.
    """
    seq = row.seq
    if seq > expected:
        yield Problem(f"events {expected} to {seq - 1} are missing", expected)
    elif seq < expected:
        yield Problem(f"event {seq} does not belong to the chain", seq)
    if row.previous != head:
        yield Problem(f"event {seq} does not follow the one before it", seq)
    if _link_hash(row[:10]) != row.hash:
        yield Problem(f"event {seq} was changed", seq)
    if row.salt is None:
        yield Problem(f"the values of event {seq} are missing", seq)
    elif values_hash(row.salt, row.before, row.after, row.note) != (
        left if row.salt.startswith(MARK) else row.values_hash
    ):
        yield Problem(f"the values of event {seq} were changed", seq)


def _values(recorded: str | None) -> dict[str, Any] | None:
    """None also for what is no JSON object any more: `verify_chain` tells of it."""
    try:
        return None if recorded is None else _OBJECT.decode(recorded)
    except msgspec.DecodeError:
        return None


def _event(row: AnyRow) -> Event:
    return Event(
        seq=row.seq,
        batch=row.batch,
        at=datetime.fromisoformat(row.at),
        actor=row.actor,
        login=row.login,
        action=row.action,
        change=Change(
            table=row.table_name,
            row_id=row.row_id,
            before=_values(row.before),
            after=_values(row.after),
        ),
        note=row.note,
        hash=row.hash,
    )
