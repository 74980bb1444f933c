"""What needs a hand: every commitment stands in one part at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import commitment
from tracker.followup.agenda import Part, Rules, agenda, last_day
from tracker.model import Basis, Commitment, ConditionState, Deadline, DeadlineKind, Outcome, Status

TODAY = date(2026, 6, 15)
RULES = Rules(timedelta(14), timedelta(60))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def due(days: int, basis: Basis = Basis.STATED) -> Deadline:
    return Deadline(DeadlineKind.DATE, latest=TODAY + timedelta(days), basis=basis)


def open_one(deadline: Deadline, **changes: object) -> Commitment:
    values: dict[str, object] = {"deadline": deadline, "added": LONG_AGO, "changed": LONG_AGO, **changes}
    return replace(commitment(), **values)  # type: ignore[arg-type]


def part_of(each: Commitment, looked_at: date | None = None, rules: Rules = RULES) -> Part | None:
    found = agenda([each], {each.id: looked_at} if looked_at else {}, TODAY, rules)
    parts = [part for part, those in found.items() if those]
    assert len(parts) <= 1
    return parts[0] if parts else None


@pytest.mark.parametrize(
    ("deadline", "part"),
    [
        (due(-1), Part.OVERDUE),
        (due(-1, Basis.SET), Part.OVERDUE),
        (due(0), Part.DUE),
        (due(14), Part.DUE),
        (due(15), None),
        (due(-1, Basis.POLICY), Part.REVIEW),
        (due(0, Basis.POLICY), Part.REVIEW),
        (due(1, Basis.POLICY), None),
        (Deadline(DeadlineKind.NONE), None),
    ],
)
def test_an_open_one_by_its_day(deadline: Deadline, part: Part | None) -> None:
    assert part_of(open_one(deadline)) is part


def test_what_ended_or_waits_for_us_needs_no_hand() -> None:
    late = due(-30)
    assert part_of(open_one(late, waiting_since=date(2026, 5, 1))) is None
    assert part_of(open_one(late, status=Status.DISMISSED)) is None
    assert part_of(open_one(late, status=Status.RESOLVED, outcome=Outcome.BROKEN)) is None


def test_what_is_proposed_is_asked_about_whatever_its_day() -> None:
    assert part_of(open_one(due(400), status=Status.PROPOSED)) is Part.PROPOSED
    asleep = open_one(due(-400), status=Status.PROPOSED, condition_state=ConditionState.DORMANT)
    assert part_of(asleep) is Part.PROPOSED


@pytest.mark.parametrize(
    ("asleep_for", "looked_at", "part"),
    [
        (60, None, Part.CONDITION),
        (59, None, None),
        (200, date(2026, 6, 1), None),
        (200, TODAY - timedelta(60), Part.CONDITION),
    ],
)
def test_a_condition_is_looked_at_from_time_to_time(
    asleep_for: int, looked_at: date | None, part: Part | None
) -> None:
    at = datetime(2026, 6, 15, 9, tzinfo=UTC) - timedelta(asleep_for)
    asleep = open_one(
        due(-400), condition="if it rains", condition_state=ConditionState.DORMANT, added=at, changed=at
    )
    assert part_of(asleep, looked_at) is part
    assert part_of(asleep, looked_at, Rules(timedelta(14), None)) is None


def test_the_earliest_day_stands_first() -> None:
    those = [replace(open_one(due(-days)), id=number) for number, days in enumerate([3, 30, 7], 1)]
    assert [each.id for each in agenda(those, {}, TODAY, RULES)[Part.OVERDUE]] == [2, 3, 1]


@given(st.integers(0, 10**6))
def test_the_calendar_ends_somewhere(days: int) -> None:
    assert last_day(date(9990, 1, 1), Rules(timedelta(days), None)) >= date(9990, 1, 1)
