"""A register of promises becomes letters and commitments: all of it in one transaction, nothing twice.

Rows of one organisation, day, source and case were read from one letter, as far as the register knows; what it quotes
of it is kept as a letter, so that each promise has words around it, a date to count from, and a place to be withdrawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from tracker.errors import UnknownError
from tracker.extraction.deadlines.scan import written as long_date
from tracker.followup.organisations import key_of
from tracker.followup.repeats import verb_of
from tracker.followup.review_days import ReviewRules
from tracker.model import LetterState
from tracker.service import organisations, repeats
from tracker.service.by_hand import set_or_review
from tracker.service.exchange.columns import Entry, Fault
from tracker.service.spoken import MEDIA_TYPE
from tracker.service.storing import case_id, owner_id
from tracker.store import commitments, registers, tables
from tracker.store import letters as letter_queries
from tracker.store import organisations as organisation_queries
from tracker.store.unit import Act, Unit, reading, writing

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Office:
    """What entries are completed with."""

    file: str
    """The register's name: the source of what names none."""
    review: ReviewRules
    default_owner: str | None
    today: dt.date


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would add."""

    new: tuple[Entry, ...]
    already: int
    """Rows that the store has, or the file twice."""
    new_organisations: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import added."""

    commitments: tuple[int, ...]
    letters: int
    already: int


class _Source(NamedTuple):
    """What rows of one letter have in common."""

    organisation: int
    name: str
    date: dt.date | None
    received: dt.date | None
    source: str
    reference: str | None
    case: str | None
    confidential: bool


def check(engine: Engine, entries: Sequence[Entry], columns: dict[str, str], office: Office) -> list[Fault]:
    """What the store does not know: owners and cases. `columns` are the header's names by field."""
    with reading(engine) as connection:
        owner_id(connection, None, None, office.default_owner)
        owners = {
            name: _why(partial(owner_id, connection, name, None, None)) for name in _named(entries, "owner")
        }
        cases = {name: _why(partial(case_id, connection, name)) for name in _named(entries, "case")}
    faults = []
    for entry in entries:
        for field, name, found in (("owner", entry.owner, owners), ("case", entry.case, cases)):
            if name is not None and (why := found[name]):
                faults.append(Fault(entry.row, columns[field], why))
    return faults


def _named(entries: Iterable[Entry], field: str) -> set[str]:
    return {name for entry in entries if (name := getattr(entry, field)) is not None}


def _why(find: Callable[[], object]) -> str | None:
    """What is said where nothing is found."""
    try:
        find()
    except UnknownError as error:
        return str(error).removesuffix(".")
    return None


def plan(engine: Engine, entries: Sequence[Entry]) -> Plan:
    """What `add` would do now; writes nothing."""
    with reading(engine) as connection:
        ids: dict[str, int] = {}
        for name, number in organisation_queries.all_names(connection):
            ids.setdefault(key_of(name), number)
        fresh = count(-1, -1)
        for name in dict.fromkeys(entry.organisation for entry in entries):
            ids.setdefault(key_of(name), next(fresh))
        numbers = {entry.organisation: ids[key_of(entry.organisation)] for entry in entries}
        new = _unknown(connection, entries, numbers)
    added = {numbers[entry.organisation] for entry in new}
    return Plan(tuple(new), len(entries) - len(new), sum(number < 0 for number in added))


def add(engine: Engine, act: Act, entries: Sequence[Entry], office: Office) -> Imported:
    """Store what is new among the entries, all or nothing. Raises UnknownError for an owner or case gone meanwhile."""
    with writing(engine, act) as unit:
        numbers = organisations.resolve_all(unit, dict.fromkeys(entry.organisation for entry in entries))
        new = _unknown(unit.connection, entries, numbers)
        sources: dict[_Source, list[Entry]] = {}
        names: dict[int, str] = {}
        for entry in new:
            number = numbers[entry.organisation]
            source = _source(entry, number, names.setdefault(number, entry.organisation), office)
            sources.setdefault(source, []).append(entry)
        letter_ids, places = _keep_letters(unit, sources, office)
        ids = _keep_commitments(unit, sources, letter_ids, places, office)
        repeats.link(unit, letter_ids)
    return Imported(tuple(ids), len(sources), len(entries) - len(new))


def _unknown(connection: Connection, entries: Sequence[Entry], numbers: dict[str, int]) -> list[Entry]:
    """The entries whose promise no letter in force makes already, each once."""
    known = set(registers.promises_of(connection, set(numbers.values())))
    new = []
    for entry in entries:
        promise = (numbers[entry.organisation], entry.letter_date, entry.quote, entry.action)
        if promise not in known:
            known.add(promise)
            new.append(entry)
    return new


def _source(entry: Entry, organisation: int, name: str, office: Office) -> _Source:
    return _Source(
        organisation,
        name,
        entry.letter_date,
        entry.received,
        entry.source or office.file,
        entry.reference,
        entry.case,
        entry.confidential,
    )


def _keep_letters(
    unit: Unit, sources: dict[_Source, list[Entry]], office: Office
) -> tuple[list[int], list[tuple[int, int]]]:
    """The id of each letter, and where in it each quote stands, in the order of sources and entries."""
    contents, places = [], []
    for source, entries in sources.items():
        content, found = _text(source, entries)
        contents.append(content.encode())
        places += found
    known = _in_force(unit.connection, [sha256(content).hexdigest() for content in contents])
    hashes = unit.keep_many([(content, MEDIA_TYPE) for content in contents])
    cases = {name: case_id(unit.connection, name) for name in {source.case for source in sources}}
    # A letter that quotes the same words already holds what else is read from them.
    missing = [(key, source) for key, source in zip(hashes, sources, strict=True) if key not in known]
    added = unit.insert_many(
        tables.letters,
        [
            {
                "content_hash": key,
                "text_hash": key,
                "source": source.source,
                "media_type": MEDIA_TYPE,
                "organisation_id": source.organisation,
                "date": source.date,
                "received": source.received or office.today,
                "received_known": source.received is not None,
                "reference": source.reference,
                "case_id": cases[source.case],
                "confidential": source.confidential,
                "state": LetterState.READ,
            }
            for key, source in missing
        ],
        "letter.imported",
    )
    known |= {key: number for (key, _), number in zip(missing, added, strict=True)}
    return [known[key] for key in hashes], places


def _text(source: _Source, entries: Iterable[Entry]) -> tuple[str, list[tuple[int, int]]]:
    """The quotes under a heading that tells which letter it is, and where each stands."""
    day = f", {long_date(source.date)}" if source.date else ""
    about = [source.source + (f", {source.reference}" if source.reference else ""), source.name + day]
    about += [f"Case: {source.case}"] if source.case else []
    about += ["Confidential"] if source.confidential else []
    about += [f"Received {long_date(source.received)}"] if source.received else []
    text = "\n".join(about) + "\n"
    pieces, at, places = [text], len(text), []
    for entry in entries:
        places.append((at + 1, at + 1 + len(entry.quote)))
        pieces.append(f"\n{entry.quote}\n")
        at += len(entry.quote) + 2
    return "".join(pieces), places


def _in_force(connection: Connection, hashes: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for first in range(0, len(hashes), _AT_ONCE):
        found |= letter_queries.in_force(connection, hashes[first : first + _AT_ONCE])
    return found


def _keep_commitments(
    unit: Unit,
    sources: dict[_Source, list[Entry]],
    letter_ids: Sequence[int],
    places: Sequence[tuple[int, int]],
    office: Office,
) -> list[int]:
    owners: dict[tuple[str | None, str | None], int | None] = {}
    rows: list[dict[str, Any]] = []
    notes: list[str | None] = []
    for (source, entries), letter_id in zip(sources.items(), letter_ids, strict=True):
        for entry in entries:
            who = (entry.owner, entry.case)
            if who not in owners:
                owners[who] = owner_id(unit.connection, *who, office.default_owner)
            columns = _columns(entry, places[len(rows)], office)
            about = {"letter_id": letter_id, "organisation_id": source.organisation, "owner_id": owners[who]}
            rows.append({**about, **columns, "added": unit.act.at, "changed": unit.act.at})
            notes.append(entry.note)
    ids = unit.insert_many(tables.commitments, rows, "commitment.imported")
    told = {"author": unit.act.actor, "added": unit.act.at}
    kept = [
        {"commitment_id": number, "text": note, **told}
        for number, note in zip(ids, notes, strict=True)
        if note
    ]
    unit.insert_many(tables.notes, kept, "note.added")
    return ids


def _columns(entry: Entry, place: tuple[int, int], office: Office) -> dict[str, Any]:
    received = entry.received or office.today
    deadline = set_or_review(entry.due, entry.kind, office.review, entry.letter_date, received)
    return {
        "actor": entry.actor,
        "quote": entry.quote,
        "quote_start": place[0],
        "quote_end": place[1],
        "action": entry.action,
        "verb": verb_of(entry.action),
        "strength": entry.strength,
        "kind": entry.kind,
        "condition": entry.condition,
        "condition_state": entry.condition_state,
        **commitments.columns_of(deadline),
        "status": entry.status,
        "outcome": entry.outcome,
        "kept_on": entry.kept_on,
        "confidence": 1.0,
    }
