"""Who reads whose mail while somebody is away."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.invented import commitment, office, person
from tracker.followup.planning import plan_reminders
from tracker.followup.staff import Staff, is_away

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("covers", "reader"),
    [
        ({}, "Ana"),
        ({"Ana": "Ben"}, "Ben"),
        ({"Ana": "Ben", "Ben": "Chloe"}, "Chloe"),
        ({"Ana": "Ben", "Ben": "Chloe", "Chloe": "Dai"}, "Dai"),
        ({"Ana": "Ben", "Ben": "Ana"}, "Ana"),
        ({"Ana": "Ben", "Ben": "Chloe", "Chloe": "Ben"}, "Ana"),
        ({"Ana": "Ana"}, "Ana"),
        ({"Ana": None}, "Ana"),
        ({"Ana": "Left Long Ago"}, "Ana"),
        ({"Ben": "Chloe"}, "Ana"),
    ],
)
def test_chains_and_circles(covers: dict[str, str | None], reader: str) -> None:
    people = tuple(
        person(
            id=number,
            name=name,
            absent_until=FRIDAY if name in covers else None,
            cover=covers.get(name),
        )
        for number, name in enumerate(("Ana", "Ben", "Chloe", "Dai"))
    )
    assert Staff(people).reader(people[0], MONDAY).name == reader


@pytest.mark.parametrize(
    ("zone", "now", "away"),
    [
        ("UTC", "2026-11-27T23:59", True),
        ("UTC", "2026-11-28T00:00", False),
        ("Pacific/Kiritimati", "2026-11-27T10:00", False),
        ("Pacific/Pago_Pago", "2026-11-28T10:59", True),
    ],
)
def test_the_last_day_away_is_hers(zone: str, now: str, away: bool) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert is_away(person(zone=zone, absent_until=FRIDAY), instant) is away


def test_who_stands_in_reads_the_same_rung_at_her_hour() -> None:
    ana = person(absent_until=FRIDAY, cover="Ben Osei")
    ben = person(id=4, name="Ben Osei", zone="Pacific/Kiritimati")
    due = commitment(date(2026, 11, 30))
    (reminder,) = plan_reminders([due], office(MONDAY, ana, ben), {}).reminders
    assert (reminder.person, reminder.away) == (ben, ana)
    assert reminder.key == "reminder/c12/v1/p3/-7"
    assert reminder.at == datetime(2026, 11, 23, 7, tzinfo=UTC)
    # Back again, she is not told of it a second time.
    taken = {slot.key: 1 for slot in reminder.slots}
    assert plan_reminders([due], office(MONDAY, person(), ben), taken).reminders == ()
