"""Commitments as they are followed up: one promised action each, with its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.model.deadlines import Basis, Deadline


class Strength(StrEnum):
    """Firm: bound to act. Soft: intends, hopes, endeavours."""

    FIRM = "firm"
    SOFT = "soft"


class Kind(StrEnum):
    """Done once, at intervals, or kept up."""

    ONCE = "once"
    RECURRING = "recurring"
    STANDING = "standing"


class Status(StrEnum):
    """Where a commitment is in its life."""

    PROPOSED = "proposed"
    OPEN = "open"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class Outcome(StrEnum):
    """How a resolved commitment ended."""

    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    UNVERIFIABLE = "unverifiable"


class ConditionState(StrEnum):
    """Whether the condition of a conditional commitment has come about."""

    DORMANT = "dormant"
    TRIGGERED = "triggered"
    WAIVED = "waived"


class Confirmation(StrEnum):
    """Whether a second person looked at how it ended, where the office asks for that."""

    WAITING = "waiting"
    GIVEN = "given"


class LinkKind(StrEnum):
    """What one commitment is to another."""

    REPEATS = "repeats"
    SUPERSEDES = "supersedes"
    ANSWERS = "answers"
    FOLLOWS = "follows"
    """The next occurrence of a recurring one."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A stored promise, with the names that its readers need."""

    id: int
    letter_id: int
    organisation: str
    actor: str
    quote: str
    start: int
    end: int
    action: str
    strength: Strength
    kind: Kind
    condition: str | None
    condition_state: ConditionState | None
    """None where the promise has no condition."""
    deadline: Deadline
    status: Status
    outcome: Outcome | None
    owner: str | None
    """Name of the person who follows it up."""
    case: str | None
    confidence: float
    confidential: bool
    """Taken from its letter: the words then stay out of every mail."""
    letter_date: date | None
    added: datetime
    changed: datetime
    """When its status last changed."""
    deadline_version: int = 1
    """Counts up with each change of the day; part of a reminder's slot key."""
    version: int = 1
    snoozed_until: date | None = None
    """On this day its reminders begin again."""
    waiting_since: date | None = None
    """Since when an ask of us that is open holds it up: its clock stands still."""
    kept_on: date | None = None
    """The first day of which the evidence for it speaks."""
    superseded_by: int | None = None
    """The commitment that stands in its place."""
    confirmation: Confirmation | None = None
    """None where no second person is asked for."""
    withdrawn: bool = False
    """Its entry was undone: it stands in no list."""

    @property
    def dormant(self) -> bool:
        """Waiting for its condition: never overdue, never reminded."""
        return self.condition_state is ConditionState.DORMANT

    @property
    def due(self) -> date | None:
        """The last day on which it would still be kept, or its review day."""
        return self.deadline.latest

    @property
    def days_late(self) -> int | None:
        """By how many days it was kept late, 0 where in time; None where that cannot be told.

        Counted from the last day promised, or the one it was extended to; never from the office's own day.
        """
        told = self.outcome in {Outcome.KEPT, Outcome.PARTLY} and self.deadline.basis is not Basis.POLICY
        if not told or self.kept_on is None or self.due is None:
            return None
        return max(0, (self.kept_on - self.due).days)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a letter asks of us; shown with the id "a7"."""

    id: int
    letter_id: int
    organisation: str
    quote: str
    start: int
    end: int
    answered: date | None = None
    confidential: bool = True
    """Taken from its letter, as a commitment's; unknown counts as confidential."""
    received: date | None = None
    """When its letter was received: since then they wait for us."""
    received_known: bool = True
    """Somebody, or the mail server, said so; else that is the day on which the letter was added."""
    owner: str | None = None
    """Name of the person who answers it; nobody: whoever follows up the promises of its letter."""
    answer: str | None = None
    """What we answered, in a few words."""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows how a commitment ended: a file kept by its hash, or an address on the web."""

    id: int
    commitment_id: int
    source: str
    """The file's name, or the URL."""
    content_hash: str | None
    added: datetime
    speaks_of: date | None = None
    """The day of which it speaks, which may be long before it was added."""
    contradicts: bool = False
    """It speaks against the promise being kept."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote down about a commitment."""

    id: int
    commitment_id: int
    author: str
    text: str
    added: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """What one commitment is to another: `commitment_id` repeats, supersedes, answers or follows `other_id`."""

    commitment_id: int
    other_id: int
    kind: LinkKind
