"""Days that people move, and reminders that they silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from tracker.followup import extending
from tracker.model import Commitment, Deadline
from tracker.service.commitments import find_in_force
from tracker.service.several import Several, change_each
from tracker.store import commitments, tables
from tracker.store.unit import Act, Unit


def extend(engine: Engine, act: Act, numbers: Sequence[int], to: date, because: str) -> Several:
    """Give commitments a later day, the first one kept beside it. Raises UnknownError, RefusedError, UsageError."""

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        deadline = extending.extend(commitment, to, because=because)
        move(unit, commitment, deadline, "commitment.extended", because)

    return change_each(engine, act, numbers, change)


def snooze(engine: Engine, act: Act, numbers: Sequence[int], until: date | None, today: date) -> Several:
    """Silence reminders until that day; None: they speak again. Raises UnknownError, RefusedError, UsageError."""

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        day = extending.snooze(commitment, until, today) if until is not None else None
        action = "commitment.snoozed" if until is not None else "commitment.woken"
        unit.update(tables.commitments, number, {"snoozed_until": day}, action)

    return change_each(engine, act, numbers, change)


def move(
    unit: Unit,
    commitment: Commitment,
    deadline: Deadline,
    action: str,
    note: str | None = None,
    **also: date | str | None,
) -> bool:
    """Write a commitment's deadline, with other columns; a new day begins a new ladder of reminders."""
    changes = {**commitments.columns_of(deadline), **also}
    if deadline.latest != commitment.due or deadline.basis != commitment.deadline.basis:
        changes["deadline_version"] = commitment.deadline_version + 1
    return unit.update(
        tables.commitments, commitment.id, changes, action, note, expected_version=commitment.version
    )
