"""What has passed its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model import Commitment


@dataclass(frozen=True, slots=True)
class Passed:
    """What has passed its day, worst first."""

    overdue: tuple[Commitment, ...]
    for_review: tuple[Commitment, ...]
    """Past the office's own review day: never called overdue."""
    waiting: tuple[Commitment, ...] = ()
    """Past their day, but held up by an open ask of us: their clock stands still."""
    more: bool = False
    """There is more than was asked for."""


def first_of(
    late: Sequence[Commitment], review: Sequence[Commitment], waiting: Sequence[Commitment], limit: int | None
) -> Passed:
    """The first so many of all; of which one more than wanted was asked for."""
    if limit is None:
        return Passed(tuple(late), tuple(review), tuple(waiting))
    more = len(late) + len(review) + len(waiting) > limit
    late = late[:limit]
    review = review[: limit - len(late)]
    return Passed(tuple(late), tuple(review), tuple(waiting[: limit - len(late) - len(review)]), more=more)
