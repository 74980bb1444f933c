"""One change of several commitments, or asks, at once: one transaction, so that one undo reverses all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from tracker.errors import RefusedError, TrackerError, UnknownError, UsageError
from tracker.store.unit import Act, Unit, writing

if TYPE_CHECKING:
    from tracker.service.reading import Reading


@dataclass(frozen=True, slots=True)
class Practice:
    """How the office works."""

    today: date
    reading: Callable[[], Reading]
    """How letters are read; asked for only where words of time must be read again."""
    second_pair_of_eyes: bool = False
    """A second person confirms how a commitment ended."""


@dataclass(frozen=True, slots=True)
class Several:
    """What became of a change of several."""

    changed: tuple[int, ...]
    failed: tuple[TrackerError, ...] = ()
    """One for each that was left as it is."""


def change_each(
    engine: Engine, act: Act, numbers: Sequence[int], change: Callable[[Unit, int], None]
) -> Several:
    """Change one after another; those that are unknown or refused are left as they are, the rest is done.

    Raises UnknownError or RefusedError where only one was named, and nothing is written where anything else is
    wrong, which no other id would escape.
    """
    changed: list[int] = []
    failed: list[TrackerError] = []
    with writing(engine, act) as unit:
        for number in numbers:
            try:
                with _attempt(unit):
                    change(unit, number)
            except (UnknownError, RefusedError) as error:
                if len(numbers) == 1:
                    raise
                failed.append(error)
            else:
                changed.append(number)
    return Several(tuple(changed), tuple(failed))


@contextmanager
def _attempt(unit: Unit) -> Iterator[None]:
    """What the block wrote is taken back where it raises."""
    written = len(unit.records)
    try:
        with unit.connection.begin_nested():
            yield
    except TrackerError:
        del unit.records[written:]
        raise


def has_come(day: date, today: date, option: str) -> date:
    """The day, where it is not yet to come. Raises UsageError."""
    if day > today:
        raise UsageError(f"{option} {day} has not come yet; give the day on which it happened.")
    return day
