"""What an auditor takes away: the events in words, where the chain stands, and an export that proves itself."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Table, select

from tracker.errors import UnavailableError, UsageError
from tracker.mail.compose import told_checkpoint
from tracker.model import Event, Mailing
from tracker.resources import template_folder
from tracker.service.commitments import find
from tracker.store import audit, dossiers, export, journal, tables
from tracker.store.audit import Checkpoint
from tracker.store.export import Shown, Withheld
from tracker.store.journal import Sought
from tracker.store.unit import Act, reading, writing

__all__ = [
    "Checkpoint",
    "Exported",
    "Log",
    "Shown",
    "Sought",
    "checkpoint",
    "log",
    "mails",
    "owner_only",
    "record_shown",
    "remove",
    "write_export",
]


@dataclass(frozen=True, slots=True)
class Log:
    """Events, and the names behind the numbers in them."""

    events: tuple[Event, ...]
    names: Mapping[str, Mapping[int, str]]
    """By table, the name that a row has today."""
    more: bool
    """There are earlier events that fit."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    file: Path
    checkpoint: Checkpoint
    withheld: int
    """Events whose values were left out."""


def log(engine: Engine, sought: Sought, most: int | None) -> Log:
    """The last `most` events that fit, oldest first. Raises UnknownError for a commitment that does not exist."""
    with reading(engine) as connection:
        if sought.commitment is not None:
            find(connection, sought.commitment)
        found = journal.latest(connection, sought, None if most is None else most + 1)
        more = most is not None and len(found) > most
        named = (tables.organisations, tables.people, tables.cases)
        names = {table.name: _names(connection, table) for table in named}
    return Log(tuple(found[1:] if more else found), names, more)


def mails(engine: Engine, number: int) -> tuple[Mailing, ...]:
    """The mails about one commitment, oldest first. Raises UnknownError for one that does not exist."""
    with reading(engine) as connection:
        find(connection, number)
        return tuple(dossiers.mailings(connection, [number]).get(number, ()))


def _names(connection: Connection, table: Table) -> dict[int, str]:
    return {row.id: row.name for row in connection.execute(select(table.c.id, table.c.name))}


def checkpoint(engine: Engine) -> Checkpoint:
    """Where the chain stands now."""
    with reading(engine) as connection:
        return audit.checkpoint(connection)


def write_export(engine: Engine, act: Act, file: Path, shown: Shown) -> Exported:
    """Write the whole record into a zip that only its owner may read, with the script that checks it.

    That words of confidential letters or addresses are shown is recorded first, beside each letter and person, so
    the export tells of it as well. Raises UsageError where the file exists, UnavailableError where it cannot be
    written, RefusedError where this login may only read and asks for what is to be recorded.
    """
    if file.exists():
        raise UsageError(f"{file}: exists already; name another file.")
    if shown.confidential or shown.addresses:
        record_shown(engine, act, shown, "an audit export")
    try:
        return _write(engine, act.at, file, shown)
    except OSError as error:
        remove(file)
        raise UnavailableError(f"{file}: cannot be written ({error.strerror}).") from error
    except BaseException:
        remove(file)
        raise


def record_shown(engine: Engine, act: Act, shown: Shown, where: str) -> None:
    """Record beside each letter and person what `where` shows of them. Raises RefusedError where this login may only read."""
    with writing(engine, act) as unit:
        if shown.confidential:
            for number in export.confidential_letters(unit.connection):
                unit.remark(tables.letters, number, "letter.disclosed", f"in {where}")
        if shown.addresses:
            for number in unit.connection.scalars(select(tables.people.c.id)):
                unit.remark(tables.people, number, "person.disclosed", f"address in {where}")


def _write(engine: Engine, at: datetime, file: Path, shown: Shown) -> Exported:
    withheld = 0
    with (
        reading(engine) as connection,
        open(file, "xb", opener=owner_only) as target,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        left_out = Withheld(connection, shown)
        for name in ("README.txt", "verify.py"):
            archive.write(template_folder("audit") / name, name)
        stands = audit.checkpoint(connection)
        archive.writestr("checkpoint.json", _line({"count": stands.count, "head": stands.head, "at": at}))
        _write_lines(archive, "checkpoints.jsonl", _mailed(connection))
        with archive.open("events.jsonl", "w") as lines:
            for event in export.event_lines(connection, left_out):
                withheld += "withheld" in event
                lines.write(_line(event))
        for table in tables.AUDITED:
            _write_lines(
                archive, f"tables/{table.name}.jsonl", export.table_lines(connection, table, left_out)
            )
        _write_lines(archive, "contents.jsonl", export.content_lines(connection))
    return Exported(file, stands, withheld)


def _mailed(connection: Connection) -> Iterator[dict[str, Any]]:
    """The checkpoints that stand in mails to auditors, oldest first, each with the mail that holds it."""
    for mail, head in export.mail_heads(connection):
        told = told_checkpoint(head)
        if told is not None:
            yield {"count": told.count, "head": told.head, **mail}


def _write_lines(archive: zipfile.ZipFile, name: str, values: Iterable[Mapping[str, Any]]) -> None:
    with archive.open(name, "w") as lines:
        for value in values:
            lines.write(_line(value))


def _line(value: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def owner_only(path: str, flags: int) -> int:
    """Opens a file that only its owner may read."""
    return os.open(path, flags, 0o600)


def remove(file: Path) -> None:
    """What was half written; its being gone already is well."""
    with suppress(OSError):
        file.unlink()
