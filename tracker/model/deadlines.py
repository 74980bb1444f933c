"""Until when a promise holds, and why: a deadline can explain itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DeadlineKind(StrEnum):
    """How the letter speaks of time (the labels of the evaluation guidelines)."""

    DATE = "date"
    RELATIVE = "relative"
    EVENT = "event"
    VAGUE = "vague"
    RECURRING = "recurring"
    NONE = "none"


class Basis(StrEnum):
    """Who fixed the day."""

    STATED = "stated"
    """The letter's own words fix it."""
    POLICY = "policy"
    """The office's rule for vague or missing times; a day to review, not a day promised."""
    SET = "set"
    """A person fixed it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One reading of the time of a promise.

    `latest` is the last day on which the promise would still be kept; `earliest` the first day on which
    it could be (both None where the words fix no day). A deadline with a `latest` has a `basis`.
    """

    kind: DeadlineKind
    text: str | None = None
    """The exact words of time."""
    start: int | None = None
    end: int | None = None
    """Offsets of `text` in the letter."""
    earliest: date | None = None
    latest: date | None = None
    basis: Basis | None = None
    rule: str | None = None
    """The rule that read the words, as a short phrase such as "30 days" or "end of the quarter"."""
    anchor: date | None = None
    """The day that the rule counts from, where it counts."""
    anchor_text: str | None = None
    """What the anchor is: "the letter of 23 June 2020", "the day received"."""
    assumption: str | None = None
    """What had to be assumed, such as "day before month" or "no year given: the first after the letter"."""
    first: date | None = None
    """The day before it was extended; None where it never was."""
    because: str | None = None
    """Why it was extended."""


NO_DEADLINE = Deadline(DeadlineKind.NONE)
