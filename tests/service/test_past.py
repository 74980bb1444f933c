"""The overdue list of a past day is the one that the day itself saw."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from tests.store.samples import add_commitment, add_letter, add_organisation, add_person
from tracker.errors import UsageError
from tracker.service import commitments as service
from tracker.service.passed import Passed
from tracker.service.past import overdue_on
from tracker.store import commitments, tables
from tracker.store.audit import checkpoint
from tracker.store.engine import writing_connection
from tracker.store.unit import Act, reading, writing

ZONE = ZoneInfo("Pacific/Auckland")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST_DUE = date(2026, 2, 26)

COMMITMENT: dict[str, Any] = {
    "status": ["open", "resolved", "dismissed", "proposed"],
    "due_basis": ["stated", "policy", "set"],
    "due": [FIRST_DUE + timedelta(days=days) for days in range(0, 12, 3)],
    "condition_state": ["dormant", "triggered", None],
    "owner": [1, 2, None],
    "waiting_since": [FIRST_DUE, None],
    "actor": ['Mill},{"status":"resolved"', "}", "{}"],
    "confidence": [1.0, 0.25],
}
LETTER: dict[str, Any] = {"withdrawn": [True, False], "case": [1, None], "confidential": [True, False]}


def _columns(choices: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in choices.items()}
    )


commitment_change = st.tuples(st.just("commitments"), st.integers(1, 4), _columns(COMMITMENT))
letter_change = st.tuples(st.just("letters"), st.integers(1, 2), _columns(LETTER))
renaming = st.tuples(st.just("organisations"), st.integers(1, 2), st.just({"name": "anew"}))
shown: st.SearchStrategy[Any] = st.tuples(st.just("shown"), st.integers(1, 4), st.just({}))
pause: st.SearchStrategy[Any] = st.tuples(st.just("pause"), st.integers(1, 90), st.just({}))
histories = st.lists(st.one_of(commitment_change, letter_change, renaming, shown, pause, pause), max_size=25)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@given(histories)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_past_list_is_the_one_of_its_day(engine: Engine, history: list[Any]) -> None:
    base = _begin(engine)
    _check(engine, base, history)


def test_on_any_store(engine: Engine) -> None:
    base = _begin(engine)
    history = [
        ("pause", 30, {}),
        ("commitments", 1, {"status": "resolved"}),
        ("commitments", 2, {"due": date(2026, 3, 9), "owner": 2}),
        ("pause", 40, {}),
        ("shown", 1, {}),
        ("commitments", 1, {"status": "open", "actor": 'Mill},{"status":"resolved"'}),
        ("letters", 2, {"withdrawn": True}),
        ("organisations", 1, {"name": "anew"}),
        ("pause", 90, {}),
    ]
    assert sum(_check(engine, base, history)) > 5


def _begin(engine: Engine) -> dict[str, int]:
    """Adds two letters with two commitments each, to a store that may hold others; returns the first ids."""
    with reading(engine) as connection:
        last = {
            table.name: len(connection.execute(select(table.c.id)).all())
            for table in (
                tables.commitments,
                tables.letters,
                tables.organisations,
                tables.people,
                tables.cases,
            )
        }
    with writing(engine, Act(START, "ana", "ana")) as unit:
        for number in (1, 2):
            person = add_person(unit, f"Person {last['people'] + number}")
            organisation = add_organisation(unit, f"Mill {last['organisations'] + number}")
            unit.insert(
                tables.cases, {"name": f"Case {last['cases'] + number}", "lead_id": person}, "case.added"
            )
            letter = add_letter(unit, organisation, f"Letter {last['letters'] + number}")
            for days in (0, 4):
                due = FIRST_DUE + timedelta(days=days + number)
                add_commitment(unit, letter, organisation, due=due, owner_id=person)
    return last


def _check(engine: Engine, base: dict[str, int], history: list[Any]) -> list[int]:
    """Lives through the history and keeps the list of each day's end; then asks for all of them again."""
    now = START
    seen: dict[date, tuple[Any, Any]] = {}
    for what, number, change in history:
        if what == "pause":
            later = now + timedelta(hours=number)
            _keep(engine, seen, now, later)
            now = later
        elif what == "shown":
            with writing(engine, Act(now, "ben", "ben")) as unit:
                unit.remark(tables.commitments, base["commitments"] + number, "commitment.shown")
        else:
            _change(engine, base, now, what, number, change)
    end = now + timedelta(days=1)
    _keep(engine, seen, now, end)
    for day, (passed, head) in seen.items():
        then = overdue_on(engine, day, end, ZONE)
        assert then.passed == passed
        assert then.checkpoint == head
        listed = [each.id for each in (*passed.overdue, *passed.for_review, *passed.waiting)]
        with reading(engine) as connection:
            assert then.now == {each.id: each for each in commitments.in_force(connection, listed)}
    return [len(passed.overdue) + len(passed.for_review) for passed, _ in seen.values()]


def _keep(engine: Engine, seen: dict[date, Any], now: datetime, later: datetime) -> None:
    """What the command says at the end of each day that ends before `later`."""
    day = now.astimezone(ZONE).date()
    while day < later.astimezone(ZONE).date():
        with reading(engine) as connection:
            seen[day] = (service.overdue(engine, day), checkpoint(connection))
        day += timedelta(days=1)


def _change(
    engine: Engine, base: dict[str, int], now: datetime, what: str, number: int, change: dict[str, Any]
) -> None:
    values = dict(change)
    if "owner" in values:
        owner = values.pop("owner")
        values["owner_id"] = owner and owner + base["people"]
    if "case" in values:
        case = values.pop("case")
        values["case_id"] = case and case + base["cases"]
    if "name" in values:
        values["name"] = f"Renamed at {now} {base['organisations'] + number}"
    if "status" in values:
        values["outcome"] = "kept" if values["status"] == "resolved" else None
    table = tables.metadata.tables[what]
    with writing(engine, Act(now, "ben", "ben")) as unit:
        unit.update(table, base[what] + number, values, "changed")


def test_a_day_ahead_is_refused(engine: Engine) -> None:
    with pytest.raises(UsageError, match="2026-03-03 lies ahead"):
        overdue_on(engine, date(2026, 3, 3), START, ZONE)


def test_before_the_first_event_nothing_was_known(engine: Engine) -> None:
    _begin(engine)
    then = overdue_on(engine, date(2025, 1, 1), START, ZONE)
    assert then.passed == Passed((), ())
    assert then.checkpoint.count == 0


def test_a_row_changed_without_a_record_does_not_change_the_past(engine: Engine) -> None:
    _begin(engine)
    before = overdue_on(engine, START.date(), START, UTC_ZONE)
    with writing_connection(engine).begin() as connection:
        connection.execute(tables.commitments.update().values(due=date(2030, 1, 1), due_text="never"))
    after = overdue_on(engine, START.date(), START, UTC_ZONE)
    assert after.passed == before.passed != Passed((), ())


UTC_ZONE = ZoneInfo("UTC")
