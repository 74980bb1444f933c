"""Auditors on PostgreSQL: the role of the documentation reads everything by the commands and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Tracker

PAGE = Path(__file__).parents[2] / "docs" / "running.md"

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def office(store_url: str, tmp_path: Path, write: LetterWriter) -> Tracker:
    """Who owns the tables, with a letter and three people."""
    tracker = Tracker(tmp_path / "home", environ={"TRACKER_DATABASE_URL": store_url, "TRACKER_ACTOR": "Ana"})
    tracker.ok("people", "add", "Ana", "--email", "ana@office.example")
    tracker.ok("people", "add", "Ben", "--email", "ben@office.example")
    tracker.ok("people", "add", "Ola", "--email", "ola@office.example", "--role", "auditor")
    tracker.ok("case", "add", "Wells", "--lead", "Ana")
    tracker.ok("add", write("We will publish the report by 9 June 2026."), "--owner", "Ana")
    tracker.ok("jobs", "run", "reminders")
    return tracker


@pytest.fixture
def auditor(office: Tracker, store_url: str, tmp_path: Path) -> Iterator[Tracker]:
    """Whoever logs in under the role that docs/running.md makes."""
    address = make_url(store_url)
    role = f"{address.database}_auditor"
    (block,) = re.findall(r"```sql\n(CREATE ROLE tracker_auditor.*?)```", PAGE.read_text(), re.DOTALL)
    statements = block.replace("tracker_auditor", role).replace(
        "DATABASE tracker ", f"DATABASE {address.database} "
    )
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as owner:
        owner.execute(statements.replace("FOR ROLE tracker ", "FOR ROLE CURRENT_USER ").encode())
        try:
            url = f"{store_url}{'&' if '?' in store_url else '?'}options=-crole%3D{role}"
            yield Tracker(tmp_path / "auditor", environ={"TRACKER_DATABASE_URL": url, "TRACKER_ACTOR": "Ola"})
        finally:
            owner.execute(f"DROP OWNED BY {role}".encode())
            owner.execute(f"DROP ROLE {role}".encode())


READING = [
    ("list",),
    ("list", "text:report", "--csv"),
    ("show", "1"),
    ("overdue",),
    ("overdue", "--json"),
    ("overdue", "--as-of", "2026-06-02"),
    ("asks",),
    ("asks", "--answered", "--json"),
    ("letters",),
    ("letter", "show", "1"),
    ("organisations",),
    ("organisations", "show", "Brightwater Mills Ltd"),
    ("people",),
    ("case",),
    ("case", "show", "Wells"),
    ("audit", "log"),
    ("audit", "verify"),
    ("audit", "mails", "1"),
    ("jobs",),
    ("jobs", "run", "reminders", "--dry-run"),
    ("jobs", "run", "digests", "--dry-run"),
    ("jobs", "run", "delivery", "--dry-run"),
    ("digest", "Ola"),
    ("outbox",),
    ("outbox", "show", "1"),
    ("doctor",),
]


def test_the_role_reads_what_the_owner_reads(office: Tracker, auditor: Tracker) -> None:
    for command in READING:
        answer = auditor(*command)
        assert answer.code == 0, (command, answer)
        if command != ("doctor",):  # which names the home and the address
            assert answer.out == office.ok(*command).out, command
    for command in (("mine",), ("today",)):  # which tell each of her own
        auditor.ok(*command)


WRITING = [
    ("people", "add", "Eve", "--email", "eve@office.example"),
    ("case", "add", "Mine", "--lead", "Ana"),
    ("resolve", "1", "--as", "kept", "--note", "seen", "--without-evidence", "told"),
    ("dismiss", "1", "--note", "no promise"),
    ("extend", "1", "--to", "2026-12-31", "--because", "asked"),
    ("snooze", "1", "--until", "2026-07-01"),
    ("evidence", "1", "https://mills.example"),
    ("note", "1", "They rang."),
    ("assign", "1", "--to", "Ben"),
    ("edit", "1", "--action", "print it"),
    ("outbox", "cancel", "1", "--note", "no"),
    ("jobs", "run", "reminders"),
    ("jobs", "run", "digests", "--at", "2026-06-15T09:00Z"),
    ("jobs", "run", "delivery"),
]


def test_the_role_changes_nothing(office: Tracker, auditor: Tracker, write: LetterWriter) -> None:
    office.ok("people", "absent", "Ana", "--until", "2026-06-20", "--cover", "Ola")  # something to plan anew
    before = [office.ok(*command).out for command in READING]
    letter = write("We will mend the road by 1 July 2026.", name="another.txt")
    # Who acts is a claim, which the database does not believe.
    claimed = replace(auditor, environ={**auditor.environ, "TRACKER_ACTOR": "Ana"})
    for command in [*WRITING, ("add", letter)]:
        answer = claimed(*command)
        said = answer.err + answer.out
        assert answer.code == 5, (command, answer)
        assert "lets this login only read" in said, (command, answer)
        assert "Traceback" not in said
    assert [office.ok(*command).out for command in READING] == before


def test_the_role_reports_but_shows_nothing_confidential(
    office: Tracker, auditor: Tracker, write: LetterWriter, tmp_path: Path
) -> None:
    office.ok("add", write("We will pay Mill Row by 8 June 2026.", name="secret.txt"), "--confidential")
    late, file = auditor.on(2026, 6, 30), tmp_path / "report.html"
    late.ok("report", "overdue", "--out", file)
    assert "publish the report" in file.read_text()
    assert "Mill Row" not in file.read_text()
    file.unlink()
    as_staff = replace(late, environ={**late.environ, "TRACKER_ACTOR": "Ana"})  # what is recorded cannot be
    for asking in (late, as_staff):
        answer = asking("report", "overdue", "--with-confidential", "--out", file)
        assert (answer.code, file.exists()) == (5, False), answer


def test_the_role_cannot_run_a_store_that_is_behind(empty_store_url: str, tmp_path: Path) -> None:
    """Nobody who may only read creates tables."""
    with psycopg.connect(
        make_url(empty_store_url).set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
    ) as owner:
        role = f"{make_url(empty_store_url).database}_reader"
        owner.execute(f"CREATE ROLE {role}".encode())
        try:
            url = f"{empty_store_url}?options=-crole%3D{role}"
            answer = Tracker(tmp_path / "home", environ={"TRACKER_DATABASE_URL": url})("list")
            assert answer.code == 5
            assert "only read" in answer.err
        finally:
            owner.execute(f"DROP ROLE {role}".encode())
