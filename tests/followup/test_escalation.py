"""What has been overdue for long goes higher."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.invented import commitment, office, person
from tracker.config import ReminderSettings
from tracker.followup.planning import plan_reminders
from tracker.followup.reminders import Office, PlannedReminder, Reason
from tracker.model import Basis, Commitment, ConditionState, Outcome, Person, Role, Status

DUE = date(2026, 11, 2)
ANA = person(zone="UTC")
BEN = person(id=4, name="Ben Osei", zone="UTC")
CHLOE = person(id=5, name="Chloe Adu", zone="UTC", role=Role.ADMIN)
DAI = person(id=6, name="Dai Rees", zone="UTC", role=Role.ADMIN)
LEADS = {"Fair Looms": BEN.name}
EVERYONE = (ANA, BEN, CHLOE, DAI)


def days_over(days: int, *people: Person, **changes: Any) -> Office:
    now = datetime(2026, 11, 2, 12, tzinfo=UTC) + timedelta(days=days)
    return office(now, *(people or EVERYONE), **({"leads": LEADS} | changes))


def whole_life(subject: Commitment, *people: Person, **changes: Any) -> list[tuple[int, str, str]]:
    """Days over, reader and reason of all mails but the owner's."""
    taken: dict[str, int | None] = {}
    seen = []
    for day in range(-20, 120):
        for reminder in plan_reminders([subject], days_over(day, *people, **changes), taken).reminders:
            taken |= {slot.key: len(taken) for slot in reminder.slots}
            if reminder.reason is Reason.ESCALATED:
                seen.append((day, reminder.person.name, reminder.key))
    return seen


def test_the_third_overdue_rung_goes_to_the_lead_the_fourth_to_the_admins() -> None:
    assert whole_life(commitment(DUE)) == [
        (14, "Ben Osei", "escalation/c12/v1/p4/+14"),
        (28, "Chloe Adu", "escalation/c12/v1/p5/+28"),
        (28, "Dai Rees", "escalation/c12/v1/p6/+28"),
    ]


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        (ReminderSettings(escalate_to_lead=1, escalate_to_admins=0), [1]),
        (ReminderSettings(escalate_to_lead=0, escalate_to_admins=5), [56, 56]),
        (ReminderSettings(escalate_to_lead=0, escalate_to_admins=0), []),
        (ReminderSettings(escalate_to_lead=99, escalate_to_admins=0), []),
        (ReminderSettings(ladder=(-7, 0), repeat_every=10, escalate_to_lead=2), [20, 40, 40]),
        (ReminderSettings(ladder=(), escalate_to_lead=1), []),
    ],
)
def test_other_ladders(rules: ReminderSettings, days: list[int]) -> None:
    assert [day for day, *_ in whole_life(commitment(DUE), rules=rules)] == days


@pytest.mark.parametrize(
    ("changes", "readers"),
    [
        ({"owner": BEN.name}, ["Chloe Adu", "Dai Rees"]),
        ({"owner": CHLOE.name}, ["Ben Osei", "Dai Rees"]),
        ({"owner": None}, ["Ben Osei", "Chloe Adu", "Dai Rees"]),
        ({"case": None}, ["Chloe Adu", "Dai Rees"]),
        ({"case": "Wells"}, ["Chloe Adu", "Dai Rees"]),
        ({"status": Status.RESOLVED, "outcome": Outcome.BROKEN}, []),
        ({"status": Status.PROPOSED}, []),
        ({"condition": "if asked", "condition_state": ConditionState.DORMANT}, []),
    ],
)
def test_whom_it_reaches(changes: dict[str, Any], readers: list[str]) -> None:
    assert [name for _, name, _ in whole_life(commitment(DUE, **changes))] == readers


def test_a_policy_day_never_goes_higher() -> None:
    assert whole_life(commitment(DUE, Basis.POLICY)) == []


def test_a_lead_who_is_an_admin_is_told_at_both_rungs_and_caught_up_in_one() -> None:
    leads = {"Fair Looms": CHLOE.name}
    assert whole_life(commitment(DUE), leads=leads) == [
        (14, "Chloe Adu", "escalation/c12/v1/p5/+14"),
        (28, "Chloe Adu", "escalation/c12/v1/p5/+28"),
        (28, "Dai Rees", "escalation/c12/v1/p6/+28"),
    ]
    late = plan_reminders([commitment(DUE)], days_over(40, leads=leads), {}).reminders
    (hers,) = [each for each in late if each.person == CHLOE]
    assert [slot.key for slot in hers.slots] == ["escalation/c12/v1/p5/+14", "escalation/c12/v1/p5/+28"]


def only(found: tuple[PlannedReminder, ...], reader: Person) -> PlannedReminder:
    (reminder,) = [each for each in found if each.person.id == reader.id]
    return reminder


def test_it_counts_the_mails_that_the_owner_got() -> None:
    stem = "reminder/c12/v1/p3/"
    taken: dict[str, int | None] = {
        f"{stem}-7": 1,
        f"{stem}-1": 2,
        f"{stem}+0": 2,
        f"{stem}+1": 3,
        f"{stem}+7": 4,
    }
    taken |= {"reminder/c12/v0/p3/+7": 9, "reminder/c12/v1/p33/+7": 10, "reminder/c121/v1/p3/+7": 11}
    found = plan_reminders([commitment(DUE)], days_over(14), taken).reminders
    assert only(found, BEN).times == 5  # four before, and the one that goes out now
    later = plan_reminders([commitment(DUE)], days_over(15), taken | {f"{stem}+14": 5}).reminders
    assert only(later, BEN).times == 5
    nobodys = plan_reminders([commitment(DUE, owner=None)], days_over(14), {}).reminders
    assert only(nobodys, BEN).times == 0


def test_other_rules_do_not_look_back() -> None:
    taken: dict[str, int | None] = {"escalation/c12/v1/p4/+14": 1, "reminder/c12/v1/p3/+14": 2}
    sooner = ReminderSettings(escalate_to_lead=1, escalate_to_admins=0)
    assert plan_reminders([commitment(DUE)], days_over(20, rules=sooner), taken).reminders == ()
    later = ReminderSettings(escalate_to_lead=4, escalate_to_admins=0)
    (_, again) = plan_reminders([commitment(DUE)], days_over(28, rules=later), taken).reminders[::-1]
    assert again.key == "escalation/c12/v1/p4/+28"


def test_a_new_admin_is_not_told_of_the_past() -> None:
    hired = {CHLOE.id: datetime(2026, 12, 1, 12, tzinfo=UTC), DAI.id: datetime(2026, 11, 30, 12, tzinfo=UTC)}
    found = plan_reminders([commitment(DUE)], days_over(30, added=hired), {}).reminders
    assert {each.person.name for each in found} == {"Ana Kovač", "Ben Osei", "Dai Rees"}


def away(who: Person, cover: Person) -> Person:
    from dataclasses import replace

    return replace(who, absent_until=date(2027, 12, 31), cover=cover.name)


def test_who_stands_in_for_the_lead_is_told() -> None:
    found = plan_reminders([commitment(DUE)], days_over(14, ANA, away(BEN, DAI), DAI), {}).reminders
    reminder = only(found, DAI)
    assert reminder.away is not None
    assert reminder.away.name == "Ben Osei"
    assert reminder.key == "escalation/c12/v1/p4/+14"


def test_the_owner_never_stands_in_for_those_above() -> None:
    found = plan_reminders([commitment(DUE)], days_over(14, ANA, away(BEN, ANA)), {}).reminders
    assert sorted(each.person.name for each in found) == ["Ana Kovač", "Ben Osei"]


def test_who_stands_in_for_the_owner_is_told_once() -> None:
    (reminder,) = plan_reminders([commitment(DUE)], days_over(14, away(ANA, BEN), BEN), {}).reminders
    assert (reminder.person.name, reminder.reason) == ("Ben Osei", Reason.DUE)
    assert "escalation/c12/v1/p4/+14" in {slot.key for slot in reminder.slots}
    assert reminder.key == "reminder/c12/v1/p3/+14"


def test_two_admins_whose_mail_one_reads_make_one_mail() -> None:
    people = (ANA, BEN, away(CHLOE, BEN), away(DAI, BEN))
    found = plan_reminders([commitment(DUE, case=None)], days_over(28, *people), {}).reminders
    assert {slot.person_id for slot in only(found, BEN).slots} == {CHLOE.id, DAI.id}
