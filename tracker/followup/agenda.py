"""What needs a hand now: each commitment stands in the first part that fits it, or in none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.followup.lifecycle import is_overdue, is_running
from tracker.model import Basis, Commitment, Status


class Part(StrEnum):
    """Why a commitment needs a hand, the most urgent first."""

    OVERDUE = "overdue"
    DUE = "due"
    """A promised day that is near."""
    REVIEW = "review"
    """The office's own day has come to look at it."""
    CONDITION = "condition"
    """For long nobody has looked whether its condition has come about."""
    PROPOSED = "proposed"
    """A promise or not."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as near, and as long."""

    due_within: timedelta
    """How far ahead a promised day is near."""
    condition_every: timedelta | None
    """After so long a condition is to be checked again; None: never."""


def last_day(today: date, rules: Rules) -> date:
    """The last promised day that is near."""
    try:
        return today + rules.due_within
    except OverflowError:
        return date.max


def agenda(
    commitments: Iterable[Commitment], looked_at: Mapping[int, date], today: date, rules: Rules
) -> dict[Part, tuple[Commitment, ...]]:
    """What needs a hand on `today`, by part, the earliest day first.

    `looked_at` are the days on which somebody last wrote something down about a commitment, by its id.
    """
    found: dict[Part, list[Commitment]] = {part: [] for part in Part}
    for each in commitments:
        part = _part_of(each, looked_at.get(each.id), today, rules)
        if part is not None:
            found[part].append(each)
    return {part: tuple(sorted(those, key=_soonest)) for part, those in found.items()}


def _soonest(commitment: Commitment) -> tuple[date, int]:
    return commitment.due or date.max, commitment.id


def _part_of(commitment: Commitment, looked_at: date | None, today: date, rules: Rules) -> Part | None:
    if commitment.status is Status.PROPOSED:
        return Part.PROPOSED
    if commitment.status is Status.OPEN and commitment.dormant:
        return Part.CONDITION if _is_to_be_checked(commitment, looked_at, today, rules) else None
    if not is_running(commitment) or commitment.due is None:
        return None
    if is_overdue(commitment, today):
        return Part.OVERDUE
    if commitment.deadline.basis is Basis.POLICY:
        return Part.REVIEW if commitment.due <= today else None
    return Part.DUE if commitment.due <= last_day(today, rules) else None


def _is_to_be_checked(commitment: Commitment, looked_at: date | None, today: date, rules: Rules) -> bool:
    """Whether nobody has looked for its condition for so long that somebody should."""
    since = max(commitment.changed.date(), commitment.added.date(), looked_at or date.min)
    return rules.condition_every is not None and today - since >= rules.condition_every
