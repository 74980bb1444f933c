"""What reading a letter's text finds, before anything is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.model.commitments import Kind, Strength
from tracker.model.deadlines import NO_DEADLINE, Deadline


class ZoneKind(StrEnum):
    """The part that a stretch of text plays in a letter."""

    FURNITURE = "furniture"
    """Navigation, cookie notices, icons: around the letter, not of it."""
    MAIL_HEADER = "mail header"
    LETTERHEAD = "letterhead"
    DATE_LINE = "date line"
    SALUTATION = "salutation"
    HEADING = "heading"
    BODY = "body"
    BULLET = "bullet"
    TABLE = "table"
    QUOTED = "quoted"
    """Words of other parties: "> " lines, forwarded mail, older letters."""
    SIGNATURE = "signature"
    FOOTNOTE = "footnote"
    DISCLAIMER = "disclaimer"
    RUNNING_HEADER = "running header"


@dataclass(frozen=True, slots=True)
class Zone:
    """One stretch [start, end) of a letter's text."""

    kind: ZoneKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Who wrote to whom, when. None where the letter does not tell."""

    sender: str | None = None
    """The organisation bound."""
    recipient: str | None = None
    date: dt.date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class FoundCommitment:
    """One promised action. `quote` is exactly `text[start:end]`."""

    quote: str
    start: int
    end: int
    actor: str | None
    """Who is bound, as the letter names it; the sender where it says "we" or "I"."""
    action: str
    """Starts with the promised verb in its base form, or with "not"."""
    strength: Strength
    kind: Kind
    condition: str | None = None
    """Exact words of the letter."""
    deadline: Deadline = NO_DEADLINE
    confidence: float = 1.0
    """0 to 1, from the rules that fired."""
    rules: tuple[str, ...] = ()
    """Names of the rules that fired, trigger first."""


@dataclass(frozen=True, slots=True)
class FoundAsk:
    """What the letter asks of its reader. `quote` is exactly `text[start:end]`."""

    quote: str
    start: int
    end: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one candidate in a sentence was taken or left: a line of `tracker extract --explain`."""

    sentence: str
    start: int
    end: int
    trigger: str
    """Name of the trigger that raised the candidate."""
    accepted: bool
    rule: str
    """The rejection that left it, or the rule that took it."""
    commitment: FoundCommitment | None = None
    """The slots, where accepted."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one text yields."""

    facts: LetterFacts
    commitments: tuple[FoundCommitment, ...] = ()
    asks: tuple[FoundAsk, ...] = ()
    zones: tuple[Zone, ...] = ()
    verdicts: tuple[Verdict, ...] = field(default=(), compare=False)
