"""What `show` tells of the past: what became what, when in whose time, by whom and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Answer, Tracker

REPORT = "We will publish the report by 30 June 2026."


def history(answer: Answer) -> str:
    """All below the heading, on one line."""
    _, heading, told = answer.out.partition("History (times in ")
    assert heading
    return " ".join(told.split())


@pytest.fixture
def followed(staffed: Tracker, write: LetterWriter) -> Tracker:
    staffed.ok("add", write(REPORT), "--owner", "Ana")
    return staffed


def test_the_outcome_and_each_changed_field_are_told(followed: Tracker) -> None:
    shown = ("--without-evidence", "By telephone.", "--note", "Half of it.")
    followed.ok("resolve", "1", "--as", "partly", *shown)
    told = history(followed.ok("show", "1"))
    assert "resolved as partly by Ana" in told
    assert ": Half of it. (without evidence: By telephone.)" in told
    assert "status: open → resolved; outcome: none → partly" in told
    followed.ok("reopen", "1", "--note", "Not at all.")
    told = history(followed.ok("show", "1"))
    assert "status: resolved → open; outcome: partly → none" in told
    assert "version" not in told
    assert "changed" not in told


def test_times_are_those_of_the_reader_and_named(followed: Tracker) -> None:
    followed.ok("people", "add", "Yuki", "--email", "yuki@office.example", "--zone", "Asia/Tokyo")
    assert history(followed.ok("show", "1")).startswith("UTC) 2 Jun 2026 09:00 added by Ana")
    yuki = replace(followed, environ={"TRACKER_ACTOR": "Yuki"})
    for words in (("show", "1"), ("letter", "show", "1")):
        assert history(yuki.ok(*words)).startswith("Asia/Tokyo) 2 Jun 2026 18:00 added by Ana")
    stranger = replace(followed, environ={"TRACKER_ACTOR": "Nobody"}).with_config(
        '[office]\nzone = "America/Lima"'
    )
    assert history(stranger.ok("show", "1")).startswith("America/Lima) 2 Jun 2026 04:00 added")


def test_a_letter_tells_names_and_days_not_numbers(followed: Tracker) -> None:
    followed.ok("case", "add", "Kilns", "--lead", "Ben")
    change = ("--date", "2026-05-30", "--sender", "Silt Works plc", "--case", "Kilns", "--confidential")
    followed.ok("letter", "edit", "1", *change)
    told = history(followed.ok("letter", "show", "1"))
    assert "date: 1 Jun 2026 → 30 May 2026" in told
    assert "organisation: Brightwater Mills Ltd → Silt Works plc" in told
    assert "case: none → Kilns" in told
    assert "confidential: no → yes" in told


def test_why_something_was_accepted_or_sent_again_is_kept(staffed: Tracker, write: LetterWriter) -> None:
    doubtful = staffed.with_config("[extraction]\npropose_below = 1.0")
    doubtful.ok("add", write(REPORT), "--owner", "Ana")
    staffed.ok("accept", "1", "--note", "Confirmed on the telephone.")
    told = history(staffed.ok("show", "1"))
    assert ": Confirmed on the telephone." in told
    assert "status: proposed → open" in told
    later = staffed.on(2026, 6, 23)
    later.ok("jobs", "run", "reminders")
    later = staffed.on(2026, 6, 24)
    later.ok("outbox", "retry", "1", "--note", "The server is back.")
    assert "retried by Ana" in history(later.ok("outbox", "show", "1"))
    assert ": The server is back." in history(later.ok("outbox", "show", "1"))
