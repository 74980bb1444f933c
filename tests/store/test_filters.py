"""Filters as SQL: the same rows on both databases; words are found as soon as they are written, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.conftest import new_store
from tests.store.samples import ACT, NOW, TODAY, add_commitment, add_letter, add_organisation, add_person
from tracker.followup.filters import Scene, parse
from tracker.service import filters
from tracker.store import soundness, tables
from tracker.store.engine import open_engine
from tracker.store.unit import reading, writing

SCENE = Scene(TODAY, "Ana", UTC)
LATER = TODAY + timedelta(days=10)


@pytest.fixture
def stocked(engine: Engine) -> Engine:
    """1-3 of Harbour Mills (a letter about wells), 4-6 of Valley Power (a letter about kilns, case Dam)."""
    stock(engine)
    return engine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shelves(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same, for all who only read it."""
    with new_store(request.param, request, tmp_path_factory.mktemp("shelves")) as url:
        engine = open_engine(url)
        stock(engine)
        yield engine
        engine.dispose()


def stock(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        ana, ben = add_person(unit), add_person(unit, "Ben")
        mills, power = add_organisation(unit), add_organisation(unit, "Valley Power Ltd")
        unit.insert(tables.aliases, {"name": "VP Holding", "organisation_id": power}, "alias.added")
        dam = unit.insert(tables.cases, {"name": "Dam", "lead_id": ana}, "case.added")
        wells = add_letter(unit, mills, "Our wells run dry at Café Zürich.")
        kilns = add_letter(unit, power, "The kilns of halden.example go out.", case_id=dam, confidential=True)
        add_commitment(unit, wells, mills, owner_id=ana, due=LATER, action="investigate the old wells")
        add_commitment(unit, wells, mills, owner_id=ben, quote="We shall publish the child-labour report.")
        add_commitment(unit, wells, mills, due=None, due_basis=None, status="proposed", action="pay")
        add_commitment(unit, kilns, power, owner_id=ana, due=LATER, due_basis="policy")
        add_commitment(unit, kilns, power, status="resolved", outcome="kept", confirmation="waiting")
        add_commitment(
            unit,
            kilns,
            power,
            condition="if it rains",
            condition_state="dormant",
            added=NOW - timedelta(days=40),
        )


def found(engine: Engine, *words: str) -> list[int]:
    return [each.id for each in filters.listing(engine, parse(words, SCENE))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), [2, 6, 1, 4, 3]),
        (("org:Harbour Mills",), [2, 1, 3]),
        (("org:valley power",), [6, 4]),
        (("org:VP Holding",), [6, 4]),
        (("org:mills",), [2, 1, 3]),
        (("org:mills", "org:vp"), [2, 6, 1, 4, 3]),
        (("not:org:mills",), [6, 4]),
        (("owner:me",), [1, 4]),
        (("owner:ben",), [2]),
        (("owner:nobody",), [6, 3]),
        (("not:owner:ana",), [2, 6, 3]),
        (("not:owner:ana", "not:owner:ben"), [6, 3]),
        (("owner:ben", "owner:none"), [2, 6, 3]),
        (("case:dam",), [6, 4]),
        (("case:none",), [2, 1, 3]),
        (("status:all",), [2, 5, 6, 1, 4, 3]),
        (("status:open",), [2, 6, 1, 4]),
        (("not:status:open",), [5, 3]),
        (("outcome:kept,broken",), [5]),
        (("is:overdue",), [2]),
        (("is:review",), []),
        (("is:dormant",), [6]),
        (("is:unconfirmed",), [5]),
        (("is:confidential",), [6, 4]),
        (("due:10d",), [1, 4]),
        (("due:9d",), []),
        (("due:-7d",), [2, 6]),
        (("due:..today",), [2, 6]),
        (("due:none",), [3]),
        (("not:due:none", "not:due:10d"), [2, 6]),
        (("added:7d",), [2, 1, 4, 3]),
        (("not:added:7d",), [6]),
        (("letter:2",), [6, 4]),
        (("letter:wells",), [2, 1, 3]),
        (("letter:cafe zurich",), [2, 1, 3]),
        (("letter:example",), [6, 4]),
        (("not:letter:kil",), [2, 1, 3]),
        (("text:investigat",), [1]),
        (("text:INVESTIGATE", "text:well"), [1]),
        (("text:wells investigate",), [1]),
        (("text:investigate", "text:publish"), []),
        (("text:labour",), [2]),
        (("text:kilns",), []),
        (("not:text:will",), [2]),
        (("2-4", "not:3"), [2, 4]),
        (("1", "3,4"), [1, 4, 3]),
        (("5",), [5]),
        (("not:5",), [2, 6, 1, 4, 3]),
        (("sort:-id",), [6, 4, 3, 2, 1]),
        (("sort:owner,-id",), [4, 1, 2, 6, 3]),
        (("sort:-due,id",), [1, 4, 2, 6, 3]),
        (("sort:org,case,status,added",), [2, 1, 3, 6, 4]),
    ],
)
def test_each_word_narrows(shelves: Engine, words: tuple[str, ...], expected: list[int]) -> None:
    assert found(shelves, *words) == expected


def test_the_first_few_are_enough(stocked: Engine) -> None:
    assert [each.id for each in filters.listing(stocked, parse([], SCENE), limit=2)] == [2, 6]
    assert filters.ids(stocked, parse(["owner:me"], SCENE)) == [1, 4]


def test_a_day_begins_where_the_office_is(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        letter = add_letter(unit, add_organisation(unit))
        add_commitment(unit, letter, 1, added=datetime(2026, 5, 3, 22, 30, tzinfo=UTC))
    from zoneinfo import ZoneInfo

    berlin = Scene(date(2026, 5, 4), "Ana", ZoneInfo("Europe/Berlin"))
    assert filters.ids(engine, parse(["added:today"], berlin)) == [1]
    assert filters.ids(engine, parse(["added:2026-05-04"], SCENE)) == []


def test_words_follow_each_change_and_leave_what_is_not_committed(stocked: Engine) -> None:
    with writing(stocked, ACT) as unit:
        unit.update(tables.commitments, 1, {"action": "close the quarry"}, "commitment.edited")
        key = unit.keep(b"The quarry is flooded.", "text/plain")
        unit.update(tables.letters, 2, {"text_hash": key}, "letter.edited")
    assert found(stocked, "text:investigat") == []
    assert found(stocked, "text:quarry") == [1]
    assert found(stocked, "letter:quarry") == [6, 4]
    assert found(stocked, "letter:kilns") == []
    with suppress(KeyError), writing(stocked, ACT) as unit:
        unit.update(tables.commitments, 1, {"action": "dig a moat"}, "commitment.edited")
        raise KeyError
    assert found(stocked, "text:moat") == []
    with writing(stocked, ACT) as unit:
        unit.update(tables.letters, 2, {"text_hash": None}, "letter.edited")
    assert found(stocked, "letter:quarry") == []


def test_words_are_no_part_of_the_record(stocked: Engine) -> None:
    with reading(stocked) as connection:
        assert soundness.check_tables(connection) == []
        assert soundness.check_guards(connection) == []
        assert soundness.check_rows(connection) == []


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_trigger_that_is_gone_is_named(stocked: Engine) -> None:
    with stocked.connect().execution_options(tracker_writing=True) as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER letter_words_new")
    with reading(stocked) as connection:
        (problem,) = soundness.check_guards(connection)
    assert "letter_words_new is missing" in problem.what
