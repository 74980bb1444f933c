"""Promises that an organisation made before: linked when a letter is stored, whatever its date."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

from tracker.followup.organisations import UNKNOWN_SENDER
from tracker.followup.repeats import is_repeat
from tracker.store import organisations, tables
from tracker.store import repeats as queries
from tracker.store.repeats import Making
from tracker.store.unit import Unit

_MOST_COMPARED = 50
"""Formulas that come in every letter ("we will answer") are not sought through all of them."""


def link(unit: Unit, letter_ids: Iterable[int]) -> None:
    """Link each promise of the letters with the nearest earlier and the nearest later making of it."""
    unknown = organisations.id_of(unit.connection, UNKNOWN_SENDER)
    new = queries.of_letters(unit.connection, letter_ids)
    sought = {(organisation, verb) for organisation, verb in new if verb and organisation != unknown}
    pairs: dict[tuple[int, int], None] = {}
    for subject, makings in queries.about(unit.connection, sought).items():
        for making in new[subject]:
            at = bisect_left(makings, making)
            if earlier := _first_repeat(making, (makings[place] for place in range(at - 1, -1, -1))):
                pairs[making.id, earlier.id] = None
            if later := _first_repeat(making, (makings[place] for place in range(at + 1, len(makings)))):
                pairs[later.id, making.id] = None
    known = queries.pairs_of(unit.connection, {number for number, _ in pairs})
    unit.insert_many(
        tables.repeats,
        [
            {"commitment_id": again, "earlier_id": earlier}
            for again, earlier in pairs
            if (again, earlier) not in known
        ],
        "repeat.found",
    )


def _first_repeat(making: Making, nearest: Iterator[Making]) -> Making | None:
    """The first in the order given that stands in another letter and promises the same."""
    others = (other for other in nearest if other.letter_id != making.letter_id)
    return next(
        (other for other in islice(others, _MOST_COMPARED) if is_repeat(making.action, other.action)), None
    )
