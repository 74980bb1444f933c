"""Stored letters: list and show them, take them out of the lists, or back into them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError, UsageError
from tracker.model import Ask, Commitment, Event, Letter, LetterState
from tracker.model.filters import Filter
from tracker.service import filters, repeats, unknown
from tracker.service.arrivals import Arrival, Given, letters_in
from tracker.service.holds import drop
from tracker.service.storing import Added, add, add_all
from tracker.store import asks as ask_queries
from tracker.store import audit, commitments, tables
from tracker.store import letters as queries
from tracker.store.unit import Act, Unit, reading, writing

__all__ = [
    "Added", "Arrival", "Given", "LetterView", "Withdrawn", "add", "add_all", "find", "find_in_force", "keep",
    "letters_in", "listing", "view", "withdraw",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter with all that hangs on it."""

    letter: Letter
    text: str
    commitments: tuple[Commitment, ...]
    asks: tuple[Ask, ...]
    history: tuple[Event, ...]
    parts: tuple[Letter, ...] = ()
    """The letters that came in it."""
    duplicates: tuple[Letter, ...] = ()
    """The letters that repeat it in another format."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What went with a letter, and what took its place."""

    commitments: int
    parts: tuple[int, ...]
    """The letters that had come in it."""
    counting: tuple[int, ...]
    """Letters that repeated one of them in another format: their promises count from now on."""


def listing(
    engine: Engine,
    wanted: Filter | None = None,
    *,
    unread: bool = False,
    withdrawn: bool = False,
    limit: int | None = None,
) -> list[Letter]:
    """The letters in force that are meant, or else withdrawn ones, latest first; with `unread` those that wait for a person.

    Raises UnknownError for a name in the filter that nobody and nothing has.
    """
    with reading(engine) as connection:
        return queries.listing(
            connection,
            state=LetterState.UNREAD if unread else None,
            withdrawn=withdrawn,
            limit=limit,
            wanted=wanted and filters.resolve(connection, wanted),
        )


def view(engine: Engine, number: int) -> LetterView:
    """One letter, also a withdrawn one. Raises UnknownError."""
    with reading(engine) as connection:
        letter = find(connection, number)
        return LetterView(
            letter,
            queries.text_of(connection, number) or "",
            tuple(commitments.of_letter(connection, number)),
            tuple(ask_queries.of_letter(connection, number)),
            tuple(audit.history(connection, tables.letters, number)),
            tuple(queries.parts_of(connection, number)),
            tuple(queries.duplicates_of(connection, number)),
        )


def withdraw(engine: Engine, act: Act, number: int, note: str) -> Withdrawn:
    """Take a letter out of all lists, with its commitments and the letters that came in it.

    Raises UnknownError, RefusedError where it is withdrawn already, UsageError without a note.
    """
    if not note.strip():
        raise UsageError("Say why it is withdrawn: --note TEXT.")
    with writing(engine, act) as unit:
        find_in_force(unit.connection, number)
        gone = [number, *_parts_in_force(unit.connection, number)]
        for each in gone:
            unit.update(tables.letters, each, {"withdrawn": True}, "letter.withdrawn", note)
        drop(unit, gone, f"letter {number} was withdrawn")
        counting = [heir for each in gone if (heir := _inherit(unit, each)) is not None]
        count = sum(len(commitments.of_letter(unit.connection, each)) for each in gone)
        return Withdrawn(count, tuple(gone[1:]), tuple(counting))


def keep(engine: Engine, act: Act, number: int) -> int:
    """Count the promises of a letter that looked like another one in another format; returns how many.

    Raises UnknownError, RefusedError where it is withdrawn or counts already.
    """
    with writing(engine, act) as unit:
        letter = find_in_force(unit.connection, number)
        if letter.duplicate_of is None:
            raise RefusedError(f"letter {number} counts already; it is marked as no other letter's copy.")
        unit.update(tables.letters, number, {"duplicate_of": None}, "letter.kept")
        repeats.link(unit, [number])
        return len(commitments.of_letter(unit.connection, number))


def find(connection: Connection, number: int) -> Letter:
    """The letter of that id. Raises UnknownError."""
    letter = queries.by_id(connection, number)
    if letter is None:
        raise unknown.no_id(connection, tables.letters, "letter", number, "tracker letters")
    return letter


def find_in_force(connection: Connection, number: int) -> Letter:
    """The letter of that id. Raises UnknownError, RefusedError where it was withdrawn."""
    letter = find(connection, number)
    if letter.withdrawn:
        raise RefusedError(f"letter {number} was withdrawn; add it again if it belongs here after all.")
    return letter


def _parts_in_force(connection: Connection, number: int) -> list[int]:
    found: list[int] = []
    for part in queries.parts_of(connection, number):
        if not part.withdrawn:
            found += [part.id, *_parts_in_force(connection, part.id)]
    return found


def _inherit(unit: Unit, number: int) -> int | None:
    """The oldest copy of a withdrawn letter counts in its place, and the others are copies of that one."""
    copies = queries.duplicates_of(unit.connection, number)
    if not copies:
        return None
    heir = copies[0].id
    unit.update(tables.letters, heir, {"duplicate_of": None}, "letter.kept", f"letter {number} was withdrawn")
    for copy in copies[1:]:
        unit.update(tables.letters, copy.id, {"duplicate_of": heir}, "letter.copied")
    repeats.link(unit, [heir])
    return heir
