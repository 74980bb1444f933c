"""Deadlines for calendar programs: what they hold, what they hide, and that every program can read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Tracker
from tests.invented import commitment
from tracker.reports.calendar import to_calendar


@pytest.fixture
def office(staffed: Tracker, write: LetterWriter) -> Tracker:
    road = "We will mend the road by 30 June 2026."
    staffed.ok("add", write(road, "If the court agrees, we will pay by 1 July 2026."), "--case", "Wells")
    staffed.ok("edit", "1", "--action", "mend the road, the bridge; and the dam\\weir")
    secret = write("We will move Mill Row by 8 July 2026.", name="secret.txt", sender="Hidden Dyeworks Ltd")
    staffed.ok("add", secret, "--owner", "Ben", "--confidential")
    return staffed


def events(path: Path) -> list[Any]:
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_each_day_that_runs_is_an_event_of_a_whole_day(office: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "days.ics"
    assert office.ok("export", "--ics", path).out == f"2 deadlines in {path}\n"
    road, secret = events(path)
    assert (road.decoded("dtstart"), road.decoded("dtend")) == (date(2026, 6, 30), date(2026, 7, 1))
    assert road["summary"] == "Due: mend the road, the bridge; and the dam\\weir (Brightwater Mills Ltd)"
    assert "“We will mend the road" in road["description"]
    assert "tracker show 1" in road["description"]
    assert (str(road["uid"]), road["categories"].cats) == ("commitment-1@localhost", ["Wells"])
    assert (secret["summary"], secret["description"]) == ("Due: promise 3", "tracker show 3")
    assert all(len(line) <= 75 for line in path.read_bytes().split(b"\r\n"))


def test_nothing_confidential_is_in_it(office: Tracker, tmp_path: Path) -> None:
    office.ok("export", "--ics", tmp_path / "days.ics")
    text = (tmp_path / "days.ics").read_bytes().replace(b"\r\n ", b"").decode()
    for word in ("Mill Row", "Dyeworks", "Ben", "@office.example"):
        assert word not in text
    bare = office.with_config("[mail]\nquotes = false\n")
    bare.ok("export", "--ics", tmp_path / "bare.ics")
    text = (tmp_path / "bare.ics").read_bytes().replace(b"\r\n ", b"").decode()
    assert "road" not in text
    assert "Brightwater" not in text


def test_filters_are_those_of_the_list(office: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "days.ics"
    for arguments in (("--owner", "Ana"), ("--case", "Wells"), ("--due-before", "2026-07-01")):
        assert office.ok("export", "--ics", path, *arguments, "--json").json["events"] == 1, arguments
    office.ok("dismiss", "1", "--note", "none")
    assert office.ok("export", "--ics", path, "--status", "open", "--json").json["events"] == 1
    assert office("export", "--ics", path, "--owner", "Anna").code == 3


def test_a_moved_day_keeps_its_id(office: Tracker, tmp_path: Path) -> None:
    first, second = tmp_path / "first.ics", tmp_path / "second.ics"
    office.ok("export", "--ics", first)
    office.ok("export", "--ics", second)
    assert first.read_bytes() == second.read_bytes()
    office.ok("extend", "1", "--to", "2026-08-31", "--because", "asked")
    office.ok("export", "--ics", second)
    (before, _), (_, after) = events(first), events(second)
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Say what to write"),
        (("a.jsonl", "--ics", "b.ics"), "neither an id nor a filter"),
        (("a.jsonl", "--owner", "Ana"), "go with FILE.csv and --ics"),
        (("a.jsonl", "owner:ana"), "holds everything"),
        (("--ics", "b.ics", "--with-addresses"), "Only a .jsonl file"),
        (("a.txt",), "end its name in .jsonl"),
    ],
)
def test_what_does_not_go_together_is_refused(
    tracker: Tracker, arguments: tuple[str, ...], says: str
) -> None:
    answer = tracker("export", *arguments)
    assert (answer.code, says in answer.err) == (2, True), answer


def test_the_job_keeps_a_shared_file_up_to_date(office: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "share" / "days.ics"
    sharing = office.with_config(f'[calendar]\nfile = "{path}"\n')
    assert "would be written" in sharing.ok("jobs", "run", "calendar", "--dry-run").out
    assert not path.exists()
    assert sharing.ok("jobs", "run", "calendar").out == f"calendar: {path} written\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert len(events(path)) == 2
    assert sharing.ok("jobs", "run", "calendar").out == ""
    sharing.ok("letter", "edit", "1", "--confidential")
    assert "written" in sharing.ok("jobs", "run", "calendar").out
    assert "road" not in path.read_text()
    quiet = office.with_config(f'[calendar]\nfile = "{path}"\n[office]\nname = "Another"\n')
    assert "written" in quiet.ok("jobs", "run", "calendar").out
    assert office.with_config("").ok("jobs", "run", "calendar").out == ""


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=40))
def test_any_words_come_back_as_they_went_in(quote: str, action: str, case: str) -> None:
    promise = commitment(date(2026, 6, 30), quote=quote, action=action, case=case or None)
    content = to_calendar([promise], "Office", "office.example", words=True, mark="")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = list(Calendar.from_ical(content).walk("VEVENT"))
    assert str(event["summary"]).startswith("Due: ")
    assert set(event) <= {
        "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "TRANSP", "SUMMARY", "DESCRIPTION", "CATEGORIES",
    }  # fmt: skip
