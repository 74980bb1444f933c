"""Letters come from strangers: nothing in them may command or deceive a terminal."""

from __future__ import annotations

import json
import unicodedata
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Answer, Tracker
from tracker.cli import output
from tracker.cli.root import COMMANDS, EPILOG

HOSTILE = (
    "\x1b[2J\x1b[31m"  # clear the screen, write in red
    "\x1b]0;owned\x07"  # set the window's title
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\"
    "\x9b5n"  # the same in one byte of C1
    "\u202egnp.\u2066exe\u2069"  # written from right to left
    "pass\u200bword\u2060\ufeff\u00ad"  # seen by nobody
    "\u2028\u2029"
)


def is_clean(text: str) -> bool:
    return not any(
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        for character in text
        if character != "\n"
    )


@pytest.fixture
def hostile(staffed: Tracker, write: LetterWriter) -> tuple[Tracker, Path]:
    """A letter full of such characters, in its promise, its ask, its sender and its name."""
    path = write(
        f"We will publish the {HOSTILE} report by 30 June 2026.",
        f"Please send us the {HOSTILE} names of the witnesses.",
        sender=f"Bright{HOSTILE}water Mills Ltd",
    )
    named = path.with_name("letter\x1b[31m\u202etxt.exe")
    return staffed, path.rename(named)


def test_no_control_character_of_a_letter_reaches_the_terminal(hostile: tuple[Tracker, Path]) -> None:
    tracker, path = hostile
    answers = [
        tracker.ok("extract", path, "--explain"),
        tracker.ok("add", path, "--owner", "Ana"),
        tracker.ok("add", path),
        tracker("add", f"{path}.missing"),
        tracker("list", "--owner", HOSTILE),
        tracker.ok("letters"),
        tracker.ok("letter", "show", "1", "--text"),
        tracker("letter", "edit", "1", "--recipient", HOSTILE),
        tracker.ok("list"),
        tracker.ok("dismiss", "1", "--note", HOSTILE),
        tracker.ok("reopen", "1", "--note", "After all."),
        tracker.ok("show", "1"),
        tracker.on(2026, 8, 1).ok("overdue"),
        tracker.on(2026, 7, 1).ok("jobs", "run", "reminders"),
        tracker.on(2026, 7, 1).ok("outbox"),
    ]
    for answer in answers:
        assert is_clean(answer.out), answer
        assert is_clean(answer.err), answer
    assert "We will publish" in answers[0].out


def test_json_holds_the_letter_as_it_is_and_obeys_nothing_on_a_terminal(
    hostile: tuple[Tracker, Path],
) -> None:
    tracker, path = hostile
    tracker.ok("add", path)
    for words in (("extract", str(path)), ("letter", "show", "1"), ("list",), ("show", "1"), ("letters",)):
        answer = tracker.ok(*words, "--json")
        assert is_clean(answer.out)
        assert answer.json
    text = tracker.ok("letter", "show", "1", "--json").json["text"]
    quote = tracker.ok("show", "1", "--json").json["quote"]
    assert quote in text


@given(st.text())
def test_plain_text_is_one_clean_line(text: str) -> None:
    shown = output.plain(text)
    assert is_clean(shown)
    assert "\n" not in shown
    assert output.plain(shown) == shown


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs"))))
def test_plain_text_leaves_ordinary_words_alone(text: str) -> None:
    assert output.plain(text) == text


@given(st.recursive(st.text(st.characters(codec="utf-8")), st.lists, max_leaves=5))
def test_json_says_the_same_value(value: object) -> None:
    with redirect_stdout(StringIO()) as written:
        output.print_json(value)
    assert json.loads(written.getvalue()) == value
    assert is_clean(written.getvalue())


@pytest.mark.parametrize(
    "words",
    [
        ("extract", "LETTER"), ("add", "LETTER"), ("letters",), ("letter", "show", "1"), ("list",), ("show", "1"),
        ("overdue",), ("people",), ("case",), ("jobs",), ("outbox",), ("doctor",),
        ("letter", "edit", "1", "--confidential"), ("jobs", "run", "reminders"),
        ("resolve", "1", "--as", "broken", "--note", "Never done."),
        ("dismiss", "1", "--note", "No."),
        ("people", "add", "Cleo", "--email", "cleo@office.example"), ("case", "add", "Kilns", "--lead", "Ana"),
    ],
)  # fmt: skip
def test_json_is_all_there_is_on_standard_output(
    staffed: Tracker, write: LetterWriter, words: tuple[str, ...]
) -> None:
    path = write("We will publish the report by 30 June 2026.", date="")
    staffed.ok("add", path)
    path.write_text(path.read_text().replace("report", "audit"))
    answer = staffed.ok(*(str(path) if word == "LETTER" else word for word in words), "--json")
    json.loads(answer.out)
    assert isinstance(answer, Answer)


def test_help_lists_every_command_and_exit_code_without_opening_anything(tracker: Tracker) -> None:
    answer = tracker.ok("--help")
    for name, (_, purpose) in COMMANDS.items():
        assert f"  {name} " in answer.out
        assert purpose.split()[0] in answer.out
    assert all(line in answer.out for line in EPILOG.splitlines()[2:])
    assert not tracker.home.exists()
    assert tracker.ok("-h").out == answer.out
    assert tracker.ok("--version").out.startswith("tracker, version ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tracker: Tracker, command: str) -> None:
    answer = tracker.ok(command, "--help")
    assert answer.out.startswith(f"Usage: tracker {command} ")
    assert "..." not in answer.out.partition("Commands:")[2]
    assert not tracker.home.exists()


def test_tables_fit_the_terminal(
    staffed: Tracker, write: LetterWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    long_name = "The Interdepartmental Committee for the Restoration of Rivers of Northport"
    path = write("We will publish the long promised report on wells by 30 June 2026.", sender=long_name)
    staffed.ok("add", path, "--owner", "Ana", "--case", "Wells")
    staffed.on(2026, 6, 23).ok("jobs", "run", "reminders")
    for words in (("list",), ("letters",), ("outbox",), ("people",), ("case",), ("show", "1"), ("overdue",)):
        answer = staffed.on(2026, 8, 1).ok(*words)
        assert max(map(len, answer.out.splitlines())) <= 80, answer.out


def test_a_column_is_cut_with_an_ellipsis() -> None:
    assert output.cut("publish the report", 10) == "publish t…"
    assert output.cut("publish", 10) == "publish"
