"""Changes of a commitment's status, with who, when and why. Several at once are one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from tracker.followup import lifecycle
from tracker.followup.recurrence import comes_back
from tracker.model import Commitment, Outcome
from tracker.service.commitments import find_in_force
from tracker.service.evidence import EvidenceGiven, Shown, keep
from tracker.service.occurrences import open_next
from tracker.service.several import Practice, Several, change_each, has_come
from tracker.store import audit, evidence, tables
from tracker.store.unit import Act, Unit


@dataclass(frozen=True, slots=True)
class Resolution:
    """How commitments ended, and what shows it."""

    outcome: Outcome
    note: str
    evidence: tuple[EvidenceGiven, ...] = ()
    without_evidence: str | None = None
    """Why there is none, where some is asked for."""
    on: date | None = None
    """The day of which the evidence speaks, or on which it ended."""
    by: int | None = None
    """The commitment that stands in its place, where it was superseded."""


@dataclass(frozen=True, slots=True)
class Resolved(Several):
    """What became of commitments that ended."""

    opened: tuple[int, ...] = ()
    """The next occurrences of those that come back."""


def resolve(
    engine: Engine, act: Act, numbers: Sequence[int], how: Resolution, practice: Practice
) -> Resolved:
    """End commitments; of those that come back the next occurrence is opened.

    Raises UnknownError, RefusedError, UsageError.
    """
    if how.on is not None:
        has_come(how.on, practice.today, "--on")
    opened: list[int] = []

    def end(unit: Unit, number: int) -> None:
        following = _resolve(unit, number, how, practice)
        if following is not None:
            opened.append(following)

    done = change_each(engine, act, numbers, end)
    return Resolved(done.changed, done.failed, tuple(opened))


def accept(engine: Engine, act: Act, numbers: Sequence[int], note: str | None = None) -> Several:
    """Say that proposed ones are promises. Raises UnknownError, RefusedError."""

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        _apply(unit, commitment, lifecycle.accept(commitment), note)

    return change_each(engine, act, numbers, change)


def dismiss(engine: Engine, act: Act, numbers: Sequence[int], note: str) -> Several:
    """Say that they are no promises. Raises UnknownError, RefusedError, UsageError."""

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        _apply(unit, commitment, lifecycle.dismiss(commitment, note=note), note)

    return change_each(engine, act, numbers, change)


def reopen(engine: Engine, act: Act, numbers: Sequence[int], note: str) -> Several:
    """Take them up again. Raises UnknownError, RefusedError, UsageError."""

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        _apply(unit, commitment, lifecycle.reopen(commitment, note=note), note)

    return change_each(engine, act, numbers, change)


def confirm(engine: Engine, act: Act, numbers: Sequence[int], note: str | None) -> Several:
    """A second person agrees how they ended. Raises UnknownError, RefusedError."""

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        history = audit.history(unit.connection, tables.commitments, number)
        resolved_by = next((e.actor for e in reversed(history) if e.action == "commitment.resolved"), None)
        confirmation = lifecycle.confirm(commitment, actor=act.actor, resolved_by=resolved_by)
        unit.update(
            tables.commitments,
            number,
            {"confirmation": confirmation},
            "commitment.confirmed",
            note,
            expected_version=commitment.version,
        )

    return change_each(engine, act, numbers, change)


def _resolve(unit: Unit, number: int, how: Resolution, practice: Practice) -> int | None:
    """End one commitment; returns the next occurrence, where one is opened."""
    commitment = find_in_force(unit.connection, number)
    known = any(not each.contradicts for each in evidence.of_commitment(unit.connection, number))
    transition = lifecycle.resolve(
        commitment,
        how.outcome,
        note=how.note,
        evidence=bool(how.evidence) or (known and not how.without_evidence),
        without_evidence=how.without_evidence,
        by=find_in_force(unit.connection, how.by) if how.by is not None else None,
        second_pair_of_eyes=practice.second_pair_of_eyes,
    )
    keep(unit, number, how.evidence, Shown(how.on, contradicts=how.outcome is Outcome.BROKEN))
    note = f"{how.note} (without evidence: {how.without_evidence})" if how.without_evidence else how.note
    kept_on = _kept_on(unit, number, how)
    _apply(unit, commitment, transition, note, kept_on)
    return open_next(unit, commitment, practice) if comes_back(commitment, transition) else None


def _kept_on(unit: Unit, number: int, how: Resolution) -> date | None:
    if how.outcome not in lifecycle.NEEDS_EVIDENCE:
        return None
    days = [day for day in (evidence.first_day(unit.connection, number), how.on) if day is not None]
    return min(days, default=None)


def _apply(
    unit: Unit,
    commitment: Commitment,
    transition: lifecycle.Transition,
    note: str | None,
    kept_on: date | None = None,
) -> None:
    unit.update(
        tables.commitments,
        commitment.id,
        {
            "status": transition.status,
            "outcome": transition.outcome,
            "superseded_by": transition.superseded_by,
            "confirmation": transition.confirmation,
            "kept_on": kept_on,
            "changed": unit.act.at,
        },
        transition.action,
        note,
        expected_version=commitment.version,
    )
