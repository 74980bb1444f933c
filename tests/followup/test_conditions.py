"""Promises that wait for their condition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.invented import commitment, office, person
from tracker.config import ReminderSettings
from tracker.errors import RefusedError, UsageError
from tracker.extraction.deadlines import WEEKDAYS
from tracker.followup.conditions import settle
from tracker.followup.lifecycle import is_overdue
from tracker.followup.planning import plan_reminders
from tracker.followup.quiet import IsWorking, every_day
from tracker.followup.reminders import Reason
from tracker.model import Commitment, ConditionState, Outcome, Status

ADDED = datetime(2026, 1, 5, 9, tzinfo=UTC)
WAITING = commitment(
    date(2026, 2, 1),
    added=ADDED,
    condition="if the court agrees",
    condition_state=ConditionState.DORMANT,
)
ANA = person(zone="UTC")


def asked(
    subject: Commitment, days: int, every: int = 60, step: int = 1, is_working: IsWorking = every_day
) -> list[str]:
    """The days of all questions, when planning runs every `step` days at noon."""
    taken: dict[str, int | None] = {}
    seen = []
    for day in range(0, days, step):
        now = ADDED + timedelta(days=day, hours=3)
        there = office(now, ANA, rules=ReminderSettings(condition_every=every), is_working=is_working)
        for reminder in plan_reminders([subject], there, taken).reminders:
            assert reminder.reason is Reason.CONDITION
            taken |= {slot.key: 1 for slot in reminder.slots}
            seen.append(now.date().isoformat())
    return seen


def test_the_owner_is_asked_every_sixty_days() -> None:
    assert asked(WAITING, 200) == ["2026-03-06", "2026-05-05", "2026-07-04"]


def test_a_quiet_day_moves_the_question() -> None:
    assert asked(WAITING, 200, is_working=WEEKDAYS.is_working) == ["2026-03-06", "2026-05-05", "2026-07-06"]


@pytest.mark.parametrize("every", [14, 90, 0])
def test_another_office_asks_otherwise(every: int) -> None:
    assert len(asked(WAITING, 200, every)) == (199 // every if every else 0)


def test_of_several_missed_one_is_asked() -> None:
    assert asked(WAITING, 400, step=150) == ["2026-06-04", "2026-11-01"]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.RESOLVED, "outcome": Outcome.WITHDRAWN},
        {"status": Status.DISMISSED},
        {"status": Status.PROPOSED},
        {"owner": None},
        {"owner": "Left Long Ago"},
    ],
)
def test_nobody_is_asked_about_the_rest(changes: dict[str, Any]) -> None:
    assert asked(replace(WAITING, **changes), 200) == []


@pytest.mark.parametrize("state", [ConditionState.TRIGGERED, ConditionState.WAIVED])
def test_settled_it_counts_and_is_reminded_of_from_that_day(state: ConditionState) -> None:
    on = datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert not is_overdue(WAITING, on.date())
    settled = replace(WAITING, condition_state=settle(WAITING, state, note="seen"), changed=on)
    assert is_overdue(settled, on.date())
    first = plan_reminders([settled], office(on, ANA), {}).reminders
    assert [slot.key for reminder in first for slot in reminder.slots] == ["reminder/c12/v1/p3/+28"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"condition_state": ConditionState.TRIGGERED}, "it was triggered before"),
        ({"condition_state": ConditionState.WAIVED}, "it was waived before"),
        ({"condition_state": None, "condition": None}, "it has none"),
        ({"status": Status.RESOLVED, "outcome": Outcome.KEPT}, "reopen it first"),
        ({"status": Status.DISMISSED}, "reopen it first"),
    ],
)
def test_what_waits_for_nothing_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        settle(replace(WAITING, **changes), ConditionState.TRIGGERED, note="seen")


def test_a_proposed_one_may_be_settled() -> None:
    proposed = replace(WAITING, status=Status.PROPOSED)
    assert settle(proposed, ConditionState.WAIVED, note="seen") is ConditionState.WAIVED


def test_it_takes_a_note() -> None:
    with pytest.raises(UsageError, match="--note"):
        settle(WAITING, ConditionState.TRIGGERED, note="  ")
