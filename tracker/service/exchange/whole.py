"""Everything as lines of JSON, and an empty store filled from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError

from tracker.errors import RefusedError, UnavailableError, UnreadableError, UsageError
from tracker.followup.duplicates import sketch
from tracker.service.proof import Shown, owner_only, record_shown, remove
from tracker.service.words import listed
from tracker.store import letters, tables, whole
from tracker.store.unit import Act, Unit, reading, writing

FORMAT: Final = 1
_LINE: Final = msgspec.json.Decoder(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Filled:
    """What came into the store."""

    letters: int
    commitments: int
    people: int
    without_address: int
    """People whose address did not come with them."""


def write_file(engine: Engine, act: Act, file: Path, shown: Shown) -> int:
    """Write all that the store holds into a file that only its owner may read; returns its number of lines.

    What is shown of people and confidential letters is recorded first. The same content makes the same bytes. Raises
    UsageError where the file exists, UnavailableError where it cannot be written, RefusedError where this login may
    only read and asks for what is to be recorded.
    """
    if file.exists():
        raise UsageError(f"{file}: exists already; name another file.")
    if shown.confidential or shown.addresses:
        record_shown(engine, act, shown, "an export")
    head = {"tracker": FORMAT, "addresses": shown.addresses, "confidential": shown.confidential}
    lines = 1
    try:
        with reading(engine) as connection, open(file, "xb", opener=owner_only) as target:
            target.write(msgspec.json.encode(head) + b"\n")
            for line in whole.rows_out(connection, shown):
                target.write(msgspec.json.encode(line) + b"\n")
                lines += 1
    except OSError as error:
        remove(file)
        raise UnavailableError(f"{file}: cannot be written ({error.strerror}).") from error
    except BaseException:
        remove(file)
        raise
    return lines


def fill(engine: Engine, act: Act, file: Path) -> Filled:
    """Fill an empty store from such a file, all or nothing.

    Raises RefusedError where the store holds anything, UnreadableError where a line is wrong.
    """
    with _refused_rows(file), writing(engine, act) as unit:
        held = whole.holds_anything(unit.connection)
        if held:
            what = listed(f"{number} {name}" for name, number in held.items())
            raise RefusedError(
                f"This store holds {what} already; everything is taken only into an empty one: "
                f"tracker --home NEW_FOLDER import {file}"
            )
        rows = _read(unit, file)
        for table in whole.EXCHANGED:
            whole.put_in(unit, table, rows[table.name])
        _keep_sketches(unit, rows[tables.letters.name])
    people = rows[tables.people.name]
    without = sum(person["email"] == whole.NO_ADDRESS for person in people)
    return Filled(len(rows["letters"]), len(rows["commitments"]), len(people), without)


def _read(unit: Unit, file: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows by table; what is kept by its hash is kept at once."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in whole.BY_NAME}
    seen: dict[str, set[int]] = {name: set() for name in whole.BY_NAME}
    lines = _lines(file)
    _, head = next(lines, (1, {}))
    if head.get("tracker") != FORMAT:
        raise UnreadableError(f"{file}: is no export of a tracker that this version knows.")
    for number, line in lines:
        try:
            if "content" in line:
                whole.content_in(unit, line)
                continue
            name = line.get("table")
            if name not in rows:
                raise ValueError(f"there is no table {name!r}")  # noqa: TRY301 - told with its line
            row = whole.row_in(whole.BY_NAME[name], line.get("id"), line.get("row"))
            if row["id"] in seen[name]:
                raise ValueError(f"{name} has two rows {row['id']}")  # noqa: TRY301
        except ValueError as error:
            _refuse(file, number, str(error))
        seen[name].add(row["id"])
        rows[name].append(row)
    return rows


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with file.open("rb") as source:
            for number, line in enumerate(source, 1):
                try:
                    yield number, _LINE.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    _refuse(file, number, "is no JSON object; was the file cut off, or edited?")
    except OSError as error:
        raise UnreadableError(f"{file}: cannot be read ({error.strerror}).") from error


def _refuse(file: Path, number: int, why: str) -> NoReturn:
    raise UnreadableError(f"{file}: line {number}: {why.removesuffix('.')}. Nothing was added.")


@contextmanager
def _refused_rows(file: Path) -> Iterator[None]:
    """What only the database finds: a reference that leads nowhere, a name twice, a word that cannot stand there."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        table = next((name for name in whole.BY_NAME if name in str(error.statement)), "one")
        raise UnreadableError(
            f"{file}: its {table} do not fit together (a number that leads nowhere, a name twice, or a word that "
            "cannot stand there). Nothing was added."
        ) from error


def _keep_sketches(unit: Unit, rows: list[dict[str, Any]]) -> None:
    """By which later letters are found to be copies; they are derived from the texts."""
    for row in rows:
        if row["text_hash"] is not None:
            words = letters.text_of(unit.connection, row["id"]) or ""
            letters.keep_sketches(unit.connection, {row["id"]: sketch(words)})
