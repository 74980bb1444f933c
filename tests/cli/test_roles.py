"""Staff change, auditors only read, admins manage people; and nobody is locked out of an empty store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker

STRICT = "[office]\nknown_people_only = true\n"


def acting(tracker: Tracker, name: str) -> Tracker:
    return replace(tracker, environ={**tracker.environ, "TRACKER_ACTOR": name})


@pytest.fixture
def office(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """With an auditor, Ola, and a promise."""

    def add_auditor_and_letter() -> None:
        staffed.ok("people", "add", "Ola", "--email", "ola@office.example", "--role", "auditor")
        staffed.ok(
            "add",
            write("We will mend the road by 30 June 2026. We ask you to send the names."),
            "--owner",
            "Ana",
        )

    return once(staffed, add_auditor_and_letter)


CHANGING = [
    ("people", "add", "Eve", "--email", "eve@office.example"),
    ("people", "edit", "Ola", "--zone", "Europe/Oslo"),
    ("people", "absent", "Ana", "--until", "2026-07-01", "--cover", "Ben"),
    ("case", "add", "Mine", "--lead", "Ana"),
    ("resolve", "1", "--as", "kept", "--note", "seen", "--without-evidence", "told"),
    ("dismiss", "1", "--note", "none"),
    ("extend", "1", "--to", "2026-12-31", "--because", "asked"),
    ("snooze", "1", "--until", "2026-07-01"),
    ("evidence", "1", "https://mills.example"),
    ("note", "1", "They rang."),
    ("assign", "1", "--to", "Ben"),
    ("handover", "Ana", "Ben", "--yes"),
    ("edit", "1", "--action", "print it"),
    ("letter", "edit", "1", "--confidential"),
    ("letter", "withdraw", "1", "--note", "no"),
    ("organisations", "alias", "Brightwater Mills Ltd", "BML"),
    ("new", "--source", "call", "--organisation", "X", "--quote", "We will", "--action", "go"),
    ("jobs", "run", "reminders"),
    ("jobs", "run", "intake"),
    ("run",),
]
READING = [
    ("list",),
    ("show", "1"),
    ("overdue",),
    ("letters",),
    ("letter", "show", "1"),
    ("people",),
    ("case",),
    ("organisations",),
    ("asks",),
    ("audit", "log"),
    ("audit", "verify"),
    ("config",),
    ("digest", "Ola"),
    ("jobs", "run", "reminders", "--dry-run"),
]


@pytest.mark.parametrize("command", CHANGING, ids=" ".join)
def test_an_auditor_changes_nothing(office: Tracker, command: tuple[str, ...]) -> None:
    before = office.ok("audit", "checkpoint", "--json").json["count"]
    answer = acting(office, "Ola")(*command)
    assert (answer.code, "Ola is an auditor, and auditors only read" in answer.err) == (5, True), answer
    assert office.ok("audit", "checkpoint", "--json").json["count"] == before


def test_an_auditor_brings_nothing_in(office: Tracker, write: LetterWriter, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text("organisation,quote\nMills,We will\n")
    letter = write("We will pay by 1 July 2026.", name="another.txt")
    ola = acting(office, "Ola")
    ola.ok("import", register, "--dry-run")
    for command in (("import", register), ("add", letter), ("add", letter, "--workers", "1")):
        assert ola(*command).code == 5, command


def test_an_auditor_reads_and_takes_away(office: Tracker, tmp_path: Path) -> None:
    ola = acting(office, "Ola")
    for command in READING:
        assert ola(*command).code == 0, command
    ola.ok("audit", "export", tmp_path / "record.zip", "--with-addresses")
    ola.ok("report", "overdue", "--out", tmp_path / "report.html")
    ola.ok("export", tmp_path / "all.jsonl")
    ola.ok("export", "--ics", tmp_path / "days.ics")


def test_where_there_are_admins_only_they_manage_people(office: Tracker) -> None:
    office.ok("people", "add", "Ada", "--email", "ada@office.example", "--role", "admin")
    ana, ada = office, acting(office, "Ada")
    refused = ana("people", "add", "Eve", "--email", "eve@office.example")
    assert (refused.code, "Only admins add people: Ada" in refused.err) == (5, True), refused
    assert ana("people", "edit", "Ben", "--email", "b@office.example").code == 5
    assert ana("people", "edit", "Ana", "--role", "admin").code == 5
    assert ana.ok("people", "edit", "Ana", "--zone", "Europe/Berlin").out == "Ana changed.\n"
    assert ana.ok("people", "edit", "Ana", "--zone", "Europe/Berlin").out == "Ana is so already.\n"
    ada.ok("people", "add", "Eve", "--email", "eve@office.example")
    only = ada("people", "edit", "Ada", "--role", "staff")
    assert (only.code, "is the only admin" in only.err) == (5, True), only
    ada.ok("people", "edit", "Eve", "--role", "admin", "--digest", "none", "--email", "eve@new.example")
    ada.ok("people", "edit", "Ada", "--role", "staff")
    eve = next(person for person in ada.ok("people", "--json").json if person["name"] == "Eve")
    assert (eve["role"], eve["digest"], eve["email"]) == ("admin", None, "eve@new.example")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("Ana",), 2, "Say what changes"),
        (("Anna", "--zone", "UTC"), 3, "did you mean 'Ana'?"),
        (("Ana", "--zone", "Mars/Olympus"), 2, "no time zone"),
        (("Ana", "--email", "ana"), 2, "is no mail address"),
        (("Ana", "--digest", "often"), 2, "is no digest time"),
    ],
)
def test_a_wrong_change_of_a_person_is_refused(
    staffed: Tracker, arguments: tuple[str, ...], code: int, says: str
) -> None:
    answer = staffed("people", "edit", *arguments)
    assert (answer.code, says in answer.err) == (code, True), answer


def test_the_first_person_comes_in_where_only_known_ones_may_act(tracker: Tracker) -> None:
    strict = tracker.with_config(STRICT)
    acting(strict, "root").ok("people", "add", "Ana", "--email", "ana@office.example", "--role", "admin")
    strict.ok("people", "add", "Ben", "--email", "ben@office.example")
    strict.ok("case", "add", "Wells", "--lead", "Ben")


def test_only_known_people_act_where_the_settings_say_so(office: Tracker) -> None:
    strict = acting(office.with_config(STRICT), "Anna")
    answer = strict("note", "1", "They rang.")
    assert (answer.code, "'Anna' is none of the people; did you mean 'Ana'?" in answer.err) == (5, True), (
        answer
    )
    strict.ok("list")
    acting(strict, "Ana").ok("note", "1", "They rang.")
    acting(office, "Anna").ok("note", "1", "And again.")
