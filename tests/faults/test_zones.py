"""Digests in awkward zones and at awkward hours, by the jobs themselves: one a day, whatever the clocks do.

The rule alone is held against all zones and three years in tests/followup/test_digest_periods.py.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.faults.conftest import Office, by_length
from tracker.store import tables
from tracker.store.unit import Act, writing

ZONES = {
    "Europe/Berlin": date(2027, 3, 28),
    "Africa/Cairo": date(2027, 4, 30),
    "America/Santiago": date(2027, 4, 4),
    "Australia/Lord_Howe": date(2027, 4, 4),
    "America/St_Johns": date(2027, 11, 7),
    "Asia/Kathmandu": date(2027, 6, 1),
}
"""Where the clocks change (or never do), and when."""
HOURS = [time(0), time(0, 30), time(1, 30), time(2, 30), time(8)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("zone", ZONES)
def test_one_digest_a_day_around_the_change_of_the_clocks(office: Office, zone: str) -> None:
    step = timedelta(minutes=by_length(30, 5))
    middle = ZONES[zone]
    begin = datetime.combine(middle - timedelta(days=2), time(12), ZoneInfo(zone))
    end = datetime.combine(middle + timedelta(days=2), time(12), ZoneInfo(zone))
    people = [
        {
            "name": f"At {hour}",
            "email": f"p{number}@office.example",
            "role": "staff",
            "zone": zone,
            "digest_cadence": "daily",
            "digest_weekday": 0,
            "digest_day": 1,
            "digest_at": hour,
        }
        for number, hour in enumerate(HOURS)
    ]
    with writing(office.engine, Act(begin, "ana", "ana")) as unit:
        unit.insert_many(tables.people, people, "person.added")
    now = begin
    utc = ZoneInfo("UTC")
    while now.astimezone(utc) <= end.astimezone(utc):
        office.clock.set(now.astimezone(utc))
        assert office.tracker("jobs", "run", "digests").code == 0
        now = (now.astimezone(utc) + step).astimezone(ZoneInfo(zone))

    taken = Counter(
        (event.change.after or {})["key"] for event in office.events() if event.action == "slot.taken"
    )
    days = [middle + timedelta(days=shift) for shift in range(-1, 3)]
    assert taken == Counter(f"digest/p{number}/{day}" for number in range(1, 6) for day in days)
