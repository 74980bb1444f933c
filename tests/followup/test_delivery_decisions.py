"""What a failed attempt leads to, and what must not go out any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import commitment, person
from tracker.config import DeliverySettings
from tracker.followup.delivery import (
    Cancellation,
    Failure,
    GiveUp,
    PauseUntil,
    RetryAt,
    after_failure,
    still_wanted,
)
from tracker.followup.staff import Staff
from tracker.model import (
    Commitment,
    ConditionState,
    Message,
    MessageKind,
    MessageState,
    Outcome,
    Person,
    Role,
    Slot,
    Status,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SETTINGS = DeliverySettings(give_up_after_hours=120)
MESSAGE = Message(
    id=1,
    kind=MessageKind.REMINDER,
    person_id=3,
    to="ana@office.example",
    subject="Promise 12: 7 days left",
    state=MessageState.SENDING,
    attempts=0,
    created=NOW,
    message_id="<1@office.example>",
    content_hash="00",
    next_attempt=NOW,
)
OPEN = commitment(date(2026, 11, 30))
SLOT = Slot("reminder/c12/v1/p3/-7", 3, 12, 1)


def after(failure: Failure, attempts: int = 1, waited: timedelta = timedelta(), jitter: float = 0.0) -> Any:
    return after_failure(
        attempts, NOW - waited, NOW, failure=failure, reason="451 later", settings=SETTINGS, jitter=jitter
    )


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (9, 3600), (10_000, 3600)]
)
@pytest.mark.parametrize("failure", [Failure.TRANSIENT, Failure.AMBIGUOUS])
def test_delays_double_up_to_an_hour(failure: Failure, attempts: int, seconds: int) -> None:
    assert after(failure, attempts) == RetryAt(NOW + timedelta(seconds=seconds))


@given(attempts=st.integers(1, 100), jitter=st.floats(0, 1))
def test_jitter_shortens_by_at_most_a_half(attempts: int, jitter: float) -> None:
    whole, drawn = after(Failure.TRANSIENT, attempts), after(Failure.TRANSIENT, attempts, jitter=jitter)
    assert (whole.at - NOW) / 2 <= drawn.at - NOW <= whole.at - NOW


def test_patience_ends() -> None:
    almost = timedelta(hours=120) - timedelta(seconds=1)
    assert isinstance(after(Failure.TRANSIENT, 50, almost), RetryAt)
    assert after(Failure.AMBIGUOUS, 50, timedelta(hours=120)) == GiveUp(
        "given up after 120 hours; the last answer was: 451 later"
    )


def test_what_will_never_be_taken_is_tried_once() -> None:
    assert after(Failure.PERMANENT) == GiveUp("451 later")


def test_a_wrong_setting_never_fails_a_mail() -> None:
    assert after(Failure.CONFIGURATION, 99, timedelta(days=99)) == PauseUntil(NOW + timedelta(minutes=15))


ANA = person()
BEN = person(id=4, name="Ben Osei", email="ben@office.example")
CHLOE = person(id=5, name="Chloe Adu", email="chloe@office.example", role=Role.ADMIN)
AWAY = replace(ANA, absent_until=date(2026, 11, 27), cover=BEN.name)


def check(
    *commitments: Commitment,
    slots: tuple[Slot, ...] = (SLOT,),
    people: tuple[Person, ...] = (ANA, BEN, CHLOE),
    to: Person = ANA,
    **changes: Any,
) -> Cancellation | None:
    message = replace(MESSAGE, person_id=to.id, to=to.email)
    staff = Staff(people, leads={"Fair Looms": BEN.name})
    return still_wanted(message, slots, {each.id: each for each in commitments}, staff, NOW, **changes)


def test_what_stands_as_it_was_planned_goes_out() -> None:
    assert check(OPEN) is None
    assert check(OPEN, quoted_letters={5}, confidential_letters={6}) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": Status.RESOLVED, "outcome": Outcome.KEPT}, "resolved since"),
        ({"status": Status.DISMISSED}, "dismissed since"),
        ({"deadline_version": 2}, "its day was changed since"),
        ({"owner": "Ben Osei"}, "assigned to someone else since"),
        ({"owner": None}, "assigned to someone else since"),
        (
            {"condition": "if asked", "condition_state": ConditionState.DORMANT},
            "waiting for its condition since",
        ),
    ],
)
def test_what_changed_since_is_cancelled(changes: dict[str, Any], reason: str) -> None:
    """Its slot is freed all the same: reopened or given back, it is planned anew."""
    assert check(replace(OPEN, **changes)) == Cancellation(reason, (SLOT,))


def test_an_entry_that_was_undone() -> None:
    assert check(replace(OPEN, withdrawn=True)) == Cancellation("its entry was undone since", (SLOT,))


def test_a_letter_that_was_found_to_be_a_copy() -> None:
    other = replace(OPEN, id=13)
    assert check(OPEN, other, copied={13}) is None
    assert check(OPEN, copied={12}) == Cancellation("its letter counts as a copy since", (SLOT,))


def test_a_withdrawn_letter() -> None:
    assert check() == Cancellation("its letter was withdrawn since", (SLOT,))


def test_a_mail_over_several_frees_what_still_stands() -> None:
    kept = replace(OPEN, id=13, status=Status.RESOLVED, outcome=Outcome.KEPT)
    other = Slot("reminder/c13/v1/p3/-7", 3, 13, 1)
    assert check(OPEN, kept, slots=(SLOT, other)) == Cancellation("resolved since", (SLOT, other))


def test_words_made_confidential_do_not_go_out() -> None:
    cancelled = check(OPEN, quoted_letters={4, 5}, confidential_letters={5})
    assert cancelled == Cancellation("letter 5 was made confidential since", (SLOT,))


def test_an_old_address_gets_nothing() -> None:
    moved = replace(ANA, email="ana@elsewhere.example")
    cancelled = still_wanted(MESSAGE, [SLOT], {12: OPEN}, Staff((moved,)), NOW)
    assert cancelled == Cancellation("the reader's address changed since", (SLOT,))


def test_a_digest_is_not_cancelled_by_one_commitment() -> None:
    assert check(slots=(DIGEST,)) is None


DIGEST = Slot("digest/p3/2026-11-23", 3)


@pytest.mark.parametrize("slot", [SLOT, DIGEST])
@pytest.mark.parametrize(
    ("ana", "to", "reason"),
    [
        (AWAY, ANA, "Ben Osei stands in for Ana Kovač since"),
        (AWAY, BEN, None),
        (ANA, BEN, "Ana Kovač is back since"),
        (replace(AWAY, absent_until=date(2026, 11, 22)), BEN, "Ana Kovač is back since"),
        (replace(AWAY, cover="Chloe Adu"), BEN, "Chloe Adu stands in for Ana Kovač since"),
    ],
)
def test_who_reads_it_now(slot: Slot, ana: Person, to: Person, reason: str | None) -> None:
    cancelled = check(OPEN, slots=(slot,), people=(ana, BEN, CHLOE), to=to)
    assert cancelled == (Cancellation(reason, (slot,)) if reason else None)


OVERDUE = commitment(date(2026, 11, 9))


@pytest.mark.parametrize(
    ("to", "changes", "reason"),
    [
        (BEN, {}, None),
        (BEN, {"owner": None}, None),
        (BEN, {"status": Status.RESOLVED, "outcome": Outcome.KEPT}, "resolved since"),
        (BEN, {"deadline_version": 2}, "its day was changed since"),
        (BEN, {"case": "Wells"}, "no matter of Ben Osei since"),
        (BEN, {"owner": "Ben Osei"}, "no matter of Ben Osei since"),
        (CHLOE, {}, None),
        (CHLOE, {"case": None}, None),
        (CHLOE, {"owner": "Chloe Adu"}, "no matter of Chloe Adu since"),
    ],
)
def test_what_went_higher(to: Person, changes: dict[str, Any], reason: str | None) -> None:
    slot = Slot(f"escalation/c12/v1/p{to.id}/+14", to.id, 12, 1)
    cancelled = check(replace(OVERDUE, **changes), slots=(slot,), to=to)
    assert cancelled == (Cancellation(reason, (slot,)) if reason else None)


@pytest.mark.parametrize(
    ("state", "changes", "reason"),
    [
        (ConditionState.DORMANT, {}, None),
        (ConditionState.DORMANT, {"deadline_version": 2}, None),
        (ConditionState.TRIGGERED, {}, "its condition was triggered since"),
        (ConditionState.WAIVED, {}, "its condition was waived since"),
        (ConditionState.DORMANT, {"owner": "Ben Osei"}, "assigned to someone else since"),
        (ConditionState.DORMANT, {"status": Status.DISMISSED}, "dismissed since"),
    ],
)
def test_a_question_about_a_condition(
    state: ConditionState, changes: dict[str, Any], reason: str | None
) -> None:
    slot = Slot("condition/c12/p3/2026-11-20", 3, 12, 1)
    waiting = replace(OPEN, condition="if the court agrees", condition_state=state)
    cancelled = check(replace(waiting, **changes), slots=(slot,))
    assert cancelled == (Cancellation(reason, (slot,)) if reason else None)
