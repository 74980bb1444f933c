"""Forgetting a person: her personal values are erased beside the chain, which still holds; see `tracker.store.erased`."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, bindparam, select, update

from tracker.store.erased import MARK
from tracker.store.tables import (
    FORGOTTEN_ADDRESS,
    contents,
    erasures,
    event_values,
    events,
    messages,
    notes,
    people,
    slots,
)
from tracker.store.triggers import guard_lifted
from tracker.store.unit import Unit
from tracker.store.values import canonical, values_hash

ACTION: Final = "person.forgotten"
_ADDRESS: Final = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
_MOST_PARAMETERS: Final = 500
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_NAMING: Final = ("commitment.assigned", "commitment.handed_over", "ask.assigned", "ask.handed_over")
"""In the notes of these the program itself wrote "to NAME" or "from NAME to NAME"."""

_PERSONAL: Final = {
    people.name: ("name", "email"),
    messages.name: ("address", "subject", "reason"),
    notes.name: ("author",),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A person who was forgotten, as it can be kept outside the store: nothing of it is personal."""

    person: int
    first: str
    """The hash of the event with which she came into the store."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much it was."""

    events: int
    mails: int


class _Erasing:
    """What of any value is hers, and what stands in its place."""

    def __init__(self, connection: Connection, person: int) -> None:
        self.person = person
        self.stand_in = stand_in(person)
        self.names = _names(connection, person)
        to_her = select(messages.c.id, messages.c.content_hash).where(messages.c.person_id == person)
        self.mails: dict[int, str] = {row.id: row.content_hash for row in connection.execute(to_her)}
        """The mails to her, with their contents."""
        for_her = select(slots.c.message_id).where(
            slots.c.person_id == person, slots.c.message_id.is_not(None)
        )
        self.mails_about = self.mails.keys() | set(connection.scalars(for_her))
        """Also those that another read in her place."""
        self.notes = set(connection.scalars(select(notes.c.id).where(notes.c.author.in_(self.names))))
        known = "|".join(map(re.escape, sorted(self.names)))
        self._named = re.compile(rf"\b(to|from) ({known})(?= to |$)")
        self._heading = re.compile(rf"^Promises of ({known}):")

    @property
    def rows(self) -> dict[Table, Collection[int]]:
        """By table, the rows that hold anything of hers."""
        return {people: [self.person], messages: self.mails_about, notes: self.notes}

    def values(self, table: str, row_id: int, values: dict[str, Any]) -> dict[str, Any]:
        """The plain values of one of these rows, without what is personal."""
        new = dict(values)
        if table == people.name:
            new |= {"name": self.stand_in} if "name" in values else {}
            new |= {"email": FORGOTTEN_ADDRESS} if "email" in values else {}
        elif table == messages.name:
            if "subject" in values:
                new["subject"] = self._heading.sub(f"Promises of {self.stand_in}:", values["subject"])
            if row_id in self.mails:
                new |= {"address": FORGOTTEN_ADDRESS} if "address" in values else {}
                new |= {"reason": _ADDRESS.sub("…", values["reason"])} if values.get("reason") else {}
        elif table == notes.name and values.get("author") in self.names:
            new["author"] = self.stand_in
        return new

    def note(self, table: str, row_id: int, action: str, note: str | None) -> str | None:
        """The note beside an event."""
        if note is None:
            return None
        if table == messages.name and row_id in self.mails:
            return _ADDRESS.sub("…", note)
        return self._named.sub(rf"\1 {self.stand_in}", note) if action in _NAMING else note


def stand_in(person: int) -> str:
    """What stands in place of her name."""
    return f"forgotten person {person}"


def erase(unit: Unit, person: int, note: str | None) -> Erased:
    """Erase the personal values of a person for good; what she has in hand stays hers, under a number for a name.

    Raises RefusedError where this login may not do it.
    """
    connection = unit.connection
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is written over becomes zeros
    hers = _Erasing(connection, person)
    gone = sorted(set(hers.mails.values()))
    with guard_lifted(connection, event_values), guard_lifted(connection, contents):
        left = dict(_erase_values(connection, hers))
        for some in _portions(gone):
            connection.execute(update(contents).where(contents.c.hash.in_(some)).values(bytes=b"", size=0))
    _erase_rows(connection, hers)
    row = {
        "person_id": person,
        "events": canonical({str(seq): value for seq, value in left.items()}).decode(),
        "contents": canonical(gone).decode(),
    }
    unit.insert(erasures, row, ACTION, note)
    return Erased(len(left), len(gone))


def leave_no_trace(engine: Engine) -> bool:
    """Empty SQLite's log, in which the old pages still stand. False where another process keeps it from that."""
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar() == 0


def marks(connection: Connection) -> list[Mark]:
    """Everybody who was forgotten, by her number."""
    numbers = connection.scalars(select(erasures.c.person_id).order_by(erasures.c.person_id)).all()
    return [Mark(number, first) for number in numbers if (first := _first(connection, number)) is not None]


def still_known(connection: Connection, mark: Mark) -> bool:
    """Whether the store has that very person, not forgotten."""
    done = select(erasures.c.id).where(erasures.c.person_id == mark.person)
    return _first(connection, mark.person) == mark.first and connection.scalar(done) is None


def _first(connection: Connection, person: int) -> str | None:
    query = select(events.c.hash).where(events.c.table_name == people.name, events.c.row_id == person)
    found: str | None = connection.scalar(query.order_by(events.c.seq).limit(1))
    return found


def _names(connection: Connection, person: int) -> set[str]:
    """All that she was ever called."""
    query = (
        select(event_values.c.after)
        .select_from(events.join(event_values, event_values.c.seq == events.c.seq))
        .where(events.c.table_name == people.name, events.c.row_id == person)
    )
    values = map(_OBJECT.decode, connection.scalars(query))
    return {each["name"] for each in values if "name" in each}


def _erase_values(connection: Connection, hers: _Erasing) -> Iterator[tuple[int, str]]:
    """Each event whose values held something of hers, with the hash of what is left."""
    changes = []
    for row in _events_about(connection, hers):
        before, after = (
            None
            if text is None
            else canonical(hers.values(row.table_name, row.row_id, _OBJECT.decode(text))).decode()
            for text in (row.before, row.after)
        )
        note = hers.note(row.table_name, row.row_id, row.action, row.note)
        if (before, after, note) == (row.before, row.after, row.note):
            continue
        salt = MARK + os.urandom(15).hex()
        changes.append({"erased": row.seq, "salt": salt, "before": before, "after": after, "note": note})
        yield row.seq, values_hash(salt, before, after, note)
    if changes:
        connection.execute(_WRITE_OVER, changes)


_WRITE_OVER = (
    update(event_values)
    .where(event_values.c.seq == bindparam("erased"))
    .values({name: bindparam(name) for name in ("salt", "before", "after", "note")})
)
_EVENTS = select(
    events.c.seq,
    events.c.table_name,
    events.c.row_id,
    events.c.action,
    event_values.c.before,
    event_values.c.after,
    event_values.c.note,
).select_from(events.join(event_values, event_values.c.seq == events.c.seq))


def _events_about(connection: Connection, hers: _Erasing) -> Iterator[Any]:
    wanted: list[ColumnElement[bool]] = [
        and_(events.c.table_name == table.name, events.c.row_id.in_(some))
        for table, ids in hers.rows.items()
        for some in _portions(ids)
    ]
    for condition in (*wanted, and_(events.c.action.in_(_NAMING), event_values.c.note.is_not(None))):
        yield from connection.execute(_EVENTS.where(condition)).all()


def _erase_rows(connection: Connection, hers: _Erasing) -> None:
    """The rows become what their events now say."""
    for table, ids in hers.rows.items():
        columns = [table.c[name] for name in _PERSONAL[str(table.name)]]
        for some in _portions(ids):
            found = connection.execute(select(table.c.id, *columns).where(table.c.id.in_(some))).mappings()
            for row in found.all():
                old = {name: value for name, value in row.items() if name != "id"}
                new = hers.values(str(table.name), row["id"], old)
                connection.execute(update(table).where(table.c.id == row["id"]).values(new))


def _portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    wanted = sorted(values)
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        yield wanted[first : first + _MOST_PARAMETERS]
