"""Going through what was proposed: at a real terminal, and key by key."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Answer, Tracker, spawn
from tests.cli.typing import typed
from tracker import cli

SENTENCES = (
    "We will publish the report by 30 June 2026.",
    "The pumps are being cleaned next month by our works department.",
    "We will meet the families by 1 September 2026.",
)


@pytest.fixture
def proposed(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """All three promises of letter 1 wait for a reader."""
    unsure = staffed.with_config("[extraction]\npropose_below = 1.0\n")

    def add_letter() -> None:
        unsure.ok("add", write(*SENTENCES), "--case", "Wells")

    return once(unsure, add_letter)


def review(tracker: Tracker, keys: str, *words: str, lines: Sequence[str] = ()) -> Answer:
    with typed(keys, lines):
        return tracker("review", *words)


def statuses(tracker: Tracker) -> dict[int, str]:
    return {each["id"]: each["status"] for each in tracker.ok("list", "--status", "all", "--json").json}


def history(tracker: Tracker, number: int) -> list[str]:
    events = tracker.ok("show", str(number), "--json").json["history"]
    return [event["action"].partition(".")[2] for event in events]


# Decisions


def test_one_key_decides_on_each(proposed: Tracker) -> None:
    answer = review(proposed, "ans")
    assert (answer.code, answer.err) == (0, "")
    assert statuses(proposed) == {1: "open", 2: "dismissed", 3: "proposed"}
    assert "[We will publish the report by 30 June 2026]" in answer.out
    assert answer.out.count("─ letter") == 0
    for place in ("1 of 3", "2 of 3", "3 of 3"):
        assert f"── {place}, letter 1 of 1 June 2026: Brightwater Mills Ltd ─" in answer.out
    assert answer.out.endswith("1 accepted, 1 dismissed. 1 promise still waits; go on with: tracker review\n")
    assert proposed.ok("show", "2", "--json").json["history"][-1]["note"] == "Not a promise."


def test_it_goes_on_where_one_left(proposed: Tracker) -> None:
    review(proposed, "aq")
    second = review(proposed, "nq")
    assert "── 1 of 2, letter 1" in second.out
    assert "commitment 1" not in second.out.lower()
    assert statuses(proposed) == {1: "open", 2: "dismissed", 3: "proposed"}
    assert review(proposed, "a").out.endswith("Nothing waits for a reader any more.\n")
    assert review(proposed, "a").out == "Nothing waits for a reader.\n"


def test_what_is_not_asked_for_is_not_shown(proposed: Tracker, write: LetterWriter) -> None:
    other = write("We will paint the bridge.", name="other.txt", sender="Northport Harbour Board")
    proposed.ok("add", other, "--owner", "Ben")
    assert "1 of 1" in review(proposed, "q", "owner:Ben").out
    assert "1 of 1" in review(proposed, "q", "org:harbour").out
    assert "1 of 3" in review(proposed, "q", "case:Wells", "status:all").out
    assert "1 of 4" in review(proposed, "q").out
    unknown = review(proposed, "q", "owner:Bem")
    assert (unknown.code, unknown.out) == (3, "")
    assert "Ben" in unknown.err


def test_a_reason_can_be_given(proposed: Tracker) -> None:
    review(proposed, "N", lines=["It is done already."])
    assert statuses(proposed)[1] == "dismissed"
    assert proposed.ok("show", "1", "--json").json["history"][-1]["note"] == "It is done already."
    left = review(proposed, "N", lines=[])
    assert "Nothing was changed." in left.out
    assert statuses(proposed)[2] == "proposed"


def test_a_key_that_means_nothing_changes_nothing(proposed: Tracker) -> None:
    answer = review(proposed, "x\r\x1b")
    assert answer.out.count("One of these keys") == 2
    assert set(statuses(proposed).values()) == {"proposed"}


# Back


def test_back_takes_back_the_last_decision_as_a_new_event(proposed: Tracker) -> None:
    answer = review(proposed, "abnbbq")
    assert answer.code == 0
    assert "Taken back: commitment 1 accepted." in answer.out
    assert "Taken back: commitment 1 dismissed." in answer.out
    assert "Nothing was done yet in this sitting." in answer.out
    assert history(proposed, 1) == ["added", "accepted", "undone", "dismissed", "undone"]
    assert set(statuses(proposed).values()) == {"proposed"}
    assert answer.out.endswith("0 accepted, 0 dismissed. 3 promises still wait; go on with: tracker review\n")


def test_back_over_what_was_skipped_only_goes_back(proposed: Tracker) -> None:
    answer = review(proposed, "sbaq")
    assert "Taken back" not in answer.out
    assert statuses(proposed)[1] == "open"
    assert history(proposed, 1) == ["added", "accepted"]


def test_what_was_done_since_elsewhere_is_not_taken_back(
    proposed: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.cli import keyboard

    def keys() -> Iterator[str]:
        yield "a"
        proposed.ok("note", "3", "Meanwhile.")
        yield "b"
        yield "q"

    coming = keys()
    monkeypatch.setattr(keyboard, "require_terminal", lambda _: None)
    monkeypatch.setattr(keyboard, "key", lambda _: next(coming))
    answer = proposed("review")
    assert (answer.code, "Your last change is another one by now" in answer.err) == (0, True)
    assert statuses(proposed)[1] == "open"


def test_what_somebody_else_decided_meanwhile_is_left_out(
    proposed: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.cli import keyboard

    def keys() -> Iterator[str]:
        proposed.ok("dismiss", "1", "2", "--note", "No promises.")
        yield "a"  # shown before, so refused
        yield "s"
        yield "a"

    coming = keys()
    monkeypatch.setattr(keyboard, "require_terminal", lambda _: None)
    monkeypatch.setattr(keyboard, "key", lambda _: next(coming))
    answer = proposed("review")
    assert "Commitment 1 is dismissed: it can only be reopened" in answer.err
    assert "Commitment 2 waits no more: somebody else decided on it meanwhile." in answer.out
    assert statuses(proposed) == {1: "dismissed", 2: "dismissed", 3: "open"}


# Corrections


def test_what_was_read_is_corrected_before_it_is_accepted(proposed: Tracker) -> None:
    answer = review(proposed, "ea", lines=["print the report", "Jo Lind", "", "2026-07-01"])
    assert (answer.code, answer.err) == (0, "")
    found = proposed.ok("show", "1", "--json").json
    assert (found["action"], found["actor"]) == ("print the report", "Jo Lind")
    assert (found["due"], found["due_basis"], found["status"]) == ("2026-07-01", "set", "open")
    assert "promise 1  print the report" in answer.out


def test_back_takes_a_correction_back(proposed: Tracker) -> None:
    review(proposed, "eb", lines=["print the report", "=", "", "="])
    assert proposed.ok("show", "1", "--json").json["action"] == "publish the report"
    assert history(proposed, 1) == ["added", "edited", "undone"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["=", "=", "=", "="], "Nothing was changed."),
        (["print the report"], "Nothing was changed."),
        (["=", "=", "", "1 July"], "'1 July' is no date"),
        (["", "=", "", "="], "that line cannot be empty"),
        (["=", "=", "", ""], "a day is not struck out"),
    ],
)
def test_a_correction_that_cannot_be_changes_nothing(proposed: Tracker, lines: list[str], says: str) -> None:
    answer = review(proposed, "e", lines=lines)
    assert says in answer.out + answer.err
    assert history(proposed, 1) == ["added"]


# Why


def test_why_it_is_asked_about(staffed: Tracker, write: LetterWriter) -> None:
    unsure = staffed.with_config("[extraction]\npropose_below = 0.9\n")
    unsure.ok("add", write(*SENTENCES), "--case", "Wells")
    one = review(unsure, "q", "--explain")
    said = " ".join(one.out.split())
    assert re.search(r"why asked read with a confidence of 0\.\d\d; below 0\.90 a reader is asked", said)
    assert "Rule “announcement”: what “is being done” may be done by now" in said
    assert "in “The pumps are being cleaned next month by our works department.”" in said
    asked = review(unsure, "wq")
    assert asked.out.count("why asked") == 1


def test_why_of_what_came_in_as_proposed(proposed: Tracker) -> None:
    sure = proposed.with_config("[extraction]\npropose_below = 0.1\n")
    assert "it came in as proposed; read with a confidence of" in " ".join(
        review(sure, "q", "--explain").out.split()
    )


# Who, and where


def test_without_a_terminal_it_says_what_to_do_instead(proposed: Tracker) -> None:
    answer = proposed("review")
    assert (answer.code, answer.out) == (2, "")
    assert "tracker list --status proposed" in answer.err
    assert spawn("review", home=proposed.home, stdin="aaa").returncode == 2
    assert set(statuses(proposed).values()) == {"proposed"}


def test_auditors_only_read(proposed: Tracker) -> None:
    proposed.ok("people", "add", "Ada", "--email", "ada@office.example", "--role", "auditor")
    auditor = Tracker(proposed.home, proposed.now, proposed.config, {"TRACKER_ACTOR": "Ada"})
    answer = review(auditor, "a")
    assert (answer.code, answer.out) == (5, "")
    assert "auditors only read" in answer.err


def test_a_card_fits_a_terminal_of_80_by_24(proposed: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    lines = review(proposed, "q").out.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 24


class Screen:
    """The command in a terminal of 80 by 24, as a person at a keyboard uses it."""

    def __init__(self, home: Path, config: Path | None, *arguments: str) -> None:
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            environ = {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(Path(cli.__file__).parents[2]),
                "HOME": str(home),
                "TRACKER_HOME": str(home),
                "TRACKER_CONFIG": str(config),
                "TRACKER_ACTOR": "Ana",
                "TERM": "xterm",
            }
            code = "from tracker.cli import main; main()"
            os.execve(sys.executable, [sys.executable, "-c", code, *arguments], environ)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.shown = ""

    def until(self, words: str) -> None:
        """Wait until these words stand on the screen after all that was waited for."""
        end = time.monotonic() + 60
        while words not in self.shown:
            assert time.monotonic() < end, self.shown
            if select.select([self.terminal], [], [], 1)[0]:
                self.shown += os.read(self.terminal, 65536).decode(errors="replace")
        self.shown = self.shown.partition(words)[2]

    def type(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def code(self) -> int:
        """The exit code, once the command has ended."""
        _, status = os.waitpid(self.process, 0)
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(status)


def test_a_person_at_a_real_terminal(proposed: Tracker) -> None:
    screen = Screen(proposed.home, proposed.config, "review")
    screen.until("1 of 3")
    screen.until("q quit: ")
    screen.type("e")
    screen.until("Promise: publish the report")
    screen.type("s\r\r\r\r")  # the words stand there to be corrected
    screen.until("Commitment 1 corrected.")
    screen.until("q quit: ")
    screen.type("a")
    screen.until("Commitment 1 accepted.")
    screen.until("q quit: ")
    screen.type("b")
    screen.until("Taken back: commitment 1 accepted.")
    screen.until("q quit: ")
    screen.type("n")
    screen.until("2 of 3")
    screen.until("q quit: ")
    screen.type("\x1b[A")
    screen.until("One of these keys")
    screen.type("\x03")
    screen.until("0 accepted, 1 dismissed. 2 promises still wait")
    screen.until("tracker: stopped.")
    assert screen.code() == 130
    assert statuses(proposed) == {1: "dismissed", 2: "proposed", 3: "proposed"}
    assert proposed.ok("show", "1", "--json").json["action"] == "publish the reports"
    assert history(proposed, 1) == ["added", "edited", "accepted", "undone", "dismissed"]
