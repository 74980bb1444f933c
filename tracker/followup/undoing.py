"""What takes an act back: for each of its changes, the values from before it. History stays; this is a new change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.errors import RefusedError
from tracker.model import Event

ENTRIES = frozenset({"letters", "commitments", "evidence", "notes", "links", "holds", "aliases"})
"""New rows of these are taken out of the lists."""
ATTACHED = frozenset({"organisations", "asks", "repeats"})
"""New rows of these stay: they hang on what is taken out, or are names that nothing uses any more."""
COUNTED = frozenset({"version", "deadline_version"})
"""These only ever count up."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row and the plain values that it gets back."""

    event: Event
    values: dict[str, Any]
    new_day: bool = False
    """Its day moves, so reminders begin a new ladder."""


def steps(act: Sequence[Event]) -> list[Step]:
    """How to take back an act, the last of its events first. Raises RefusedError where that cannot be."""
    found = [step for event in reversed(act) if (step := _step(event)) is not None]
    if not found:
        raise _cannot(act[0])
    return found


def _step(event: Event) -> Step | None:
    change = event.change
    if change.after is None:
        raise RefusedError(f"The values of event {event.seq} were erased, so it cannot be undone.")
    if change.before is None:
        if change.table in ENTRIES:
            return Step(event, {"withdrawn": True})
        if change.table in ATTACHED:
            return None
        raise _cannot(event)
    values = {name: value for name, value in change.before.items() if name not in COUNTED}
    return Step(event, values, new_day="deadline_version" in change.before)


def _cannot(event: Event) -> RefusedError:
    what = event.action.replace(".", " ")
    return RefusedError(f"Your last change ({what}) cannot be undone; correct it by hand.")
