"""Commitments as people look at them: lists, one in its context, what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError
from tracker.model import Commitment, Event, Evidence, Letter, Link, Note
from tracker.model.filters import Filter
from tracker.service import filters, unknown
from tracker.service.excerpts import context
from tracker.service.passed import Passed, first_of
from tracker.store import (
    asks,
    audit,
    commitments,
    evidence,
    letters,
    links,
    notes,
    repeats,
    tables,
)
from tracker.store.asks import Hold
from tracker.store.repeats import Promise
from tracker.store.unit import reading


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """One commitment with the letter around it and all that happened to it."""

    commitment: Commitment
    letter: Letter
    before: str
    after: str
    """The letter's words on both sides of the quote."""
    evidence: tuple[Evidence, ...]
    history: tuple[Event, ...]
    page: int | None = None
    """Where the quote begins, from 1; None where the letter has no pages."""
    made: tuple[Promise, ...] = ()
    """Each making of the promise, this one among them, earliest first; empty where it was made once."""
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    """On both sides."""
    in_place_of: tuple[int, ...] = ()
    """The commitments that were resolved as superseded by this one."""
    held_by: tuple[Hold, ...] = ()
    """The open asks of us that hold it up."""
    more_after: bool = False
    """The letter goes on where `after` ends."""


def some(engine: Engine, numbers: Sequence[int]) -> list[Commitment]:
    """Those of these ids that there are, in their order."""
    with reading(engine) as connection:
        found = commitments.by_ids(connection, numbers)
    return [found[number] for number in numbers if number in found]


def view(engine: Engine, number: int) -> CommitmentView:
    """One commitment, also of a withdrawn letter. Raises UnknownError."""
    with reading(engine) as connection:
        commitment = find(connection, number)
        letter = letters.by_id(connection, commitment.letter_id)
        assert letter is not None
        text = letters.text_of(connection, letter.id) or ""
        placed = commitment.end > commitment.start
        before, after = context(text, commitment.start, commitment.end) if placed else ("", "")
        return CommitmentView(
            commitment,
            letter,
            before,
            after,
            tuple(evidence.of_commitment(connection, number)),
            _history(connection, commitment),
            letter.page_of(commitment.start) if placed else None,
            tuple(repeats.made_again(connection, number)),
            tuple(notes.of_commitment(connection, number)),
            tuple(links.of_commitment(connection, number)),
            tuple(links.in_place_of(connection, number)),
            tuple(asks.holding(connection, number)),
            placed and commitment.end + len(after) < len(text.rstrip()),
        )


def _history(connection: Connection, commitment: Commitment) -> tuple[Event, ...]:
    """What happened to it, and when its letter was withdrawn, which took it out of the lists."""
    own = audit.history(connection, tables.commitments, commitment.id)
    of_letter = audit.history(connection, tables.letters, commitment.letter_id)
    withdrawals = [event for event in of_letter if event.action == "letter.withdrawn"]
    return tuple(sorted([*own, *withdrawals], key=lambda event: event.seq))


def overdue(engine: Engine, today: date, wanted: Filter | None = None, *, limit: int | None = None) -> Passed:
    """What is overdue, and what is due for review, at the end of the day before `today`, as far as a filter wants it.

    With a limit, the first so many of all. Raises UnknownError for a name in the filter that nobody and nothing has.
    """
    with reading(engine) as connection:
        meant = filters.resolve(connection, wanted) if wanted else None
        asked = limit + 1 if limit else None
        late = commitments.overdue_as_of(connection, today, meant, limit=asked)
        left = asked - len(late) if asked else None
        review = commitments.review_due_as_of(connection, today, meant, limit=left) if left != 0 else []
        waiting = [each for each in commitments.waiting(connection, meant) if each.due and each.due < today]
    return first_of(late, review, waiting, limit)


def find(connection: Connection, number: int) -> Commitment:
    """The commitment of that id. Raises UnknownError."""
    commitment = commitments.by_id(connection, number)
    if commitment is None:
        raise unknown.no_id(connection, tables.commitments, "commitment", number, "tracker list")
    return commitment


def find_in_force(connection: Connection, number: int) -> Commitment:
    """The commitment of that id. Raises UnknownError, RefusedError where it, or its letter, was taken back."""
    commitment = find(connection, number)
    if commitment.withdrawn:
        raise RefusedError(f"The entry of commitment {number} was undone; enter it again if it counts.")
    letter = letters.by_id(connection, commitment.letter_id)
    assert letter is not None
    if letter.withdrawn:
        raise RefusedError(
            f"commitment {number} belongs to letter {letter.id}, which was withdrawn; "
            "add the letter again if it belongs here after all."
        )
    return commitment
