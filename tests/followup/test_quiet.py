"""On which days mail goes out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import commitment, office, person
from tracker.config import ReminderSettings
from tracker.extraction.deadlines import holiday_calendar
from tracker.followup.planning import plan_reminders
from tracker.followup.quiet import LONGEST_REST, MailHours, next_working, previous_working
from tracker.model import Basis, Commitment

GERMAN = holiday_calendar("DE").is_working
SAUDI = holiday_calendar("SA").is_working


def mailed(subject: Commitment, first: date, last: date, at: int = 12) -> list[str]:
    """Day and rungs of every mail, when planning runs each day at that hour (UTC)."""
    taken: dict[str, int | None] = {}
    seen = []
    day = first
    while day <= last:
        now = datetime.combine(day, time(at), UTC)
        plan = plan_reminders([subject], office(now, is_working=GERMAN), taken)
        for reminder in plan.reminders:
            keys = [slot.key for slot in reminder.slots]
            taken |= dict.fromkeys(keys, len(taken))
            seen.append(f"{day:%m-%d} {' '.join(key.rsplit('/', 1)[1] for key in keys)}")
        day += timedelta(days=1)
    return seen


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        # Friday 4 December 2026: the rungs of the 5th move to Monday, nothing else falls on a quiet day.
        (
            date(2026, 12, 4),
            [
                "11-20 -14",
                "11-27 -7",
                "12-03 -1",
                "12-04 +0",
                "12-07 +1",
                "12-11 +7",
                "12-18 +14",
                "01-04 +28",
            ],
        ),
        # A Sunday: warnings come on the Friday before, the day itself on Monday with the first day over.
        (
            date(2026, 12, 6),
            ["11-20 -14", "11-27 -7", "12-04 -1", "12-07 +0 +1", "12-14 +7", "12-21 +14", "01-04 +28"],
        ),
        # The first day of Christmas, a Friday; the second is a Saturday. The 24th is a working day.
        (
            date(2026, 12, 25),
            ["12-11 -14", "12-18 -7", "12-24 -1", "12-28 +0 +1", "01-04 +7", "01-08 +14", "01-22 +28"],
        ),
        # New Year's Day; a week before it is Christmas Day.
        (
            date(2027, 1, 1),
            ["12-18 -14", "12-24 -7", "12-31 -1", "01-04 +0 +1", "01-08 +7", "01-15 +14", "01-29 +28"],
        ),
    ],
)
def test_rungs_around_quiet_days(due: date, expected: list[str]) -> None:
    found = mailed(commitment(due), date(2026, 11, 15), due + timedelta(days=35))
    assert found == expected


def test_a_policy_day_on_a_sunday_is_looked_at_on_monday() -> None:
    review = commitment(date(2026, 12, 6), Basis.POLICY)
    assert mailed(review, date(2026, 11, 15), date(2027, 1, 10)) == ["12-07 +0"]


def test_what_is_added_on_a_quiet_day_waits_for_the_next_working_day() -> None:
    saturday = datetime(2026, 12, 5, 10, tzinfo=UTC)
    added = commitment(date(2026, 12, 7), added=saturday, changed=saturday)
    assert mailed(added, date(2026, 12, 5), date(2026, 12, 10)) == ["12-07 -1 +0", "12-08 +1"]
    assert mailed(added, date(2026, 12, 5), date(2026, 12, 10), at=1)[0] == "12-08 -1 +0"


def test_after_a_downtime_nothing_goes_out_on_a_sunday() -> None:
    assert mailed(commitment(date(2026, 12, 4)), date(2026, 12, 5), date(2026, 12, 8)) == [
        "12-07 -14 -7 -1 +0 +1"
    ]


@given(due=st.dates(date(2026, 1, 1), date(2027, 12, 31)), hour=st.integers(0, 23))
def test_never_on_a_quiet_day_and_each_rung_once(due: date, hour: int) -> None:
    taken: dict[str, int | None] = {}
    rules = ReminderSettings(repeat_times=1)
    now = datetime.combine(due - timedelta(days=20), time(hour), UTC)
    for _ in range(90):
        there = office(now, person(zone="UTC"), rules=rules, is_working=GERMAN)
        for reminder in plan_reminders([commitment(due)], there, taken).reminders:
            assert GERMAN(now.date())
            keys = [slot.key for slot in reminder.slots]
            assert not set(keys) & taken.keys()
            taken |= dict.fromkeys(keys, None)
        now += timedelta(days=1)
    assert len(taken) == 9


def test_weekends_are_those_of_the_country() -> None:
    friday, sunday = date(2026, 12, 4), date(2026, 12, 6)
    assert next_working(friday, GERMAN) == previous_working(friday, GERMAN) == friday
    assert next_working(friday, SAUDI) == sunday
    assert previous_working(friday, SAUDI) == date(2026, 12, 3)


def test_a_calendar_without_working_days_stops_nobodys_mail() -> None:
    day = date(2026, 12, 4)
    assert next_working(day, lambda _: False) == previous_working(day, lambda _: False) == day
    assert next_working(day, lambda each: each > day + timedelta(days=LONGEST_REST)) == day


@pytest.mark.parametrize(
    ("now", "open_there", "past"),
    [
        ("2026-12-04T23:59", True, "2026-12-04"),  # Friday
        ("2026-12-05T00:00", False, "2026-12-04"),
        ("2026-12-06T12:00", False, "2026-12-06"),
        ("2026-12-07T07:59", False, "2026-12-06"),
        ("2026-12-07T08:00", True, "2026-12-07"),
        ("2026-12-08T03:00", True, "2026-12-07"),
    ],
)
def test_when_mail_may_go(now: str, open_there: bool, past: str) -> None:
    hours = MailHours(time(8), datetime.fromisoformat(now).replace(tzinfo=UTC), GERMAN)
    assert hours.is_open("UTC") is open_there
    assert hours.past_day("UTC") == date.fromisoformat(past)
