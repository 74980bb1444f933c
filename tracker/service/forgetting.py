"""Forgetting a person: for good, in the store as in what is put back into it later.

A file beside the store keeps who was forgotten, by number and hash alone, so that a restored backup forgets again
whom it still knows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError, UnavailableError
from tracker.model import MessageState, Person, Role
from tracker.service import unknown
from tracker.service.proof import owner_only
from tracker.service.words import count, listed
from tracker.store import asks, cases, commitments, erasures, outbox, people, soundness, tables
from tracker.store.erasures import Erased, Mark
from tracker.store.unit import Act, Unit, reading, writing

MARKS_FILE: Final = "forgotten.jsonl"
_UNSENT: Final = (MessageState.QUEUED, MessageState.SENDING)
_QUIET: Final = {"absent_until": None, "cover_id": None, **people.columns_of(None)}
_DECODER: Final = msgspec.json.Decoder(Mark)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What came of it."""

    person: int
    name: str
    """What stands in place of her name from now on."""
    events: int
    """Events that lost values of hers."""
    mails: int
    """Mails to her that are gone."""
    cases: tuple[str, ...]
    """Cases without a lead now."""
    traces: bool
    """Another process kept the database's log from being emptied: until it is, old pages stand in it."""


def look(engine: Engine, name: str) -> None:
    """Whether the person can be forgotten now. Raises UnknownError, RefusedError."""
    with reading(engine) as connection:
        _check(connection, _find(connection, name))


def forget(engine: Engine, act: Act, name: str, note: str | None, home: Path) -> Forgotten:
    """Erase a person's name and addresses for good, wherever the program wrote them, and the mails to her.

    What remains: the chain, which still holds; her number, her role and what she did, under "forgotten person NUMBER";
    the names under which she acted, which are part of the chain; what people typed, and letters. Raises UnknownError,
    RefusedError, UnavailableError.
    """
    with writing(engine, act) as unit:
        person = _find(unit.connection, name)
        _check(unit.connection, person)
        led, erased = _let_go(unit, person), erasures.erase(unit, person.id, note)
    with reading(engine) as connection:
        remember(home, erasures.marks(connection))
    return _told(person.id, led, erased, traces=not erasures.leave_no_trace(engine))


def forget_again(engine: Engine, act: Act, home: Path) -> list[Forgotten]:
    """In a store that was put back: forget everybody whom the file beside it names and the store still knows.

    What such a person has in hand, and mail that waits for her, goes to nobody. Raises UnavailableError, RefusedError.
    """
    done = []
    for mark in remembered(home):
        with writing(engine, act) as unit:
            if not erasures.still_known(unit.connection, mark):
                continue
            person = people.by_id(unit.connection, mark.person)
            assert person is not None
            _leave_to_nobody(unit, person)
            led, erased = _let_go(unit, person), erasures.erase(unit, person.id, "again, after a restore")
        done.append(_told(person.id, led, erased, traces=not erasures.leave_no_trace(engine)))
    return done


def remember_those_of(store: Path | None, home: Path) -> None:
    """Before a store is replaced: keep in the file beside it who was forgotten there; nothing of what is no store."""
    if store is None or not store.is_file():
        return
    engine = soundness.open_as_it_is(store)
    with suppress(Exception):  # a damaged store is replaced all the same
        with reading(engine) as connection:
            marks = erasures.marks(connection)
        remember(home, marks)


def remember(home: Path, marks: Iterable[Mark]) -> None:
    """Add those to the file that it does not name yet. Raises UnavailableError."""
    known = remembered(home)
    new = [mark for mark in marks if mark not in known]
    if not new:
        return
    file = home / MARKS_FILE
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(file, "ab", opener=owner_only) as target:
            target.writelines(msgspec.json.encode(asdict(mark)) + b"\n" for mark in new)
            target.flush()
            os.fsync(target.fileno())
    except OSError as error:
        raise UnavailableError(f"{file}: cannot be written ({error.strerror}).") from error


def remembered(home: Path) -> list[Mark]:
    """Whom the file names. Raises UnavailableError where it cannot be read."""
    file = home / MARKS_FILE
    try:
        return [_DECODER.decode(line) for line in file.read_bytes().splitlines()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UnavailableError(f"{file}: cannot be read ({error.strerror}).") from error
    except msgspec.DecodeError as error:
        raise UnavailableError(
            f"{file}: is damaged; it names who must be forgotten after a restore."
        ) from error


def _find(connection: Connection, name: str) -> Person:
    person = people.by_name(connection, name)
    if person is None:
        raise unknown.no_person(connection, name)
    return person


def _check(connection: Connection, person: Person) -> None:
    """Raises RefusedError for whom others still rely on."""
    name, everyone = person.name, people.listing(connection)
    admins = [each for each in everyone if each.role is Role.ADMIN]
    if person.role is Role.ADMIN and len(admins) == 1 and len(everyone) > 1:
        raise RefusedError(f"{name} is the only admin; make somebody else one first.")
    hers = [
        *(["commitments"] if commitments.unresolved_of(connection, name) else []),
        *(["asks"] if asks.listing(connection, owner=name) else []),
    ]
    if hers:
        raise RefusedError(
            f"{name} still has {listed(hers)} in hand; give them to somebody else: tracker handover {name!r} NAME."
        )
    covered = [each.name for each in everyone if each.cover == name]
    if covered:
        raise RefusedError(
            f"{name} stands in for {listed(covered)}; name somebody else: tracker people absent."
        )
    waiting = _waiting(connection, person)
    if waiting:
        raise RefusedError(
            f"{count(len(waiting), 'mail')} to {name} {'waits' if len(waiting) == 1 else 'wait'} to be sent; "
            "deliver or cancel first: tracker outbox."
        )


def _waiting(connection: Connection, person: Person) -> list[int]:
    return [each.id for each in outbox.listing(connection, states=_UNSENT) if each.person_id == person.id]


def _let_go(unit: Unit, person: Person) -> tuple[str, ...]:
    """No digest, no absence, no case."""
    unit.update(tables.people, person.id, _QUIET, "person.left")
    led = tuple(case for case in cases.listing(unit.connection) if case.lead == person.name)
    for case in led:
        unit.update(tables.cases, case.id, {"lead_id": None}, "case.led")
    return tuple(case.name for case in led)


def _leave_to_nobody(unit: Unit, person: Person) -> None:
    connection = unit.connection
    for number in commitments.unresolved_of(connection, person.name):
        unit.update(tables.commitments, number, {"owner_id": None}, "commitment.assigned", "to nobody")
    for ask in asks.listing(connection, owner=person.name):
        unit.update(tables.asks, ask.id, {"owner_id": None}, "ask.assigned", "to nobody")
    for each in people.listing(connection):
        if each.cover == person.name:
            unit.update(tables.people, each.id, {"absent_until": None, "cover_id": None}, "person.back")
    cancelled = {
        "state": MessageState.CANCELLED,
        "reason": "its reader was forgotten",
        "lease_owner": None,
        "lease_until": None,
    }
    for number in _waiting(connection, person):
        unit.update(tables.messages, number, cancelled, "message.cancelled")


def _told(person: int, led: tuple[str, ...], erased: Erased, *, traces: bool) -> Forgotten:
    return Forgotten(person, erasures.stand_in(person), erased.events, erased.mails, led, traces)
