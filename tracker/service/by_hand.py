"""Promises that a person reads out of a letter, above all of one that the machine could not read."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import Engine

from tracker.errors import RefusedError, UsageError
from tracker.followup.organisations import UNKNOWN_SENDER
from tracker.followup.repeats import verb_of
from tracker.followup.review_days import ReviewRules, review_deadline
from tracker.model import (
    NO_DEADLINE,
    Basis,
    Commitment,
    ConditionState,
    Deadline,
    DeadlineKind,
    Kind,
    Letter,
    LetterState,
    Status,
    Strength,
)
from tracker.service import organisations, repeats
from tracker.service.letters import find_in_force
from tracker.service.reading import review_anchor
from tracker.service.storing import owner_id
from tracker.store import commitments, tables
from tracker.store import letters as queries
from tracker.store.unit import Act, Unit, writing


@dataclass(frozen=True, slots=True)
class Written:
    """A promise as a person enters it."""

    quote: str
    """The letter's own words."""
    action: str
    actor: str | None = None
    """Who is bound; the sender where nobody is named."""
    due: dt.date | None = None
    condition: str | None = None
    owner: str | None = None


def add(
    engine: Engine, act: Act, number: int, written: Written, review: ReviewRules, default_owner: str | None
) -> Commitment:
    """Store a promise of letter `number`. Without a day it gets the office's review day.

    Raises UnknownError, RefusedError for a withdrawn letter and for what was entered before, UsageError for empty words, or a quote that does not
    stand in a letter that was read.
    """
    with writing(engine, act) as unit:
        return enter(unit, number, written, review, default_owner)


def enter(
    unit: Unit, number: int, written: Written, review: ReviewRules, default_owner: str | None
) -> Commitment:
    """The same within a transaction."""
    for option, words in (("--quote", written.quote), ("--action", written.action)):
        if not words.strip():
            raise UsageError(f"{option} is empty; give the promise's own words.")
    letter = find_in_force(unit.connection, number)
    quote, start, end = placed(written.quote, queries.text_of(unit.connection, number) or "", letter)
    actor = written.actor or letter.sender or UNKNOWN_SENDER
    _refuse_twice(unit, number, (quote, written.action.strip(), actor))
    row = {
        "letter_id": number,
        "organisation_id": organisations.resolve(unit, letter.sender or UNKNOWN_SENDER),
        "owner_id": owner_id(unit.connection, written.owner, letter.case, default_owner),
        "actor": actor,
        "quote": quote,
        "quote_start": start,
        "quote_end": end,
        "action": written.action.strip(),
        "verb": verb_of(written.action),
        "strength": Strength.FIRM,
        "kind": Kind.ONCE,
        "condition": written.condition,
        "condition_state": ConditionState.DORMANT if written.condition else None,
        **commitments.columns_of(set_or_review(written.due, Kind.ONCE, review, letter.date, letter.received)),
        "status": Status.OPEN,
        "outcome": None,
        "confidence": 1.0,
        "added": unit.act.at,
        "changed": unit.act.at,
    }
    entered = unit.insert(tables.commitments, row, "commitment.entered")
    repeats.link(unit, [number])
    commitment = commitments.by_id(unit.connection, entered)
    assert commitment is not None
    return commitment


def _refuse_twice(unit: Unit, number: int, words: tuple[str, str, str]) -> None:
    """Raises RefusedError where the letter has a promise of the same quote, action and actor."""
    for known in commitments.of_letter(unit.connection, number):
        if (known.quote, known.action, known.actor) == words and not known.withdrawn:
            raise RefusedError(
                f"commitment {known.id} of letter {number} says the same already; nothing was added. "
                "Give another --action or --actor if it is another promise."
            )


def placed(quote: str, text: str, letter: Letter) -> tuple[str, int, int]:
    """The quote as the letter writes it, and where; at 0 to 0 in a letter whose text the machine cannot tell."""
    words = quote.split()
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    if found:
        return found.group(), *found.span()
    if letter.state is LetterState.READ and text:
        raise UsageError(
            f"letter {letter.id} does not hold these words; quote them exactly (tracker letter show {letter.id} --text)."
        )
    return " ".join(words), 0, 0


def set_or_review(
    due: dt.date | None, kind: Kind, review: ReviewRules, date: dt.date | None, received: dt.date
) -> Deadline:
    """The day that a person gave, or the office's review day, counted from the letter's `date` or when it came."""
    if due is not None:
        return Deadline(DeadlineKind.DATE, latest=due, basis=Basis.SET)
    return review_deadline(NO_DEADLINE, kind, review, *review_anchor(date, received))
