"""Where a round of planning must look."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import commitment, office, person
from tracker.config import ReminderSettings
from tracker.extraction.deadlines import WEEKDAYS
from tracker.followup.horizon import Horizon, Mark, all_ranges, due_ranges, horizon
from tracker.followup.planning import plan_reminders
from tracker.followup.quiet import IsWorking, MailHours, every_day
from tracker.followup.reminders import Office

TUESDAY = datetime(2026, 12, 1, 12, tzinfo=UTC)
RULES = ReminderSettings()


def mark(zone: str = "UTC", **changes: object) -> Mark:
    values: dict[str, object] = {"through": TUESDAY, "seq": 7, "whole": TUESDAY, "rules": "r"}
    return Mark(zone, **{**values, **changes})  # type: ignore[arg-type]


def look(
    now: datetime, *marks: Mark, head: int = 7, rules: str = "r", is_working: IsWorking = every_day
) -> Horizon:
    known = {each.zone: each for each in marks}
    zones = ["UTC", *known]
    return horizon(zones, known, MailHours(time(8), now, is_working), head, rules)


def test_nothing_between_two_hours() -> None:
    for minutes in (0, 1, 12 * 60, 20 * 60 - 1):
        found = look(TUESDAY + timedelta(minutes=minutes), mark())
        assert found.nothing
        assert found.marks == ()


def test_the_next_hour_brings_its_day() -> None:
    now = TUESDAY + timedelta(hours=20)
    found = look(now, mark())
    assert found.days == (date(2026, 12, 2), date(2026, 12, 2))
    assert (found.everything, found.since) == (False, None)
    assert found.marks == (mark(through=now),)


def test_a_change_is_looked_at_from_where_the_mark_stands() -> None:
    found = look(TUESDAY, mark(), mark("Asia/Tokyo", seq=5), head=9)
    assert (found.everything, found.days, found.since) == (False, None, 5)
    assert {each.seq for each in found.marks} == {9}


@pytest.mark.parametrize(
    ("old", "hours", "rules"),
    [
        (None, 0, "r"),
        (mark(), 0, "other"),
        (mark(), 24, "r"),
        (mark(whole=TUESDAY + timedelta(days=2)), 0, "r"),
        (mark(through=TUESDAY + timedelta(days=1)), 0, "r"),
    ],
)
def test_everything_where_the_mark_says_too_little(old: Mark | None, hours: int, rules: str) -> None:
    now = TUESDAY + timedelta(hours=hours)
    tokyo = mark("Asia/Tokyo", whole=now, through=now, rules=rules)
    found = look(now, tokyo, *([old] if old else []), rules=rules)
    assert found.everything
    assert {each.zone: each.whole for each in found.marks} == {"UTC": now, "Asia/Tokyo": now}


def test_a_clock_set_back_moves_the_mark_back() -> None:
    now = TUESDAY - timedelta(hours=6)
    found = look(now, mark())
    assert found.nothing
    assert found.marks == (mark(through=now),)


def test_a_zone_on_a_quiet_day_waits_with_all_it_has() -> None:
    saturday = datetime(2026, 12, 5, 12, tzinfo=UTC)
    friday = mark(through=saturday - timedelta(hours=20), whole=saturday - timedelta(hours=20))
    found = look(saturday, friday, head=9, is_working=WEEKDAYS.is_working)
    assert found.nothing
    assert found.marks == ()
    monday = datetime(2026, 12, 7, 8, tzinfo=UTC)
    lately = mark(through=friday.through, whole=monday)
    found = look(monday, lately, head=9, is_working=WEEKDAYS.is_working)
    assert found.days == (date(2026, 12, 5), date(2026, 12, 7))
    assert found.since == 7


@given(
    due=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    hours=st.integers(0, 24 * 600),
    step=st.integers(1, 24 * 9),
)
def test_what_comes_between_two_rounds_lies_in_the_ranges(due: date, hours: int, step: int) -> None:
    """All that a round finds for an unchanged commitment stands in the ranges that it asks the store for."""
    before = datetime(2025, 12, 1, 9, tzinfo=UTC) + timedelta(hours=hours)
    now = before + timedelta(hours=step)
    subject = commitment(due)
    planned = plan_reminders([subject], _there(before), {}).reminders
    taken = {slot.key: 1 for reminder in planned for slot in reminder.slots}
    there = _there(now)
    found = plan_reminders([subject], there, taken).reminders
    if not found or not _there(before).hours.is_open("UTC"):
        return
    first, last = there.hours.past_day_at("UTC", before) + timedelta(days=1), there.hours.past_day("UTC")
    ranges = due_ranges((first, last), RULES, there.hours)
    assert any(start <= due <= end for start, end in ranges)
    assert any(start <= due <= end for start, end in all_ranges(RULES, there.hours))


def _there(now: datetime) -> Office:
    return office(now, person(zone="UTC"), is_working=WEEKDAYS.is_working)


def test_ranges_meet_without_overlap() -> None:
    hours = MailHours(time(8), TUESDAY, WEEKDAYS.is_working)
    for ranges in (
        due_ranges((date(2026, 12, 1), date(2026, 12, 1)), RULES, hours),
        all_ranges(RULES, hours),
    ):
        assert all(start <= end for start, end in ranges)
        assert all(end < start for (_, end), (start, _) in pairwise(ranges))


def test_the_ends_of_the_calendar() -> None:
    hours = MailHours(time(8), datetime(2026, 12, 1, tzinfo=UTC))
    far = ReminderSettings(ladder=(-3660, 3660))
    assert due_ranges((date(1, 1, 3), date(1, 1, 3)), far, hours)[0][0] == date.min
