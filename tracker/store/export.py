"""The audit record as it leaves the house: lines of JSON that prove themselves, some of their values withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, LargeBinary, Table, Text, func, select

from tracker.model import MessageKind
from tracker.store.erased import MARK
from tracker.store.tables import (
    AUDITED,
    commitments,
    contents,
    event_values,
    events,
    letters,
    messages,
    people,
    slots,
)
from tracker.store.values import plain

_ADDRESSES: Final = {people.name: {"email"}, messages.name: {"address", "reason"}}
"""Where addresses of people stand; the reason of a message may repeat one."""

_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_AT_ONCE: Final = 5_000
_LONGEST_HEAD: Final = 4_096
"""Bytes of a mail, from its beginning, in which the header sought here stands."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an export may hold."""

    addresses: bool = False
    """Addresses of people."""
    confidential: bool = False
    """The words of confidential letters and all that was written about them."""


class Withheld:
    """Which columns of which rows do not leave the house."""

    def __init__(self, connection: Connection, shown: Shown) -> None:
        self._addresses: Mapping[str, set[str]] = {} if shown.addresses else _ADDRESSES
        self._words = {} if shown.confidential else _words_withheld(connection)

    def columns(self, table: str, row_id: int, *, addresses: bool = True) -> frozenset[str]:
        """The columns withheld of one row; those of addresses only where it still has any."""
        ids, words = self._words.get(table, (frozenset(), frozenset()))
        own = words if row_id in ids else frozenset()
        return own | self._addresses.get(table, set()) if addresses else own

    def note(self, table: str, row_id: int, note: str | None) -> bool:
        """Whether the note beside one of its events is withheld. What servers say of mails may repeat an address."""
        if note is None:
            return False
        repeated = table == messages.name and table in self._addresses and "@" in note
        return repeated or row_id in self._words.get(table, (frozenset(), frozenset()))[0]


def event_lines(connection: Connection, withheld: Withheld) -> Iterator[dict[str, Any]]:
    """Each event with its values, as `templates/audit/README.txt` says."""
    values = (event_values.c.salt, event_values.c.before, event_values.c.after, event_values.c.note)
    query = (
        select(events, *values)
        .select_from(events.outerjoin(event_values, event_values.c.seq == events.c.seq))
        .order_by(events.c.seq)
        .execution_options(yield_per=_AT_ONCE)
    )
    names = [column.name for column in query.selected_columns]
    for row in connection.execute(query):
        line = dict(zip(names, row, strict=True))
        yield _line(line, withheld)


def table_lines(connection: Connection, table: Table, withheld: Withheld) -> Iterator[dict[str, Any]]:
    """Each row of an audited table, without what is withheld of it."""
    query = select(table).order_by(table.c.id).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(query).mappings():
        left_out = withheld.columns(table.name, row["id"])
        yield {name: plain(value) for name, value in row.items() if name not in left_out}


def content_lines(connection: Connection) -> Iterator[dict[str, Any]]:
    """Each thing kept by its hash, with the hash of what is kept now."""
    keys = connection.scalars(select(contents.c.hash).order_by(contents.c.hash)).all()
    for key in keys:
        row = connection.execute(select(contents).where(contents.c.hash == key)).one()
        yield {
            "hash": key,
            "sha256": sha256(row.bytes).hexdigest(),
            "size": row.size,
            "media_type": row.media_type,
        }


def mail_heads(connection: Connection) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each digest and report that was composed, as an export tells of it, and the beginning of its bytes."""
    query = (
        select(
            messages.c.id,
            messages.c.message_id,
            messages.c.created,
            messages.c.sent,
            func.substr(contents.c.bytes, 1, _LONGEST_HEAD, type_=LargeBinary).label("head"),
        )
        .join(contents, contents.c.hash == messages.c.content_hash)
        .where(messages.c.kind == MessageKind.DIGEST.value)
        .order_by(messages.c.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in connection.execute(query):
        mail = {
            "message": row.id,
            "message_id": row.message_id,
            "composed": plain(row.created),
            "sent": plain(row.sent),
        }
        yield mail, row.head or b""  # SQLite finds no beginning in bytes that were erased


def confidential_letters(connection: Connection) -> list[int]:
    """The letters whose words are withheld."""
    return list(connection.scalars(select(letters.c.id).where(letters.c.confidential).order_by(letters.c.id)))


def _line(line: dict[str, Any], withheld: Withheld) -> dict[str, Any]:
    """An event as it may be shown: as it is, or without what proves the values that are withheld."""
    table, row_id = line["table_name"], line["row_id"]
    erased = (line["salt"] or "").startswith(MARK)  # no address is left in it
    columns = withheld.columns(table, row_id, addresses=not erased)
    before, after = (
        None if line[name] is None else _OBJECT.decode(line[name]) for name in ("before", "after")
    )
    touched = columns & {*(before or {}), *(after or {})}
    without_note = withheld.note(table, row_id, line["note"])
    if not touched and not without_note:
        return line
    for name in ("salt", "before", "after", "note"):
        del line[name]
    line["withheld"] = sorted(touched) + ["note"] * without_note
    line["shown"] = {"before": _without(before, columns), "after": _without(after, columns)}
    return line


def _without(values: dict[str, Any] | None, columns: frozenset[str]) -> dict[str, Any] | None:
    return values and {name: value for name, value in values.items() if name not in columns}


def _words_withheld(connection: Connection) -> dict[str, tuple[frozenset[int], frozenset[str]]]:
    """By table, the rows that tell of confidential letters, and their columns of free words."""
    hidden = select(letters.c.id).where(letters.c.confidential)
    about = select(commitments.c.id).where(commitments.c.letter_id.in_(hidden))
    found = {}
    for table in AUDITED:
        if table is slots:  # their keys are made of numbers
            continue
        if table is letters:
            rows = hidden
        elif "letter_id" in table.c:
            rows = select(table.c.id).where(table.c.letter_id.in_(hidden))
        elif "commitment_id" in table.c:
            rows = select(table.c.id).where(table.c.commitment_id.in_(about))
        else:
            continue
        words = frozenset(str(column.name) for column in table.c if type(column.type) is Text)
        found[table.name] = (frozenset(connection.scalars(rows)), words)
    return found
