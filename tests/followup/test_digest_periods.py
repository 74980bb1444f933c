"""When a digest is due: exactly one a period, in every zone, over clock changes and downtime.

The whole, three years in all zones at all these hours, runs with TRACKER_FAULTS=full; else the days around the clock
changes of some zones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tests.invented import person
from tracker.extraction.deadlines import holiday_calendar
from tracker.followup.digests import Period, digest_slot, digests_instead, due_period, latest_period
from tracker.model import Cadence, DigestSchedule

FULL = os.environ.get("TRACKER_FAULTS") == "full"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
AWKWARD_HOURS = [time(0), time(0, 30), time(1, 30), time(2, 30), time(8)]
AWKWARD_ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Asuncion",
    "America/Havana",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(schedule: DigestSchedule, zone: str, now: datetime) -> Period:
    period = due_period(schedule, zone, now, LONG_AGO)
    assert period is not None
    return period


def days_to_check(zone: str) -> Iterator[date]:
    """All days, or the first and those beside a change of the clocks."""
    info = ZoneInfo(zone)
    day = FIRST
    while day < LAST:
        around = (datetime.combine(day + timedelta(days=shift), time(12), info) for shift in (-2, 2))
        if FULL or day == FIRST or len({moment.utcoffset() for moment in around}) > 1:
            yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("zone", sorted(available_timezones()) if FULL else AWKWARD_ZONES)
def test_exactly_one_digest_a_day_in_every_zone(zone: str) -> None:
    days = list(days_to_check(zone))
    for hour in AWKWARD_HOURS:
        schedule = DigestSchedule(Cadence.DAILY, at=hour)
        for day in days:
            instant = datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
            before = due(schedule, zone, instant - timedelta(microseconds=1))
            after = due(schedule, zone, instant)
            assert (before.day, after.day) == (day - timedelta(days=1), day)
            assert (after.at, after.previous) == (instant, before.at)


@pytest.mark.parametrize(
    ("zone", "schedule", "day", "instant"),
    [
        # Clocks go forward in the night before: midnight of Monday is there all the same.
        ("Europe/Berlin", DigestSchedule(at=time(0)), date(2027, 3, 29), "2027-03-28 22:00"),
        # 24 April 2026 begins at 01:00 in Cairo.
        ("Africa/Cairo", DigestSchedule(weekday=4, at=time(0)), date(2026, 4, 24), "2026-04-23 22:00"),
        ("Africa/Cairo", DigestSchedule(weekday=4, at=time(0, 30)), date(2026, 4, 24), "2026-04-23 22:30"),
        # 02:30 comes twice in Berlin on 25 October 2026: the first counts.
        ("Europe/Berlin", DigestSchedule(weekday=6, at=time(2, 30)), date(2026, 10, 25), "2026-10-25 00:30"),
        ("Asia/Kathmandu", DigestSchedule(), date(2026, 11, 23), "2026-11-23 02:15"),
        (
            "America/New_York",
            DigestSchedule(Cadence.MONTHLY, day=28),
            date(2027, 2, 28),
            "2027-02-28 13:00",
        ),
    ],
)
def test_named_nights(zone: str, schedule: DigestSchedule, day: date, instant: str) -> None:
    period = due(schedule, zone, at(instant))
    assert (period.day, period.at) == (day, at(instant))
    assert due(schedule, zone, at(instant) - timedelta(seconds=1)).day < day


@pytest.mark.parametrize(
    ("cadence", "previous"),
    [
        (Cadence.DAILY, "2026-11-22 08:00"),
        (Cadence.WEEKLY, "2026-11-16 08:00"),
        (Cadence.MONTHLY, "2026-10-23 07:00"),  # still summer time in London
    ],
)
def test_the_period_before(cadence: Cadence, previous: str) -> None:
    schedule = DigestSchedule(cadence, weekday=0, day=23)
    assert due(schedule, "Europe/London", at("2026-11-23 08:00")).previous == at(previous)


def test_only_the_latest_missed_digest_and_marked_late() -> None:
    weekly = DigestSchedule()
    for now, late in [
        ("2026-11-23 08:00", False),
        ("2026-11-24 08:00", False),
        ("2026-11-24 08:01", True),
        ("2026-11-29 23:59", True),
    ]:
        period = due(weekly, "UTC", at(now))
        assert (period.day, period.late) == (date(2026, 11, 23), late)
    assert due(weekly, "UTC", at("2026-12-02 12:00")).day == date(2026, 11, 30)


def test_nobody_gets_a_digest_for_the_time_before_she_was_there() -> None:
    now = at("2026-11-23 12:00")
    assert due_period(DigestSchedule(), "UTC", now, at("2026-11-23 08:01")) is None
    assert due_period(DigestSchedule(), "UTC", now, at("2026-11-23 08:00")) is not None
    assert due_period(DigestSchedule(), "UTC", at("2026-11-30 08:00"), at("2026-11-23 08:01")) is not None


GERMAN = holiday_calendar("DE").is_working


def mailed(schedule: DigestSchedule, first: date, days: int) -> list[tuple[str, str]]:
    """When each digest goes out, and of which day it is, when planning runs every hour."""
    now = datetime.combine(first, time(7, 30), UTC)
    last = latest_period(schedule, "UTC", now, GERMAN).day
    seen: list[tuple[str, str]] = []
    for _ in range(days * 24):
        now += timedelta(hours=1)
        period = due_period(schedule, "UTC", now, LONG_AGO, GERMAN)
        if period and period.day != last:
            assert not period.late
            last = period.day
            seen.append((f"{now:%m-%d %H}", f"{period.day:%m-%d}"))
    return seen


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        # Christmas is a Friday and a Saturday in 2026; one digest on Monday stands for the four days.
        (
            DigestSchedule(Cadence.DAILY),
            [
                ("12-21 08", "12-21"),
                ("12-22 08", "12-22"),
                ("12-23 08", "12-23"),
                ("12-24 08", "12-24"),
                ("12-28 08", "12-28"),
                ("12-29 08", "12-29"),
                ("12-30 08", "12-30"),
                ("12-31 08", "12-31"),
                ("01-04 08", "01-04"),
            ],
        ),
        (DigestSchedule(weekday=4), [("12-28 08", "12-25"), ("01-04 08", "01-01")]),
        (DigestSchedule(weekday=6), [("12-21 08", "12-20"), ("12-28 08", "12-27"), ("01-04 08", "01-03")]),
        (DigestSchedule(Cadence.MONTHLY, day=26), [("12-28 08", "12-26")]),
    ],
)
def test_a_quiet_day_moves_a_digest_to_the_next_working_day(
    schedule: DigestSchedule, expected: list[tuple[str, str]]
) -> None:
    assert mailed(schedule, date(2026, 12, 21), 15) == expected


def test_what_was_missed_goes_out_on_no_quiet_day() -> None:
    weekly = DigestSchedule(weekday=3)
    for early in ("2026-12-05 12:00", "2026-12-07 07:59"):
        assert due_period(weekly, "UTC", at(early), LONG_AGO, GERMAN) is None
    period = due_period(weekly, "UTC", at("2026-12-07 08:00"), LONG_AGO, GERMAN)
    assert period is not None
    assert (period.day, period.late) == (date(2026, 12, 3), True)


@pytest.mark.parametrize(
    ("schedule", "first", "last"),
    [
        (DigestSchedule(Cadence.DAILY), "2026-11-26", "2026-11-26"),
        (DigestSchedule(Cadence.WEEKLY), "2026-11-24", "2026-11-30"),
        (DigestSchedule(Cadence.MONTHLY), "2026-11-02", "2026-12-01"),
    ],
)
def test_which_later_digests_stand_for_one(schedule: DigestSchedule, first: str, last: str) -> None:
    """Up to the next one, on whatever day of another schedule."""
    ana = person()
    period = latest_period(schedule, "UTC", at("2026-11-25 09:00"))
    instead = [slot.key.rpartition("/")[2] for slot in digests_instead(ana, schedule, period)]
    assert (instead[0], instead[-1]) == (first, last)


def test_a_daily_digest_before_a_weekend_is_replaced_by_that_of_the_working_day_after_it() -> None:
    daily = DigestSchedule(Cadence.DAILY)
    friday = latest_period(daily, "UTC", at("2026-11-27 09:00"), GERMAN)
    monday = latest_period(daily, "UTC", at("2026-11-30 09:00"), GERMAN)
    assert digest_slot(person(), monday) in digests_instead(person(), daily, friday, GERMAN)
