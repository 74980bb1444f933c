"""When a promise that comes back is due again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.followup.recurrence import Interval, interval_of, next_day


@pytest.mark.parametrize(
    ("rule", "interval"),
    [
        ("every day", Interval(days=1)),
        ("every working day", Interval(days=1)),
        ("every week", Interval(days=7)),
        ("every 2 weeks", Interval(days=14)),
        ("every Friday", Interval(days=7)),
        ("every other Friday", Interval(days=14)),
        ("every month", Interval(months=1)),
        ("every quarter", Interval(months=3)),
        ("every 6 months", Interval(months=6)),
        ("twice every year", Interval(months=6)),
        ("3 times every month", Interval(days=10)),
        ("every 2 years", Interval(months=24)),
        ("last friday of every month", None),
        ("every March", None),
        ("regularly", None),
        (None, None),
    ],
)
def test_what_a_rule_says(rule: str | None, interval: Interval | None) -> None:
    assert interval_of(rule) == interval


@pytest.mark.parametrize(
    ("interval", "last", "today", "following"),
    [
        (Interval(months=1), date(2027, 1, 31), date(2027, 1, 31), date(2027, 2, 28)),
        (Interval(months=1), date(2027, 1, 31), date(2027, 3, 15), date(2027, 3, 31)),
        (Interval(months=12), date(2028, 2, 29), date(2028, 1, 1), date(2029, 2, 28)),
        (Interval(days=7), date(2027, 6, 4), date(2027, 6, 25), date(2027, 6, 25)),
        (Interval(days=7), date(2027, 6, 4), date(2027, 6, 26), date(2027, 7, 2)),
        (Interval(months=12), date(9999, 6, 1), date(9999, 6, 1), None),
        (Interval(days=7), date(9999, 12, 30), date(9999, 12, 30), None),
    ],
)
def test_the_next_day(interval: Interval, last: date, today: date, following: date | None) -> None:
    assert next_day(interval, last, today) == following


@given(
    st.one_of(st.builds(Interval, months=st.integers(1, 24)), st.builds(Interval, days=st.integers(1, 400))),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.dates(date(2000, 1, 1), date(2010, 1, 1)),
)
def test_the_next_day_is_later_and_has_not_passed(interval: Interval, last: date, today: date) -> None:
    following = next_day(interval, last, today)
    assert following is not None
    assert following > last
    assert following >= today
