from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UsageError
from tracker.model import Cadence, DigestSchedule
from tracker.service.people import parse_schedule

TIMES = st.times().map(lambda at: time(at.hour, at.minute))
SCHEDULES = st.one_of(
    st.builds(DigestSchedule, st.just(Cadence.DAILY), at=TIMES),
    st.builds(DigestSchedule, st.just(Cadence.WEEKLY), weekday=st.integers(0, 6), at=TIMES),
    st.builds(DigestSchedule, st.just(Cadence.MONTHLY), day=st.integers(1, 28), at=TIMES),
)


@given(SCHEDULES)
def test_a_digest_time_is_read_as_it_is_written(schedule: DigestSchedule) -> None:
    assert parse_schedule(str(schedule)) == schedule
    assert parse_schedule(f"  {str(schedule).upper()} ") == schedule


def test_no_digest() -> None:
    assert parse_schedule("None") is None


@given(st.text())
def test_anything_else_is_refused_in_one_sentence(words: str) -> None:
    with pytest.raises(UsageError, match="is no digest time"):
        parse_schedule(f"{words}.")


@pytest.mark.parametrize(
    "words", ["monthly 0 08:00", "monthly 29 08:00", "tues 08:00", "daily", "monday 8", "daily 24:00"]
)
def test_near_misses(words: str) -> None:
    with pytest.raises(UsageError):
        parse_schedule(words)
