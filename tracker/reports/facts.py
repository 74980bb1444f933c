"""What a report is made from: commitments with all that is known about each, as somebody gathered it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.model import Change, Commitment, Deadline, Event, Mailing

WITHOUT_WORDS = frozenset({
    "due", "first_due", "due_basis", "owner_id", "status", "outcome", "condition_state", "snoozed_until", "kept_on",
    "waiting_since", "confirmation",
})  # fmt: skip
"""The columns of a commitment that hold no words, neither of its letter nor about it."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the audit chain stood: whoever keeps the report can compare later."""

    count: int
    head: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One commitment with its letter's words around it and all that happened to it."""

    commitment: Commitment
    """As it was known on the report's day."""
    source: str = ""
    """The file or address that its letter came from."""
    before: str = ""
    after: str = ""
    """The letter's words on both sides of the quote; cut off where the flags say so."""
    cut_before: bool = False
    cut_after: bool = False
    page: int | None = None
    mails: tuple[Mailing, ...] = ()
    history: tuple[Event, ...] = ()
    now: Commitment | None = None
    """In a report on a past day: how it stands today, None where its letter was withdrawn."""
    withheld: bool = False
    """Words were left out, because its letter is confidential."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every report says about itself."""

    office: str
    day: date
    """The day whose state it tells, at the office."""
    made: datetime
    """Aware."""
    zone: ZoneInfo
    """The office's: all times of day are told in it."""
    position: Position
    past: datetime | None = None
    """In a report on a past day: the first instant after it, in UTC."""
    names: Mapping[str, Mapping[int, str]] | None = None
    """By table, the names behind the numbers in events."""


@dataclass(frozen=True, slots=True)
class OverdueFacts:
    """What had passed its day, worst first."""

    frame: Frame
    overdue: tuple[Dossier, ...]
    for_review: tuple[Dossier, ...]
    """Past the office's own review day: never called overdue."""

    @property
    def dossiers(self) -> tuple[Dossier, ...]:
        """All of it."""
        return (*self.overdue, *self.for_review)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """All that one organisation promised, or that was promised in one case, dismissed ones left out."""

    frame: Frame
    kind: str
    """"organisation" or "case"."""
    name: str
    also: tuple[str, ...]
    """Its other names."""
    dossiers: tuple[Dossier, ...]
    repeated: Collection[int]
    """Ids of those that had been promised before."""


def withhold(dossier: Dossier) -> Dossier:
    """The same without any words: those of the letter, and those that people wrote about it."""
    return replace(
        dossier,
        commitment=_silent(dossier.commitment),
        source="",
        before="",
        after="",
        cut_before=False,
        cut_after=False,
        history=tuple(_silent_event(event) for event in dossier.history),
        now=dossier.now and _silent(dossier.now),
        withheld=True,
    )


def _silent(commitment: Commitment) -> Commitment:
    deadline = commitment.deadline
    return replace(
        commitment,
        actor="",
        quote="",
        action="",
        condition=None,
        deadline=Deadline(
            deadline.kind,
            earliest=deadline.earliest,
            latest=deadline.latest,
            basis=deadline.basis,
            first=deadline.first,
        ),
        confidential=True,
    )


def _silent_event(event: Event) -> Event:
    change = event.change
    before, after = _without_words(change.before), _without_words(change.after)
    return replace(event, change=Change(change.table, change.row_id, before, after), note=None)


def _without_words(values: Mapping[str, object] | None) -> Mapping[str, object] | None:
    return values and {name: value for name, value in values.items() if name in WITHOUT_WORDS}
