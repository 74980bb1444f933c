"""Promises made on the telephone or in a meeting: what was said is kept as a letter of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine

from tracker.errors import RefusedError, UsageError
from tracker.extraction.deadlines.scan import written as long_date
from tracker.followup.review_days import ReviewRules
from tracker.model import Commitment, LetterState
from tracker.service import organisations
from tracker.service.by_hand import Written, enter
from tracker.service.several import has_come
from tracker.service.storing import case_id
from tracker.store import letters, tables
from tracker.store.unit import Act, writing

MEDIA_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where words were said that no letter holds."""

    organisation: str
    """Who is bound."""
    source: str
    """Such as "phone call with Jo Lind"."""
    on: dt.date
    case: str | None = None
    confidential: bool = False


def add(
    engine: Engine,
    act: Act,
    spoken: Spoken,
    written: Written,
    review: ReviewRules,
    default_owner: str | None,
    today: dt.date,
) -> Commitment:
    """Store what was said, and the promise in it.

    Raises UnknownError, UsageError for empty words or a day to come, RefusedError where it was entered before.
    """
    has_come(spoken.on, today, "--on")
    for option, words in (("--organisation", spoken.organisation), ("--source", spoken.source)):
        if not words.strip():
            raise UsageError(f"{option} is empty; say who promised it, and where.")
    source = " ".join(spoken.source.split())
    content = f"{source}, {long_date(spoken.on)}\n\n{written.quote.strip()}\n".encode()
    with writing(engine, act) as unit:
        known = letters.by_content_hash(unit.connection, sha256(content).hexdigest())
        if known is not None:
            raise RefusedError(f"These words were entered before, as letter {known.id}; nothing was added.")
        kept = unit.keep(content, MEDIA_TYPE)
        number = unit.insert(
            tables.letters,
            {
                "content_hash": kept,
                "text_hash": kept,
                "source": source,
                "media_type": MEDIA_TYPE,
                "organisation_id": organisations.resolve(unit, spoken.organisation),
                "date": spoken.on,
                "received": spoken.on,
                "received_known": True,
                "case_id": case_id(unit.connection, spoken.case),
                "confidential": spoken.confidential,
                "state": LetterState.READ,
            },
            "letter.noted",
        )
        return enter(unit, number, written, review, default_owner)
