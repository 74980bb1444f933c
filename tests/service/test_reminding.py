"""Planning looks only where something can be due, and misses nothing that looking at everything would find."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.store.samples import add_commitment, add_letter, add_organisation, add_person
from tracker.config import MailSettings, ReminderSettings, Settings
from tracker.model import Slot
from tracker.service.planning import Planning, enqueue
from tracker.service.reminding import due_reminders
from tracker.store import marks, slots, tables
from tracker.store.unit import Act, Unit, reading, writing

MONDAY = datetime(2026, 6, 1, 5, tzinfo=UTC)
ZONES = ["Europe/Berlin", "America/Lima", "Pacific/Kiritimati"]
SETTINGS = Settings(mail=MailSettings(sender="tracker@office.example"))
CALM = {"status": "resolved", "outcome": "kept"}


def is_working(day: date) -> bool:
    return day.weekday() < 5


class Desk:
    """A store with three people and a clock; plans as the job does."""

    def __init__(self, engine: Engine, settings: Settings = SETTINGS) -> None:
        self.engine = engine
        self.settings = settings
        self.now = MONDAY - timedelta(days=40)
        with self.act() as unit:
            self.people = [
                add_person(unit, name, zone=zone, role=role)
                for name, zone, role in zip(
                    ("Ana", "Ben", "Chloe"), ZONES, ("staff", "staff", "admin"), strict=True
                )
            ]
            case = unit.insert(tables.cases, {"name": "Wells", "lead_id": self.people[1]}, "case.added")
            self.organisation = add_organisation(unit)
            self.letter = add_letter(unit, self.organisation, case_id=case)
        self.now = MONDAY

    def act(self) -> Any:
        return writing(self.engine, Act(self.now, "ana", "ana"))

    def add(self, due: date | None, **values: Any) -> int:
        with self.act() as unit:
            basis = {} if due else {"due_basis": None}
            row = {"owner_id": self.people[0], "added": self.now, "changed": self.now, "due": due, **basis}
            return add_commitment(unit, self.letter, self.organisation, **(row | values))

    def change(self, number: int, **values: Any) -> None:
        with self.act() as unit:
            unit.update(tables.commitments, number, values, "commitment.changed")

    def find(self, *, afresh: bool = False) -> Planning:
        return due_reminders(self.engine, self.settings, self.now, is_working, afresh=afresh)

    def plan(self) -> list[str]:
        """The slot keys of one round, with everything written."""
        found = self.find()
        assert not found.failed
        enqueue(self.engine, Act(self.now, "ana", "ana"), found)
        return sorted(slot.key for planned in found.planned for slot in planned.slots)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_an_idle_round_asks_little_and_writes_nothing(desk: Desk) -> None:
    desk.add(date(2026, 6, 8))
    desk.plan()
    desk.plan()  # its own slots are events, which are looked at once
    desk.now += timedelta(minutes=1)
    statements: list[str] = []
    event.listen(desk.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    with reading(desk.engine) as connection:
        before = marks.by_zone(connection)
    assert desk.plan() == []
    with reading(desk.engine) as connection:
        assert marks.by_zone(connection) == before
    assert not [each for each in statements if "INSERT" in each or "BEGIN IMMEDIATE" in each]
    assert not [each for each in statements if "commitments" in each]


def test_the_day_comes_for_each_zone_at_its_own_hour(desk: Desk) -> None:
    for owner in desk.people[:2]:
        desk.add(date(2026, 6, 9), owner_id=owner)
    desk.plan()
    seen = []
    desk.now = datetime(2026, 6, 2, 0, 5, tzinfo=UTC)
    for _ in range(24):
        seen += [(desk.now.hour, key) for key in desk.plan()]
        desk.now += timedelta(hours=1)
    assert [(hour, key.rsplit("/", 2)[1:]) for hour, key in seen] == [
        (6, [f"p{desk.people[0]}", "-7"]),
        (13, [f"p{desk.people[1]}", "-7"]),
    ]


def _set_day(desk: Desk, number: int) -> None:
    desk.change(number, due=date(2026, 6, 9), deadline_version=2)


def _give_away(desk: Desk, number: int) -> None:
    desk.change(number, owner_id=desk.people[1])


def _reopen(desk: Desk, number: int) -> None:
    desk.change(number, **CALM)
    desk.change(number, status="open", outcome=None, due=date(2026, 6, 2), deadline_version=3)


@pytest.mark.parametrize("change", [_set_day, _give_away, _reopen])
def test_what_changes_is_looked_at_at_once(desk: Desk, change: Callable[[Desk, int], None]) -> None:
    number = desk.add(date(2026, 6, 3))
    desk.now = datetime(2026, 6, 2, 20, tzinfo=UTC)
    assert desk.plan() != []
    assert desk.plan() == []
    change(desk, number)
    expected = [slot.key for planned in desk.find(afresh=True).planned for slot in planned.slots]
    assert expected
    assert desk.plan() == sorted(expected)


def test_a_freed_slot_is_planned_anew_under_another_message_id(desk: Desk) -> None:
    desk.add(date(2026, 6, 3))
    desk.now = datetime(2026, 6, 2, 20, tzinfo=UTC)
    ids = []
    for _ in range(3):
        found = desk.find()
        (planned,) = found.planned
        assert planned.mail is not None
        ids.append(planned.mail.message_id)
        keys = desk.plan()
        with desk.act() as unit:
            slots.release(unit, [Slot(key, desk.people[0]) for key in keys])
    assert len(set(ids)) == 3


def test_what_comes_on_a_quiet_day_waits(desk: Desk) -> None:
    saturday = datetime(2026, 6, 6, 12, tzinfo=UTC)
    desk.plan()
    number = desk.add(
        date(2026, 6, 12), added=MONDAY - timedelta(days=30), changed=MONDAY - timedelta(days=30)
    )
    desk.change(number, owner_id=desk.people[0])
    desk.now = saturday
    desk.change(number, deadline_version=2)
    for _ in range(42):
        assert desk.plan() == []
        desk.now += timedelta(hours=1)
    assert desk.now == datetime(2026, 6, 8, 6, tzinfo=UTC)
    assert desk.plan() == [f"reminder/c{number}/v2/p{desk.people[0]}/{rung}" for rung in ("-14", "-7")]


def test_a_clock_that_was_wrong_for_a_while_loses_nothing(desk: Desk) -> None:
    desk.plan()
    desk.now = MONDAY + timedelta(days=3)
    desk.plan()
    desk.now = MONDAY + timedelta(hours=12)
    desk.plan()
    number = desk.add(date(2026, 6, 10))
    desk.plan()
    desk.now = datetime(2026, 6, 3, 6, 30, tzinfo=UTC)
    assert desk.plan() == [f"reminder/c{number}/v1/p{desk.people[0]}/-7"]


def test_the_mark_stays_where_another_planner_was_faster(desk: Desk) -> None:
    desk.add(date(2026, 6, 3))
    other = desk.add(date(2026, 6, 3))
    desk.now = datetime(2026, 6, 2, 20, tzinfo=UTC)
    found = desk.find()
    with desk.act() as unit:
        slots.take(unit, [(found.planned[0].slots[0], None)])
    assert enqueue(desk.engine, Act(desk.now, "ana", "ana"), found) == 1
    assert {slot.commitment_id for slot in found.planned[1].slots} == {other}
    with reading(desk.engine) as connection:
        assert marks.by_zone(connection) == {}
    desk.plan()
    with reading(desk.engine) as connection:
        assert len(marks.by_zone(connection)) == 4  # where people live, and where the office is


def test_other_rules_are_planned_anew(desk: Desk) -> None:
    number = desk.add(date(2026, 6, 5))
    desk.now = datetime(2026, 6, 2, 20, tzinfo=UTC)
    assert desk.plan() == []
    desk.settings = Settings(mail=SETTINGS.mail, reminders=ReminderSettings(ladder=(-3, 0)))
    assert desk.plan() == [f"reminder/c{number}/v1/p{desk.people[0]}/-3"]


def _a_change(desk: Desk, dice: random.Random, numbers: list[int]) -> None:
    """Something that people do."""
    day = desk.now.date() + timedelta(days=dice.randrange(-10, 25))
    dormant = {"condition": "if asked", "condition_state": "dormant"}
    match dice.randrange(9):
        case 0 | 1 | 2:
            values: dict[str, Any] = dormant if dice.random() < 0.5 else {}
            owner = dice.choice([*desk.people, None])
            basis = dice.choice(["stated", "policy", "set"])
            numbers.append(desk.add(day, owner_id=owner, due_basis=basis, **values))
        case 3 if numbers:
            desk.change(dice.choice(numbers), **CALM, changed=desk.now)
        case 4 if numbers:
            desk.change(dice.choice(numbers), status="open", outcome=None, changed=desk.now)
        case 5 if numbers:
            desk.change(dice.choice(numbers), due=day, due_basis="set", deadline_version=dice.randrange(2, 9))
        case 6 if numbers:
            desk.change(dice.choice(numbers), owner_id=dice.choice(desk.people))
        case 7 if numbers:
            desk.change(dice.choice(numbers), condition_state="triggered", changed=desk.now)
        case _:
            with desk.act() as unit:
                _change_person(unit, dice.choice(desk.people), dice)


def _change_person(unit: Unit, person: int, dice: random.Random) -> None:
    if dice.random() < 0.5:
        unit.update(tables.people, person, {"zone": dice.choice(ZONES)}, "person.moved")
    else:
        away = {"absent_until": unit.act.at.date() + timedelta(days=3), "cover_id": 1}
        unit.update(tables.people, person, away, "person.absent")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(8))
def test_looking_at_everything_never_finds_more(engine: Engine, seed: int) -> None:
    rules = ReminderSettings(daily_cap=0, condition_every=14)
    desk = Desk(engine, Settings(mail=SETTINGS.mail, reminders=rules))
    dice = random.Random(seed)
    numbers: list[int] = []
    planned: list[str] = []
    for _ in range(80):
        for _ in range(dice.randrange(3)):
            _a_change(desk, dice, numbers)
        keys = desk.plan()
        assert not desk.find(afresh=True).planned, seed
        assert not set(keys) & set(planned)
        planned += keys
        desk.now += timedelta(minutes=dice.choice([1, 30, 60, 200, 600, 1500, 4000, -100]))
    assert len(planned) >= 10
