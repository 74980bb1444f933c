"""Promises made again, and promises that only sound alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.followup.repeats import is_repeat, verb_of


@pytest.mark.parametrize(
    ("action", "earlier"),
    [
        ("publish the full inspection report", "publish the full inspection report"),
        ("publish our full inspection reports", "publish the full inspection report"),
        ("publish a list of all our suppliers", "publish our list of suppliers on our website"),
        (
            "not sell surveillance tools to police forces",
            "not sell our surveillance tools to any police forces",
        ),
        ("inspect well 3 at Upper Creek", "inspect well 3 of Upper Creek"),
        ("repay recruitment fees to the workers concerned", "repay recruitment fees to workers"),
    ],
)
def test_the_same_promise_again(action: str, earlier: str) -> None:
    assert is_repeat(action, earlier)
    assert is_repeat(earlier, action)


@pytest.mark.parametrize(
    ("action", "earlier"),
    [
        ("publish the full inspection report", "send the full inspection report"),
        ("sell surveillance tools to police forces", "not sell surveillance tools to police forces"),
        ("inspect well 3 at Upper Creek", "inspect well 5 at Upper Creek"),
        (
            "publish the full inspection report on the Ellis mine",
            "publish the full inspection report on the Anson mine",
        ),
        ("send you a copy", "send you a copy"),
        ("publish the audit", "publish the audit"),
        ("publish the report on wages in the mills", "publish the report on water in the wells"),
        ("meet the village council", "meet the workers' union"),
        ("", ""),
    ],
)
def test_another_promise(action: str, earlier: str) -> None:
    assert not is_repeat(action, earlier)
    assert not is_repeat(earlier, action)


def test_the_verb_keeps_its_not() -> None:
    assert verb_of("publish the report") == "publish"
    assert verb_of("Not sell tools") == "not sell"
    assert verb_of("—") == ""


@given(st.text(), st.text())
def test_the_order_never_matters(one: str, other: str) -> None:
    assert is_repeat(one, other) == is_repeat(other, one)
