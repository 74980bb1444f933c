"""What became of the conditions for which promises wait, with who, when and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from tracker.extraction.deadlines import Anchors, find_deadlines
from tracker.extraction.deadlines.scan import written
from tracker.followup.conditions import settle
from tracker.model import Basis, Commitment, ConditionState, Deadline, DeadlineKind
from tracker.service.commitments import find_in_force
from tracker.service.deadlines import move
from tracker.service.several import Practice, Several, change_each, has_come
from tracker.store.unit import Act, Unit

_BACKWARDS = re.compile(r"\s+(?:thereof|thereafter|afterwards|of (?:that|this|it))$", re.IGNORECASE)
"""Words that point back to the condition: "within 20 days thereof"."""


def came_about(
    engine: Engine, act: Act, numbers: Sequence[int], day: date, note: str, practice: Practice
) -> Several:
    """Conditions came about on `day`; the commitments are followed up from now on.

    Where the words count from the condition ("if a review is asked for, it will be done within 20 days"), the day is
    counted now; and so is the office's own review day.
    Raises UnknownError, RefusedError unless they wait for their condition, UsageError.
    """
    has_come(day, practice.today, "--came-about")

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        deadline = _counted_from(commitment, day, practice)
        _settle(
            unit,
            commitment,
            ConditionState.TRIGGERED,
            deadline,
            note,
            f"came about on {written(day)}: {note}",
        )

    return change_each(engine, act, numbers, change)


def waive(engine: Engine, act: Act, numbers: Sequence[int], note: str, today: date) -> Several:
    """Commitments hold without their condition from now on; the office's review days count from today.

    Raises UnknownError, RefusedError unless they wait for their condition, UsageError.
    """

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        deadline = _reviewed_from(commitment.deadline, today, f"the day it was waived, {written(today)}")
        _settle(unit, commitment, ConditionState.WAIVED, deadline, note, note)

    return change_each(engine, act, numbers, change)


def _settle(
    unit: Unit, commitment: Commitment, state: ConditionState, deadline: Deadline, note: str, recorded: str
) -> None:
    settled = settle(commitment, state, note=note)
    move(
        unit,
        commitment,
        deadline,
        f"commitment.{settled}",
        recorded,
        condition_state=settled,
        # Its ladder begins now: rungs that passed while it waited are none.
        changed=unit.act.at,
    )


def _counted_from(commitment: Commitment, day: date, practice: Practice) -> Deadline:
    """The deadline, its day counted from that of the condition where the words say so."""
    deadline, name = commitment.deadline, f"the day its condition came about, {written(day)}"
    if deadline.kind is DeadlineKind.EVENT and deadline.text and deadline.basis is not Basis.SET:
        reading = practice.reading()
        words = _BACKWARDS.sub("", " ".join(deadline.text.split()))
        found = find_deadlines(
            words, 0, len(words), Anchors(letter=day), words=reading.lexicon.time, calendar=reading.calendar
        )
        if len(found) == 1 and found[0].kind is DeadlineKind.RELATIVE and found[0].latest:
            return replace(
                found[0], text=deadline.text, start=deadline.start, end=deadline.end, anchor_text=name
            )
    return _reviewed_from(deadline, day, name)


def _reviewed_from(deadline: Deadline, day: date, name: str) -> Deadline:
    """The office's review day, as many days after that one as it was after the letter; another day stays."""
    if deadline.basis is not Basis.POLICY or deadline.first is not None:
        return deadline
    if deadline.latest is None or deadline.anchor is None or day <= deadline.anchor:
        return deadline
    try:
        latest = day + (deadline.latest - deadline.anchor)
    except OverflowError:
        return deadline
    return replace(deadline, latest=latest, anchor=day, anchor_text=name)
