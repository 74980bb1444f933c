"""A letter that could not be read when it came is read once more, from its kept bytes.

Tesseract was installed since, say, or a limit was raised. It keeps its number, its case and what people said of it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError, UnreadableError
from tracker.letters import Readers
from tracker.letters.formats import MAIL_HEADERS
from tracker.model import Letter, LetterState
from tracker.service import organisations, repeats
from tracker.service.arrivals import Arrival, Given, Prepared
from tracker.service.copies import Entry, place
from tracker.service.corrections import Office
from tracker.service.letters import find_in_force
from tracker.service.preparing import prepare
from tracker.service.storing import Added, added, insert_promises, letter_columns, owner_id, sender_of
from tracker.store import audit, commitments, contents, tables
from tracker.store import letters as queries
from tracker.store.unit import Act, Unit, reading, writing

_FROM_MAILBOX = "imap://"
_AS_READ = frozenset({"media_type", "language", "page_starts", "state", "unread_reason", "duplicate_of"})
"""Columns of a letter that follow from its reading alone."""
_TEXT = "text/plain; charset=utf-8"


def read_again(engine: Engine, act: Act, number: int, readers: Readers, office: Office) -> Added:
    """Read an unread letter, and store what it promises.

    Raises UnreadableError where it still cannot be read, UnknownError, RefusedError where the letter was read, or a
    person has entered what it promises.
    """
    with reading(engine) as connection:
        letter = _waiting(connection, number)
        original = contents.by_hash(connection, letter.content_hash)
        around = find_in_force(connection, letter.part_of).content_hash if letter.part_of else None
        said = _said_by_people(connection, letter)
    if original is None:
        raise RefusedError(f"letter {number}: its bytes were erased.")
    text = readers.read(original.data, letter.source)
    if text.unread_reason:
        raise UnreadableError(f"letter {number}: {text.unread_reason}")
    # What the mail around it told stands in the letter's row; the letter itself knows better, a person best.
    hints = text.hints
    if not said:
        hints = replace(hints, sender=hints.sender or letter.sender, date=hints.date or letter.date)
    arrival = Arrival(
        original.data,
        letter.source,
        replace(text, parts=(), hints=hints),
        letter.received,
        received_known=letter.received_known,
        part_of=around,
    )
    given = Given(sender=letter.sender, date=letter.date) if said else Given()
    # Who sent the mail that it came in is not kept; a stranger's promises are only proposed.
    how = replace(office.how, propose_below=math.inf) if _is_from_mailbox(letter) else office.how
    (prepared,) = prepare([arrival], given, how)
    with writing(engine, act) as unit:
        _waiting(unit.connection, number)
        _store(unit, letter, prepared, office)
        return added(unit.connection, letter.content_hash, already=False)


def _waiting(connection: Connection, number: int) -> Letter:
    """The letter, where it may be read again. Raises UnknownError, RefusedError."""
    letter = find_in_force(connection, number)
    if letter.state is not LetterState.UNREAD:
        raise RefusedError(
            f"letter {number} waits for nobody; correct what is known of it with: tracker letter edit {number}."
        )
    if letter.media_type == MAIL_HEADERS:
        raise RefusedError(
            f"letter {number}: its mail was not fetched; add the letter in it with: tracker add FILE."
        )
    if commitments.of_letter(connection, number):
        raise RefusedError(
            f"letter {number}: a person has entered what it promises; take it off the list with: "
            f"tracker letter edit {number} --read."
        )
    return letter


def _said_by_people(connection: Connection, letter: Letter) -> bool:
    history = audit.history(connection, tables.letters, letter.id)
    return any(event.action == "letter.edited" for event in history)


def _is_from_mailbox(letter: Letter) -> bool:
    return letter.source.startswith(_FROM_MAILBOX)


def _store(unit: Unit, letter: Letter, prepared: Prepared, office: Office) -> None:
    """The letter's row as it would be had it been read when it came, and what it promises and asks."""
    queries.forget_sketch(unit.connection, letter.id)
    key = prepared.content_hash
    (entry,) = place(unit.connection, {key: prepared}, {key: letter.id}, office.how.same_letter)
    sender = sender_of(prepared)
    organisation = organisations.resolve(unit, sender) if sender else None
    unit.update(tables.letters, letter.id, _columns(unit, letter, entry, organisation), "letter.reread")
    queries.keep_sketches(unit.connection, {letter.id: prepared.sketch})
    if organisation is not None:
        owner = owner_id(unit.connection, None, letter.case, office.default_owner)
        insert_promises(unit, [entry], {letter.id: organisation}, owner)
    if entry.duplicate_of is None:
        repeats.link(unit, [letter.id])


def _columns(unit: Unit, letter: Letter, entry: Entry, organisation: int | None) -> dict[str, Any]:
    facts, text = entry.letter.found.facts, entry.letter.arrival.text.text
    return {
        **{name: value for name, value in letter_columns(entry).items() if name in _AS_READ},
        "text_hash": unit.keep(text.encode(), _TEXT) if text else None,
        "organisation_id": organisation if facts.sender else None,
        "date": facts.date,
        "recipient": letter.recipient or facts.recipient,
        "reference": letter.reference or facts.reference,
    }
