"""Which commitments, letters or asks somebody means: the words of a filter as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from enum import StrEnum


class Field(StrEnum):
    """What a word of a filter is about; its value is how it is written."""

    ORGANISATION = "org"
    OWNER = "owner"
    CASE = "case"
    STATUS = "status"
    OUTCOME = "outcome"
    STATE = "is"
    DUE = "due"
    ADDED = "added"
    LETTER = "letter"
    TEXT = "text"
    ID = "id"
    """Written without its name: 12-15,18."""


class State(StrEnum):
    """What is computed of a commitment, written as is:overdue."""

    OVERDUE = "overdue"
    REVIEW = "review"
    """Past the office's own day."""
    DORMANT = "dormant"
    WAITING = "waiting"
    """Held up by an open ask of us."""
    SNOOZED = "snoozed"
    CONFIDENTIAL = "confidential"
    UNCONFIRMED = "unconfirmed"
    """It ended, and a second person has not looked at that."""


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included; None where that end is open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Ids:
    """From one number to another, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text, in lower case and without accents: all must stand there, each at least as a beginning."""

    words: tuple[str, ...]


Value = str | Days | Ids | Words | None
"""What is asked of a field: a name or code, days, numbers, words; None where there is to be none."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: the field has one of the values, or, where negated, none of them."""

    field: Field
    values: tuple[Value, ...]
    negated: bool = False


class SortKey(StrEnum):
    """What a list may be sorted by; its value is how it is written."""

    DUE = "due"
    ADDED = "added"
    ORGANISATION = "org"
    OWNER = "owner"
    CASE = "case"
    STATUS = "status"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Order:
    """One key of a sort."""

    key: SortKey
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """All of its terms hold. Where the order is empty, the soonest stands first."""

    today: date
    """From which days like "30d" were counted, and by which "overdue" is decided."""
    terms: tuple[Term, ...] = ()
    order: tuple[Order, ...] = ()
    words: tuple[str, ...] = field(default=(), compare=False)
    """As they were written, for answers that repeat them."""
    zone: tzinfo = UTC
    """Where a day begins and ends, for instants that are sought by their day."""

    def asks_about(self, *fields: Field) -> bool:
        """Whether any of its terms is about one of the fields."""
        return any(term.field in fields for term in self.terms)
