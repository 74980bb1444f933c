"""From a letter's text to its promises, with a day to look at each of them again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tracker.extraction import Lexicon, extract
from tracker.extraction.deadlines import WorkingCalendar
from tracker.followup.review_days import ReviewRules, review_deadline
from tracker.letters import LetterText
from tracker.model import Extraction, FoundCommitment, Status


@dataclass(frozen=True, slots=True)
class Reading:
    """How letters are read: the words, the calendar, the office's rule for vague times, the threshold."""

    lexicon: Lexicon
    calendar: WorkingCalendar
    review: ReviewRules
    propose_below: float
    """Promises read with less confidence (0 to 1) wait for a reader to confirm them."""
    same_letter: float = 0.9
    """Share of words, from 0 to 1, that makes two letters one in two formats; see `followup.duplicates`."""


def read(
    letter: LetterText,
    reading: Reading,
    *,
    date: date | None = None,
    sender: str | None = None,
    received: date | None = None,
    received_known: bool = True,
    explain: bool = False,
) -> Extraction:
    """What the letter promises and asks.

    `date` and `sender` overrule what the letter says of itself. Review days count from its date, or,
    where it has none, from the day `received`; without either they stay open. Only where `received_known`
    do the letter's own words "of receipt" count from that day: else from its date.
    """
    found = extract(
        letter.text,
        reading.lexicon,
        calendar=reading.calendar,
        date=date,
        sender=sender,
        received=received if received_known else None,
        hints=letter.hints,
        explain=explain,
    )
    counted_from, counted_from_text = review_anchor(found.facts.date, received)

    def with_review_day(commitment: FoundCommitment) -> FoundCommitment:
        deadline = review_deadline(
            commitment.deadline, commitment.kind, reading.review, counted_from, counted_from_text
        )
        return replace(commitment, deadline=deadline)

    return replace(found, commitments=tuple(with_review_day(commitment) for commitment in found.commitments))


def initial_status(commitment: FoundCommitment, reading: Reading) -> Status:
    """Open, or proposed where the reading is not sure enough."""
    return Status.PROPOSED if commitment.confidence < reading.propose_below else Status.OPEN


def review_anchor(letter_date: date | None, received: date | None) -> tuple[date | None, str]:
    """The day that review days count from, and what it is."""
    if letter_date is not None:
        return letter_date, f"the letter of {letter_date.day} {letter_date:%B %Y}"
    return received, "the day it was received"
