"""The reminder ladder, over year ends, leap days and zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import commitment, office, person
from tracker.config import ReminderSettings
from tracker.followup.planning import plan_reminders
from tracker.followup.reminders import PlannedReminder, Taken, rungs_of
from tracker.model import Basis, Commitment, ConditionState, Outcome, Person, Status

RULES = ReminderSettings()
DUE = date(2026, 12, 4)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def covered(keys: set[str]) -> Taken:
    """These slots, each with a message of its own."""
    return {key: number for number, key in enumerate(sorted(keys), 1)}


def planned(
    subject: Commitment, now: datetime, taken: set[str] | None = None, who: Person | None = None
) -> PlannedReminder | None:
    plan = plan_reminders([subject], office(now, who or person()), covered(taken or set()))
    assert len(plan.reminders) <= 1
    return plan.reminders[0] if plan.reminders else None


def mailed(subject: Commitment, first: datetime, last: datetime, step: timedelta) -> list[tuple[str, str]]:
    """Local day and rung of every mail when planning runs at each step."""
    taken: set[str] = set()
    seen = []
    now = first
    while now <= last:
        if reminder := planned(subject, now, taken):
            taken |= {slot.key for slot in reminder.slots}
            seen.append((f"{reminder.at:%Y-%m-%d %H:%M}", reminder.key.rsplit("/", 1)[1]))
        now += step
    return seen


def test_the_whole_ladder_in_winter_and_summer_time() -> None:
    assert mailed(commitment(DUE), at("2026-11-01"), at("2027-12-31"), timedelta(hours=12)) == [
        ("2026-11-20 07:00", "-14"),
        ("2026-11-27 07:00", "-7"),
        ("2026-12-03 07:00", "-1"),
        ("2026-12-04 07:00", "+0"),
        ("2026-12-05 07:00", "+1"),
        ("2026-12-11 07:00", "+7"),
        ("2026-12-18 07:00", "+14"),
        ("2027-01-01 07:00", "+28"),
        ("2027-01-29 07:00", "+56"),
        ("2027-02-26 07:00", "+84"),
        ("2027-03-26 07:00", "+112"),
        ("2027-04-23 06:00", "+140"),
        ("2027-05-21 06:00", "+168"),
        ("2027-06-18 06:00", "+196"),
    ]


@pytest.mark.parametrize(
    ("due", "rung", "instant"),
    [
        (date(2028, 3, 1), "-1", "2028-02-29 07:00"),
        (date(2028, 2, 29), "+1", "2028-03-01 07:00"),
        (date(2028, 2, 29), "+0", "2028-02-29 07:00"),
        (date(2027, 1, 1), "-1", "2026-12-31 07:00"),
        (date(2026, 12, 31), "+1", "2027-01-01 07:00"),
        (date(2027, 3, 28), "+0", "2027-03-28 06:00"),  # the night in which Berlin's clocks go forward
    ],
)
def test_rungs_are_calendar_days(due: date, rung: str, instant: str) -> None:
    reminder = planned(commitment(due), at(instant))
    assert reminder is not None
    assert reminder.key == f"reminder/c12/v1/p3/{rung}"
    assert f"{reminder.at:%Y-%m-%d %H:%M}" == instant


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("Pacific/Kiritimati", "2026-12-03 18:00"),
        ("Asia/Kathmandu", "2026-12-04 02:15"),
        ("UTC", "2026-12-04 08:00"),
        ("America/St_Johns", "2026-12-04 11:30"),
        ("Pacific/Pago_Pago", "2026-12-04 19:00"),
        ("Nowhere/Dropped", "2026-12-04 08:00"),
    ],
)
def test_the_hour_is_the_readers(zone: str, instant: str) -> None:
    taken = {"reminder/c12/v1/p3/-1"}
    who = person(zone=zone)
    assert planned(commitment(DUE), at(instant) - timedelta(seconds=1), taken, who) is None
    reminder = planned(commitment(DUE), at(instant), taken, who)
    assert reminder is not None
    assert reminder.at == at(instant)


def test_missed_rungs_make_one_reminder_of_the_most_urgent() -> None:
    reminder = planned(commitment(DUE), at("2026-12-12 12:00"), {"reminder/c12/v1/p3/-14"})
    assert reminder is not None
    assert [slot.key.rsplit("/", 1)[1] for slot in reminder.slots] == ["-7", "-1", "+0", "+1", "+7"]
    assert reminder.key.endswith("/+7")
    taken = {"reminder/c12/v1/p3/-14"} | {slot.key for slot in reminder.slots}
    assert planned(commitment(DUE), at("2026-12-12 12:00"), taken) is None


def test_a_rung_added_to_the_ladder_does_not_look_back() -> None:
    rules = ReminderSettings(ladder=(-14, -7, -3, -1, 0, 1))
    taken = {f"reminder/c12/v1/p3/{rung}" for rung in ("-14", "-7", "-1")}
    there = office(at("2026-12-03 12:00"), rules=rules)
    assert not plan_reminders([commitment(DUE)], there, covered(taken)).reminders


def test_rungs_before_the_day_of_adding_never_fire() -> None:
    # 23:30 on 27 November in UTC is the 28th where Ana lives: the rung of the 27th is history.
    late = commitment(DUE, added=at("2026-11-27 23:30"))
    assert planned(late, at("2026-11-28 12:00")) is None
    same_day = commitment(DUE, added=at("2026-11-27 22:30"))
    reminder = planned(same_day, at("2026-11-27 22:31"))
    assert reminder is not None
    assert [slot.key for slot in reminder.slots] == ["reminder/c12/v1/p3/-7"]


def test_an_old_archive_makes_no_flood() -> None:
    now = at("2026-11-23 12:00")
    archive = [
        commitment(date(2016, 1, 1) + timedelta(days=7 * week), id=week, added=now) for week in range(500)
    ]
    assert plan_reminders(archive, office(now + timedelta(days=30)), {}).reminders == ()


def test_what_passed_while_it_was_closed_never_fires() -> None:
    reopened = commitment(DUE, changed=at("2026-12-20 10:00"))
    assert planned(reopened, at("2026-12-20 11:00")) is None
    reminder = planned(reopened, at("2027-01-01 08:00"))
    assert reminder is not None
    assert [slot.key.rsplit("/", 1)[1] for slot in reminder.slots] == ["+28"]


def test_a_policy_day_is_mailed_once_on_the_day() -> None:
    review = commitment(DUE, Basis.POLICY)
    assert mailed(review, at("2026-11-01"), at("2027-12-31"), timedelta(days=1)) == [
        ("2026-12-04 07:00", "+0")
    ]


def test_a_changed_deadline_starts_a_new_ladder() -> None:
    taken = {f"reminder/c12/v1/p3/{rung:+d}" for rung in rungs_of(commitment(DUE), RULES)}
    reminder = planned(commitment(DUE, deadline_version=2), at("2026-12-04 12:00"), taken)
    assert reminder is not None
    assert reminder.key == "reminder/c12/v2/p3/+0"
    assert {slot.deadline_version for slot in reminder.slots} == {2}


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.PROPOSED},
        {"status": Status.RESOLVED, "outcome": Outcome.WITHDRAWN},
        {"status": Status.DISMISSED},
        {
            "status": Status.RESOLVED,
            "outcome": Outcome.KEPT,
            "condition": "if asked",
            "condition_state": ConditionState.DORMANT,
        },
    ],
)
def test_what_is_closed_is_never_mailed(changes: dict[str, Any]) -> None:
    plan = plan_reminders([commitment(DUE, **changes)], office(at("2026-12-20")), {})
    assert plan.reminders == ()
    assert plan.unowned == ()


def test_without_a_known_owner_nobody_is_mailed() -> None:
    nobodys = [commitment(DUE, id=1, owner=None), commitment(DUE, id=2, owner="Left Long Ago")]
    plan = plan_reminders(nobodys, office(at("2026-12-20")), {})
    assert plan.reminders == ()
    assert [each.id for each in plan.unowned] == [1, 2]


@pytest.mark.parametrize("due", [date.min, date.max, None])
def test_the_ends_of_the_calendar(due: date | None) -> None:
    assert planned(commitment(due), at("2026-12-04")) is None


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (ReminderSettings(ladder=()), ()),
        (ReminderSettings(ladder=(7, -1, 7), repeat_times=0), (-1, 7)),
        (ReminderSettings(ladder=(-7,), repeat_every=10, repeat_times=2), (-7, 10, 20)),
    ],
)
def test_ladders_of_other_offices(rules: ReminderSettings, expected: tuple[int, ...]) -> None:
    assert rungs_of(commitment(DUE), rules) == expected


@given(
    gaps=st.lists(st.integers(1, 40 * 24), min_size=1, max_size=40),
    offset=st.integers(-30, 200),
    zone=st.sampled_from(["Europe/Berlin", "Pacific/Apia", "America/Santiago", "Asia/Kathmandu"]),
)
def test_whenever_planning_runs_each_rung_is_covered_once(gaps: list[int], offset: int, zone: str) -> None:
    added = at("2026-12-04 09:00") + timedelta(days=offset)
    subject = commitment(DUE, added=added)
    taken: list[str] = []
    now = added
    for gap in gaps:
        now += timedelta(hours=gap)
        if reminder := planned(subject, now, set(taken), person(zone=zone)):
            taken += [slot.key for slot in reminder.slots]
            assert reminder.at <= now
    everything = planned(subject, now, set(), person(zone=zone))
    assert sorted(taken) == sorted(slot.key for slot in everything.slots) if everything else not taken
