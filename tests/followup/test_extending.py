"""Days that move, and reminders that are silent for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.invented import commitment
from tracker.errors import RefusedError, UsageError
from tracker.extraction.deadlines import explain
from tracker.followup.extending import extend, resume, set_day, snooze
from tracker.model import NO_DEADLINE, Basis, Deadline, Outcome, Status

DUE = date(2027, 6, 30)
LATER = date(2027, 8, 31)
TODAY = date(2027, 6, 2)


def test_the_first_day_is_kept_and_both_are_shown() -> None:
    moved = extend(commitment(DUE), LATER, because=" the lab is closed ")
    assert (moved.latest, moved.first, moved.basis) == (LATER, DUE, Basis.SET)
    assert explain(moved) == "by 30 June 2027, extended to 31 August 2027: the lab is closed"
    again = extend(commitment(deadline=moved), date(2027, 9, 30), because="still")
    assert (again.first, again.because) == (DUE, "still")


def test_a_review_day_that_is_put_off_stays_one() -> None:
    moved = extend(commitment(DUE, Basis.POLICY), LATER, because="they asked for time")
    assert moved.basis is Basis.POLICY
    assert explain(moved) == "review by 30 June 2027, put off to 31 August 2027: they asked for time"


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda: extend(commitment(DUE), DUE, because="x"), UsageError, "not later"),
        (lambda: extend(commitment(DUE), LATER, because="  "), UsageError, "--because"),
        (lambda: extend(commitment(), LATER, because="x"), RefusedError, "tracker edit 12 --due"),
        (
            lambda: extend(commitment(DUE, status=Status.DISMISSED), LATER, because="x"),
            RefusedError,
            "reopen",
        ),
        (lambda: snooze(commitment(DUE), TODAY, TODAY), UsageError, "has come"),
        (lambda: snooze(commitment(DUE), TODAY + timedelta(days=91), TODAY), UsageError, "2027-08-31"),
        (
            lambda: snooze(commitment(status=Status.RESOLVED, outcome=Outcome.KEPT), DUE, TODAY),
            RefusedError,
            "reopen",
        ),
        (lambda: set_day(commitment(status=Status.DISMISSED), DUE), RefusedError, "reopen"),
    ],
)
def test_what_is_refused(change: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        change()


def test_ninety_days_of_silence_are_the_most() -> None:
    assert snooze(commitment(DUE), TODAY + timedelta(days=90), TODAY) == TODAY + timedelta(days=90)


def test_a_day_that_a_person_sets_keeps_the_words_of_the_letter() -> None:
    fixed = set_day(commitment(DUE), LATER)
    assert (fixed.text, fixed.latest, fixed.basis) == ("by the end of November", LATER, Basis.SET)
    assert fixed.first is None
    assert set_day(commitment(deadline=NO_DEADLINE), LATER).latest == LATER


@pytest.mark.parametrize(
    ("since", "answered", "due", "because"),
    [
        (date(2027, 6, 1), date(2027, 6, 13), date(2027, 7, 12), "12 days waited for us"),
        (date(2027, 6, 1), date(2027, 6, 2), date(2027, 7, 1), "1 day waited for us"),
    ],
)
def test_the_clock_goes_on_where_it_stood(since: date, answered: date, due: date, because: str) -> None:
    moved = resume(commitment(DUE, waiting_since=since), answered)
    assert (moved.latest, moved.first, moved.because) == (due, DUE, because)


def test_what_moved_before_keeps_its_reason_beside_the_new_one() -> None:
    moved = extend(commitment(DUE), LATER, because="the lab is closed")
    held = commitment(deadline=moved, waiting_since=date(2027, 7, 1))
    resumed = resume(held, date(2027, 7, 3))
    assert resumed.because == "the lab is closed; 2 days waited for us"
    assert (resumed.first, resumed.latest) == (DUE, date(2027, 9, 2))


@pytest.mark.parametrize(
    "deadline", [NO_DEADLINE, Deadline(NO_DEADLINE.kind, latest=date.max, basis=Basis.SET)]
)
def test_what_has_no_day_to_move_stays(deadline: Deadline) -> None:
    held = commitment(deadline=deadline, waiting_since=TODAY)
    assert resume(held, TODAY + timedelta(days=5)) == deadline


def test_an_answer_on_the_same_day_moves_nothing() -> None:
    held = commitment(DUE, waiting_since=TODAY)
    assert resume(held, TODAY) == held.deadline
