"""The quick way to the two lists says the same as the ordinary one, in the same words of SQL."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, Select, event
from sqlalchemy.dialects import sqlite

from tests.store.samples import ACT, NOW, TODAY, add_commitment, add_letter, add_organisation, add_person
from tracker.store import commitments, quick, tables
from tracker.store.filters import by_status, ordered
from tracker.store.unit import reading, writing


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def stocked(engine: Engine) -> Engine:
    with writing(engine, ACT) as unit:
        ana, mills = add_person(unit), add_organisation(unit)
        case = unit.insert(tables.cases, {"name": "Dam", "lead_id": ana}, "case.added")
        letter = add_letter(unit, mills, case_id=case, confidential=True)
        for number in range(9):
            add_commitment(
                unit,
                letter,
                mills,
                owner_id=ana if number % 2 else None,
                due=TODAY + timedelta(days=number - 6) if number else None,
                due_basis=(None if not number else "policy" if number % 3 == 0 else "stated"),
                earliest=date(2026, 1, 1) if number == 2 else None,
                status="proposed" if number == 4 else "open",
                waiting_since=TODAY if number == 5 else None,
                snoozed_until=TODAY if number == 3 else None,
                condition="if" if number == 1 else None,
                condition_state="dormant" if number == 1 else None,
                changed=NOW + timedelta(hours=number),
            )
        add_commitment(unit, add_letter(unit, mills, "Gone.", withdrawn=True), mills)
        add_commitment(unit, letter, mills, withdrawn=True)
    return engine


def path_of(engine: Engine) -> Path:
    assert engine.url.database is not None
    return Path(engine.url.database)


def compiled(query: Select[tuple[object, ...]]) -> str:
    return str(query.compile(dialect=sqlite.dialect()))


def test_both_ways_say_the_same(stocked: Engine) -> None:
    with reading(stocked) as connection:
        expected = (
            commitments.listing(connection),
            commitments.listing(connection, limit=2),
            commitments.overdue_as_of(connection, TODAY),
            commitments.overdue_as_of(connection, TODAY, limit=1),
            commitments.review_due_as_of(connection, TODAY),
            commitments.waiting(connection),
        )
    found = quick.read(
        path_of(stocked),
        lambda store: (
            store.unfinished(None),
            store.unfinished(2),
            store.overdue(TODAY, None),
            store.overdue(TODAY, 1),
            store.for_review(TODAY, None),
            store.waiting(),
        ),
    )
    assert found == expected
    assert all(expected)


def test_the_statements_are_those_of_the_ordinary_way(stocked: Engine) -> None:
    said: list[str] = []
    event.listen(stocked, "before_cursor_execute", lambda *given: said.append(given[2]))
    with reading(stocked) as connection:
        commitments.listing(connection, limit=2)
        commitments.overdue_as_of(connection, TODAY, limit=2)
        commitments.review_due_as_of(connection, TODAY, limit=2)
        commitments.waiting(connection)
    ordinary = [" ".join(each.split()) for each in said if each.startswith("SELECT commitments.id")]
    ours = [quick.UNFINISHED, quick.OVERDUE, quick.FOR_REVIEW, quick.WAITING]
    assert [each.replace("!= ?", "!= 'dormant'").replace("OFFSET ?", "OFFSET 0") for each in ordinary] == ours
    assert compiled(ordered(commitments._LISTED.where(by_status(["open", "proposed"])))).split() == (
        quick.UNFINISHED.removesuffix(" LIMIT ? OFFSET 0").split()
    )


def test_what_is_not_as_this_program_writes_it_is_asked_in_the_ordinary_way(
    stocked: Engine, tmp_path: Path
) -> None:
    assert quick.read(tmp_path / "none.db", lambda store: store.unfinished(None)) is None
    (tmp_path / "junk.db").write_bytes(b"no store")
    assert quick.read(tmp_path / "junk.db", lambda store: store.unfinished(None)) is None
    with stocked.connect().execution_options(tracker_writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE schema_version SET version_num = '0003'")
    assert quick.read(path_of(stocked), lambda store: store.unfinished(None)) is None


@pytest.mark.parametrize("command", ["list", "overdue"])
def test_the_two_lists_load_no_toolkit(stocked: Engine, command: str) -> None:
    code = (
        "import sys; from pathlib import Path; from tracker import cli; "
        "from tracker.cli.session import Session; "
        f"code = cli.run([{command!r}], Session(Path({str(path_of(stocked).parent)!r}), None)); "
        "print(code, *{'sqlalchemy', 'tracker.extraction', 'rich'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr.split() == ["0"]
    assert "Harbour" in done.stdout
