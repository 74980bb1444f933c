"""The overdue list as it was known on a past day, and what became of each commitment since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from tracker.errors import UsageError
from tracker.followup.lifecycle import is_due_for_review, is_overdue
from tracker.followup.local_time import instant_at
from tracker.model import Commitment
from tracker.service.passed import Passed
from tracker.store import commitments, past
from tracker.store.audit import Checkpoint
from tracker.store.unit import reading


@dataclass(frozen=True, slots=True)
class PassedThen:
    """What had passed its day at the end of an earlier day, as it was known by then."""

    passed: Passed
    checkpoint: Checkpoint
    """Where the audit chain stood: whoever kept a checkpoint of that day can compare."""
    now: Mapping[int, Commitment]
    """What became of each: the same commitments as they stand today, by id; withdrawn ones are missing."""


def overdue_on(engine: Engine, day: date, now: datetime, zone: ZoneInfo) -> PassedThen:
    """What was overdue, and what was due for review, at the end of `day` at the office.

    The same that the list of that day said at its end. `now` is aware. Raises UsageError for a day that lies ahead.
    """
    if day > now.astimezone(zone).date():
        raise UsageError(f"{day} lies ahead: nobody knows that list yet.")
    with reading(engine) as connection:
        return known_on(connection, day, zone)


def known_on(connection: Connection, day: date, zone: ZoneInfo) -> PassedThen:
    """The same within a transaction; `day` does not lie ahead."""
    last = past.last_event_before(connection, end_of(day, zone))
    found = list(past.open_before(connection, day, last))
    passed = Passed(
        _worst_first(each for each in found if is_overdue(each, day)),
        _worst_first(each for each in found if is_due_for_review(each, day)),
        _worst_first(each for each in found if each.waiting_since),
    )
    then = (*passed.overdue, *passed.for_review, *passed.waiting)
    return PassedThen(passed, past.checkpoint_at(connection, last), _now(connection, then, last))


def _now(connection: Connection, then: Sequence[Commitment], last: int) -> dict[int, Commitment]:
    """What became of each; of what no event touched since, that is what it was."""
    if past.names_changed_since(connection, last):
        unchanged = {}
    else:
        changed = past.changed_since(connection, last)
        unchanged = {each.id: each for each in then if each.id not in changed}
    rest = [each.id for each in then if each.id not in unchanged]
    return unchanged | {each.id: each for each in commitments.in_force(connection, rest)}


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after `day` at the office, in UTC."""
    return instant_at(day + timedelta(days=1), time(0), zone)


def _worst_first(found: Iterable[Commitment]) -> tuple[Commitment, ...]:
    return tuple(sorted(found, key=lambda each: (each.due or date.max, each.id)))
