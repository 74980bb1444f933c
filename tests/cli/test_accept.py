from __future__ import annotations

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Tracker

REPORT = "We will publish the report by 30 June 2026."


def test_a_proposed_promise_is_followed_up_once_it_is_accepted(staffed: Tracker, write: LetterWriter) -> None:
    doubting = staffed.with_config("[extraction]\npropose_below = 1.0")
    doubting.ok("add", write(REPORT), "--owner", "Ana")
    assert doubting.ok("list", "--status", "proposed", "--json").json[0]["id"] == 1

    assert "1 accepted" in doubting.ok("accept", "1").out
    (accepted,) = doubting.ok("list", "--json").json
    assert accepted["status"] == "open"
    assert doubting.ok("show", "1", "--json").json["history"][-1]["action"] == "commitment.accepted"


def test_what_is_open_needs_no_accepting(staffed: Tracker, write: LetterWriter) -> None:
    staffed.ok("add", write(REPORT), "--owner", "Ana")
    answer = staffed("accept", "1")
    assert answer.code == 5
    assert "resolved or dismissed" in answer.err
    assert staffed("accept", "99").code == 3
