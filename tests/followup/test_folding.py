"""How reminders become mails."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import LONG_AGO, commitment, person
from tracker.followup.folding import fold
from tracker.followup.reminders import PlannedReminder, Reason
from tracker.model import Slot

ANA = person()
BEN = person(id=4, name="Ben Osei")


def reminder(number: int, who: int = 3, reason: Reason = Reason.DUE) -> PlannedReminder:
    """Of a commitment that is due earlier the higher its number is."""
    subject = commitment(date(2026, 12, 4) - timedelta(days=number), id=number)
    slot = Slot(f"reminder/c{number}/v1/p{who}/+1", who, number, 1)
    return PlannedReminder(ANA if who == 3 else BEN, subject, (slot,), LONG_AGO, reason)


@pytest.mark.parametrize(
    ("due", "mailed", "cap", "sizes"),
    [
        (1, 0, 5, [1]),
        (5, 0, 5, [1, 1, 1, 1, 1]),
        (6, 0, 5, [6]),
        (2, 3, 5, [1, 1]),
        (2, 4, 5, [2]),
        (1, 9, 5, [1]),
        (3, 0, 0, [3]),
    ],
)
def test_beyond_the_cap_they_share_one(due: int, mailed: int, cap: int, sizes: list[int]) -> None:
    mails = fold([reminder(number) for number in range(due)], {ANA.id: mailed}, cap)
    assert [len(mail) for mail in mails] == sizes


def test_each_reader_has_her_own_cap() -> None:
    mails = fold([*map(reminder, range(3)), reminder(9, 4)], {}, 2)
    assert [[each.commitment.id for each in mail] for mail in mails] == [[2, 1, 0], [9]]


def test_the_longest_overdue_come_first_and_questions_last() -> None:
    (mail,) = fold([reminder(1), reminder(8, reason=Reason.CONDITION), reminder(5)], {}, 0)
    assert [each.commitment.id for each in mail] == [5, 1, 8]


@given(st.permutations(range(8)), st.integers(0, 9), st.integers(0, 9))
def test_the_same_reminders_make_the_same_mails(order: list[int], mailed: int, cap: int) -> None:
    reminders = [reminder(number, 3 + number % 2) for number in range(8)]
    counts = {ANA.id: mailed}
    mails = fold([reminders[number] for number in order], counts, cap)
    assert sorted(mails, key=str) == sorted(fold(reminders, counts, cap), key=str)
    assert sorted(each.key for mail in mails for each in mail) == sorted(each.key for each in reminders)
