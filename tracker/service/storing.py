"""Letters that were read are stored with their promises: many in one transaction, each question asked once for all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine

from tracker.followup.organisations import UNKNOWN_SENDER
from tracker.followup.repeats import verb_of
from tracker.model import Ask, Commitment, ConditionState, FoundCommitment, Letter, LetterState, Status
from tracker.service import organisations, repeats, unknown
from tracker.service.arrivals import Arrival, Given, Prepared
from tracker.service.copies import Entry, place
from tracker.service.names import one_line
from tracker.service.roles import require_taker
from tracker.service.several import has_come
from tracker.store import asks as ask_queries
from tracker.store import cases, commitments, people, tables
from tracker.store import letters as queries
from tracker.store.unit import Act, Unit, reading, writing

if TYPE_CHECKING:
    from tracker.service.reading import Reading

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one letter, in brief."""

    letter_id: int
    source: str
    already: bool = False
    """The same bytes were here before: nothing was added."""
    commitments: int = 0
    duplicate_of: int | None = None
    unread_reason: str | None = None
    left_out: tuple[str, ...] = ()
    """Names of its attachments that may hold a letter and were not read."""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a letter led to."""

    letter: Letter
    commitments: tuple[Commitment, ...]
    asks: tuple[Ask, ...]
    already: bool = False
    """The same bytes were here before: nothing was added."""
    left_out: tuple[str, ...] = ()
    """Names of its attachments that may hold a letter and were not read."""


def add(
    engine: Engine, act: Act, arrival: Arrival, given: Given, how: Reading, default_owner: str | None
) -> Added:
    """Store one letter's bytes, its text and its promises in one transaction; the same bytes only once.

    Raises UnknownError for an unknown case or owner.
    """
    return add_all(engine, act, [arrival], given, how, default_owner)[0]


def add_all(
    engine: Engine,
    act: Act,
    arrivals: Sequence[Arrival],
    given: Given,
    how: Reading,
    default_owner: str | None,
) -> list[Added]:
    """Store a document and the letters in it in one transaction. Raises UnknownError."""
    from tracker.service.preparing import prepare  # noqa: PLC0415 - who stores what others prepared needs no lexicon

    hashes = [hashlib.sha256(arrival.content).hexdigest() for arrival in arrivals]
    with reading(engine) as connection:
        known = queries.in_force(connection, hashes)
    new = [] if known.keys() >= set(hashes) else prepare(arrivals, given, how)
    with writing(engine, act) as unit:
        stored = store(unit, new, given, default_owner, how.same_letter)
        fresh = {each.content_hash for each, done in zip(new, stored, strict=True) if not done.already}
        left_out = {key: each.text.left_out for key, each in zip(hashes, arrivals, strict=True)}
        return [
            replace(added(unit.connection, each, already=each not in fresh), left_out=left_out[each])
            for each in dict.fromkeys(hashes)
        ]


def store(
    unit: Unit, prepared: Sequence[Prepared], given: Given, default_owner: str | None, share: float
) -> list[Stored]:
    """Store letters that were prepared, unless their bytes are here already; one answer for each, in their order.

    A letter that came in another one stands after it. `share`, from 0 to 1, is how much of its words an older letter
    must have to be the same one. Raises UnknownError.
    """
    # Someone else may have added some while they were being read.
    known = queries.in_force(unit.connection, {each.content_hash for each in prepared})
    new = {each.content_hash: each for each in prepared if each.content_hash not in known}
    ids = dict(zip(new, unit.new_ids(tables.letters, len(new)), strict=True))
    entries = place(unit.connection, new, ids, share)
    _insert(unit, entries, given, default_owner)
    repeats.link(unit, [each.id for each in entries if each.duplicate_of is None])
    by_hash = {each.letter.content_hash: each for each in entries}
    answers = []
    for each in prepared:
        # The second of the same bytes finds the first here already.
        entry = by_hash.pop(each.content_hash, None)
        number = known.get(each.content_hash) or ids[each.content_hash]
        answers.append(_stored(entry) if entry else Stored(number, each.arrival.source, already=True))
    return answers


def checked(given: Given, today: dt.date) -> Given:
    """Raises UsageError for a sender with control characters, and for days that have not come."""
    for day, option in ((given.date, "--date"), (given.received, "--received")):
        if day is not None:
            has_come(day, today, option)
    return given if given.sender is None else replace(given, sender=one_line(given.sender, "--sender"))


def check(engine: Engine, given: Given, default_owner: str | None) -> None:
    """Raises UnknownError where the case or the owner is not known: before many letters are read in vain."""
    with reading(engine) as connection:
        case_id(connection, given.case)
        owner_id(connection, given.owner, given.case, default_owner)


def case_id(connection: Connection, name: str | None) -> int | None:
    """The case's id. Raises UnknownError."""
    if name is None:
        return None
    case = cases.by_name(connection, name)
    if case is None:
        advice = f"add it first: tracker case add {name!r} --lead PERSON"
        raise unknown.no_case(connection, name, advice)
    return case.id


def owner_id(connection: Connection, named: str | None, case: str | None, default: str | None) -> int | None:
    """Who is named, else the case's lead, else whom the config names.

    Raises UnknownError, RefusedError where an auditor is named.
    """
    known = cases.by_name(connection, case) if case else None
    name = named or (known.lead if known else None) or default
    if name is None:
        return None
    person = people.by_name(connection, name)
    if person is None:
        raise unknown.no_person_to_add(connection, name)
    if named:
        require_taker(person)
    return person.id


def _stored(entry: Entry) -> Stored:
    arrival, count = entry.letter.arrival, len(entry.letter.statuses)
    text = arrival.text
    return Stored(
        entry.id, arrival.source, False, count, entry.duplicate_of, text.unread_reason, text.left_out
    )


def _insert(unit: Unit, entries: Sequence[Entry], given: Given, default_owner: str | None) -> None:
    """The rows of the letters, and of what they promise and ask."""
    senders = {each.id: sender_of(each.letter) for each in entries}
    names = organisations.resolve_all(unit, (name for name in senders.values() if name))
    case = case_id(unit.connection, given.case)
    owner = owner_id(unit.connection, given.owner, given.case, default_owner)
    kept = iter(unit.keep_many([piece for each in entries for piece in _contents(each.letter)]))
    unit.insert_many(
        tables.letters,
        [
            {
                **letter_columns(each),
                "content_hash": next(kept),
                "text_hash": next(kept) if each.letter.arrival.text.text else None,
                "organisation_id": names.get(each.letter.found.facts.sender or ""),
                "case_id": case,
                "confidential": given.confidential,
            }
            for each in entries
        ],
        "letter.added",
        [each.id for each in entries],
    )
    queries.keep_sketches(unit.connection, {each.id: each.letter.sketch for each in entries})
    insert_promises(
        unit, entries, {number: names[sender] for number, sender in senders.items() if sender}, owner
    )


def insert_promises(
    unit: Unit, entries: Sequence[Entry], organisations_of: Mapping[int, int], owner: int | None
) -> None:
    """The rows of what letters promise and ask, each under the organisation of its letter (ids of both)."""
    shared = {
        each.id: {"letter_id": each.id, "organisation_id": organisations_of[each.id]}
        for each in entries
        if each.letter.found.commitments or each.letter.found.asks
    }
    unit.insert_many(
        tables.commitments,
        [
            {**shared[each.id], "owner_id": owner, **columns}
            for each in entries
            for columns in _promise_columns(each.letter, unit.act.at)
        ],
        "commitment.added",
    )
    unit.insert_many(
        tables.asks,
        [
            {
                **shared[each.id],
                "quote": ask.quote,
                "quote_start": ask.start,
                "quote_end": ask.end,
                "answered": None,
            }
            for each in entries
            for ask in each.letter.found.asks
        ],
        "ask.added",
    )


def sender_of(letter: Prepared) -> str | None:
    """Under whose name a letter's promises are filed; None where there is nothing to file."""
    found = letter.found
    return found.facts.sender or (UNKNOWN_SENDER if found.commitments or found.asks else None)


def _contents(letter: Prepared) -> Iterator[tuple[bytes, str]]:
    arrival = letter.arrival
    yield arrival.content, arrival.text.media_type
    if arrival.text.text:
        yield arrival.text.text.encode(), _TEXT


def letter_columns(entry: Entry) -> dict[str, Any]:
    """What is kept of a letter as it was read, but for its bytes, sender and case."""
    arrival, facts = entry.letter.arrival, entry.letter.found.facts
    text = arrival.text
    return {
        "source": arrival.source,
        "media_type": text.media_type,
        "recipient": facts.recipient,
        "date": facts.date,
        "received": arrival.received,
        "received_known": arrival.received_known,
        "reference": facts.reference,
        "language": text.language,
        "page_starts": " ".join(map(str, text.page_starts)) if len(text.page_starts) > 1 else None,
        "part_of": entry.part_of,
        "duplicate_of": entry.duplicate_of,
        "state": LetterState.UNREAD if text.unread_reason else LetterState.READ,
        "unread_reason": text.unread_reason,
        "withdrawn": False,
    }


def _promise_columns(letter: Prepared, at: dt.datetime) -> Iterator[dict[str, Any]]:
    found = letter.found
    for commitment, status in zip(found.commitments, letter.statuses, strict=True):
        yield promise_columns(commitment, status, found.facts.sender, at)


def promise_columns(
    commitment: FoundCommitment, status: Status, sender: str | None, at: dt.datetime
) -> dict[str, Any]:
    """What is kept of a promise that was found, but for its letter, organisation and owner."""
    return {
        "actor": commitment.actor or sender or UNKNOWN_SENDER,
        "quote": commitment.quote,
        "quote_start": commitment.start,
        "quote_end": commitment.end,
        "action": commitment.action,
        "verb": verb_of(commitment.action),
        "strength": commitment.strength,
        "kind": commitment.kind,
        "condition": commitment.condition,
        "condition_state": ConditionState.DORMANT if commitment.condition else None,
        **commitments.columns_of(commitment.deadline),
        "status": status,
        "outcome": None,
        "confidence": commitment.confidence,
        "added": at,
        "changed": at,
    }


def added(connection: Connection, content_hash: str, *, already: bool) -> Added:
    """The letter in force with these original bytes (SHA-256, hex), and what hangs on it."""
    letter = queries.by_content_hash(connection, content_hash)
    assert letter is not None
    return Added(
        letter,
        tuple(commitments.of_letter(connection, letter.id)),
        tuple(ask_queries.of_letter(connection, letter.id)),
        already,
    )
