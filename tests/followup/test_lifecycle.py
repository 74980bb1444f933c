"""Which changes of status are allowed, and what a day means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from tests.invented import commitment
from tracker.errors import RefusedError, UsageError
from tracker.followup import lifecycle
from tracker.followup.lifecycle import Transition, days_over, is_due_for_review, is_overdue
from tracker.model import Basis, Commitment, ConditionState, Confirmation, Outcome, Status

DAY = date(2028, 2, 29)

VERBS: dict[str, Callable[[Commitment], Transition]] = {
    "accept": lifecycle.accept,
    "resolve": lambda each: lifecycle.resolve(each, Outcome.BROKEN, note="no list by then", evidence=False),
    "dismiss": lambda each: lifecycle.dismiss(each, note="a hope"),
    "reopen": lambda each: lifecycle.reopen(each, note="new facts"),
}
ALLOWED = {
    ("accept", Status.PROPOSED): Status.OPEN,
    ("resolve", Status.PROPOSED): Status.RESOLVED,
    ("resolve", Status.OPEN): Status.RESOLVED,
    ("dismiss", Status.PROPOSED): Status.DISMISSED,
    ("dismiss", Status.OPEN): Status.DISMISSED,
    ("reopen", Status.RESOLVED): Status.OPEN,
    ("reopen", Status.DISMISSED): Status.OPEN,
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", Status)
def test_each_change_from_each_status(verb: str, status: Status) -> None:
    outcome = Outcome.KEPT if status is Status.RESOLVED else None
    subject = commitment(status=status, outcome=outcome)
    expected = ALLOWED.get((verb, status))
    if expected is None:
        with pytest.raises(RefusedError, match=r"^Commitment 12 is .*: it .*\.$"):
            VERBS[verb](subject)
    else:
        changed = VERBS[verb](subject)
        assert changed.status is expected
        assert changed.outcome is (Outcome.BROKEN if expected is Status.RESOLVED else None)


def test_refusal_says_what_is_allowed_instead() -> None:
    kept = commitment(status=Status.RESOLVED, outcome=Outcome.KEPT)
    with pytest.raises(RefusedError) as refused:
        lifecycle.dismiss(kept, note="x")
    assert str(refused.value) == (
        "Commitment 12 is resolved (kept): it can only be reopened (tracker reopen 12 --note TEXT)."
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_evidence_is_asked_for_what_was_kept(outcome: Outcome) -> None:
    needed = outcome in {Outcome.KEPT, Outcome.PARTLY}
    by = commitment(id=13) if outcome is Outcome.SUPERSEDED else None
    resolve = partial(lifecycle.resolve, commitment(), outcome, note="done", by=by)
    if needed:
        with pytest.raises(UsageError, match="--without-evidence"):
            resolve(evidence=False)
    else:
        assert resolve(evidence=False).outcome is outcome
    assert resolve(evidence=True).outcome is outcome
    by_phone = resolve(evidence=False, without_evidence="by phone")
    assert by_phone == Transition("commitment.resolved", Status.RESOLVED, outcome, by.id if by else None)


SUPERSEDED = partial(
    lifecycle.resolve, commitment(), Outcome.SUPERSEDED, note="a newer letter", evidence=False
)


def test_what_supersedes_it_is_named() -> None:
    with pytest.raises(UsageError, match="--by ID"):
        SUPERSEDED()
    with pytest.raises(UsageError, match="only with --as superseded"):
        lifecycle.resolve(commitment(), Outcome.BROKEN, note="x", evidence=False, by=commitment(id=13))


@pytest.mark.parametrize(
    ("by", "error", "says"),
    [
        (commitment(), UsageError, "cannot supersede itself"),
        (commitment(id=13, superseded_by=12), RefusedError, "superseded by 12 itself"),
        (commitment(id=13, status=Status.DISMISSED), RefusedError, "no promise any more"),
        (commitment(id=13, withdrawn=True), RefusedError, "no promise any more"),
    ],
)
def test_what_cannot_supersede(by: Commitment, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        SUPERSEDED(by=by)


KEPT = partial(commitment, status=Status.RESOLVED, outcome=Outcome.KEPT)


def test_a_second_person_confirms_where_the_office_asks_for_it() -> None:
    asked = lifecycle.resolve(
        commitment(), Outcome.KEPT, note="x", evidence=True, second_pair_of_eyes=True
    ).confirmation
    assert asked is Confirmation.WAITING
    confirmed = lifecycle.confirm(KEPT(confirmation=asked), actor="Ben", resolved_by="Ana")
    assert confirmed is Confirmation.GIVEN


@pytest.mark.parametrize(
    ("subject", "says"),
    [
        (commitment(), "open: it can be resolved"),
        (KEPT(), "needs no second person"),
        (KEPT(confirmation=Confirmation.GIVEN), "confirmed already"),
        (KEPT(confirmation=Confirmation.WAITING), "resolved by Ben; somebody else"),
    ],
)
def test_what_cannot_be_confirmed(subject: Commitment, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        lifecycle.confirm(subject, actor="Ben", resolved_by="Ben")


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_undone_stays_away(verb: str) -> None:
    with pytest.raises(RefusedError, match="was undone"):
        VERBS[verb](commitment(withdrawn=True))


@pytest.mark.parametrize(
    ("changes", "late"),
    [
        ({"kept_on": DAY + timedelta(days=12)}, 12),
        ({"kept_on": DAY}, 0),
        ({"kept_on": DAY - timedelta(days=3)}, 0),
        ({}, None),
        ({"kept_on": DAY + timedelta(days=12), "outcome": Outcome.BROKEN}, None),
        ({"kept_on": DAY + timedelta(days=12), "status": Status.OPEN, "outcome": None}, None),
    ],
)
def test_late_is_told_by_the_day_of_the_evidence(changes: dict[str, Any], late: int | None) -> None:
    whole = {"status": Status.RESOLVED, "outcome": Outcome.KEPT} | changes
    assert commitment(DAY, **whole).days_late == late
    assert commitment(DAY, Basis.POLICY, **whole).days_late is None


def test_blank_reasons_are_none() -> None:
    with pytest.raises(UsageError, match="--without-evidence"):
        lifecycle.resolve(commitment(), Outcome.KEPT, note="done", evidence=False, without_evidence="  ")
    for change in (lifecycle.dismiss, lifecycle.reopen):
        status = Status.OPEN if change is lifecycle.dismiss else Status.RESOLVED
        with pytest.raises(UsageError, match="--note"):
            change(commitment(status=status), note=" \t\n")


def test_evidence_and_a_reason_against_it_contradict() -> None:
    with pytest.raises(UsageError, match="not both"):
        lifecycle.resolve(commitment(), Outcome.KEPT, note="x", evidence=True, without_evidence="y")


@pytest.mark.parametrize(("after", "overdue"), [(-1, False), (0, False), (1, True), (366, True)], ids=str)
@pytest.mark.parametrize("basis", Basis)
def test_overdue_counts_from_the_day_after(after: int, overdue: bool, basis: Basis) -> None:
    today = DAY + timedelta(days=after)
    subject = commitment(DAY, basis)
    assert is_overdue(subject, today) is (overdue and basis is not Basis.POLICY)
    assert is_due_for_review(subject, today) is (overdue and basis is Basis.POLICY)
    assert days_over(subject, today) == max(0, after)


@pytest.mark.parametrize(
    "subject",
    [
        commitment(None),
        commitment(DAY, condition="if asked", condition_state=ConditionState.DORMANT),
        commitment(DAY, waiting_since=DAY - timedelta(days=9)),
        *(commitment(DAY, status=status) for status in Status if status is not Status.OPEN),
    ],
)
def test_what_is_never_overdue(subject: Commitment) -> None:
    later = DAY + timedelta(days=30)
    assert not is_overdue(subject, later)
    assert not is_due_for_review(subject, later)


@pytest.mark.parametrize("state", [ConditionState.TRIGGERED, ConditionState.WAIVED])
def test_a_condition_that_came_about_binds(state: ConditionState) -> None:
    assert is_overdue(commitment(DAY, condition="if asked", condition_state=state), date(2028, 3, 1))
