"""The numbers of a report, counted from what was gathered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from tracker.followup.lifecycle import days_over, is_overdue
from tracker.model import Commitment, Outcome, Status

AGES: tuple[tuple[int, str], ...] = (
    (7, "up to a week"),
    (30, "8 to 30 days"),
    (90, "31 to 90 days"),
    (180, "91 to 180 days"),
    (365, "181 to 365 days"),
    (10**6, "more than a year"),
)
"""The last day of each age, and its name."""
SPANS: tuple[tuple[int, str], ...] = (
    (30, "up to 30 days"),
    (90, "31 to 90 days"),
    (10**6, "more than 90 days"),
)
"""Coarser ones, to tell organisations apart."""


@dataclass(frozen=True, slots=True)
class OverdueFigures:
    """How much is overdue, and for how long."""

    overdue: int
    for_review: int
    organisations: int
    """How many of them have something overdue."""
    longest: int
    """Days; 0 where nothing is overdue."""
    median: float
    without_owner: int
    by_age: tuple[tuple[str, int], ...]
    """Of the overdue ones, for each age of AGES."""
    by_organisation: tuple[tuple[str, tuple[int, ...]], ...]
    """Of the overdue ones, the organisation with the most first: its name, and how many in each of SPANS."""


@dataclass(frozen=True, slots=True)
class RecordFigures:
    """How promises were kept."""

    promised: int
    """Open and resolved ones; those that wait to be confirmed as promises are not counted."""
    kept: int
    """Wholly, in time or late."""
    partly: int
    late: int
    """Of those kept wholly or partly: after their day."""
    broken: int
    open: int
    overdue: int
    """Of the open ones."""
    repeated: int
    """Promised before by the same organisation."""
    median_delay: float | None
    """Days, of all whose day of keeping is known; those kept in time count as 0. None where none is."""
    delays_known: int


def overdue_figures(
    overdue: Sequence[Commitment], for_review: Sequence[Commitment], day: date
) -> OverdueFigures:
    """Of the lists as they stand on `day`."""
    over = [days_over(each, day) for each in overdue]
    ages = Counter(_name_of(days, AGES) for days in over)
    spans: dict[str, Counter[str]] = {}
    for each, days in zip(overdue, over, strict=True):
        spans.setdefault(each.organisation, Counter())[_name_of(days, SPANS)] += 1
    most_first = sorted(spans, key=lambda name: (-spans[name].total(), name))
    return OverdueFigures(
        overdue=len(overdue),
        for_review=len(for_review),
        organisations=len(spans),
        longest=max(over, default=0),
        median=median(over) if over else 0,
        without_owner=sum(each.owner is None for each in overdue),
        by_age=tuple((name, ages[name]) for _, name in AGES),
        by_organisation=tuple((name, tuple(spans[name][span] for _, span in SPANS)) for name in most_first),
    )


def record_figures(commitments: Iterable[Commitment], repeated: Collection[int], day: date) -> RecordFigures:
    """Of promises as they stand on `day`; `repeated` are the ids of those that had been promised before."""
    counted = [each for each in commitments if each.status in {Status.OPEN, Status.RESOLVED}]
    outcomes = Counter(each.outcome for each in counted)
    late = [each.days_late for each in counted if each.days_late is not None]
    return RecordFigures(
        promised=len(counted),
        kept=outcomes[Outcome.KEPT],
        partly=outcomes[Outcome.PARTLY],
        late=sum(days > 0 for days in late),
        broken=outcomes[Outcome.BROKEN],
        open=sum(each.status is Status.OPEN for each in counted),
        overdue=sum(is_overdue(each, day) for each in counted),
        repeated=sum(each.id in repeated for each in counted),
        median_delay=median(late) if late else None,
        delays_known=len(late),
    )


def _name_of(days: int, bounds: tuple[tuple[int, str], ...]) -> str:
    return next(name for last, name in bounds if days <= last)
