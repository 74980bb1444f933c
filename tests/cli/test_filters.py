"""The same words narrow lists and say what a command changes."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker

MILLS = (
    "We will publish the report by 30 June 2026.",
    "We will investigate the spill by 10 June 2026.",
    "We will answer within 10 working days.",
    "Please send us the names of the guards who were present.",
)
HARBOUR = (
    "If any sample exceeds the limit, we will close the quay by 20 June 2026.",
    "We will repair the crane by 1 July 2026.",
    "Please send us the list of wells.",
)


@pytest.fixture
def office(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """Ana's 1 (30 June), 2 (10 June), 3 (15 June) in Wells; Ben's 4 (20 June, if …), 5 (1 July); the asks a1 and a2."""

    def add_letters() -> None:
        staffed.ok("add", write(*MILLS), "--case", "Wells", "--received", "2026-06-01")
        harbour = write(*HARBOUR, name="harbour.txt", sender="Northport Harbour Board")
        staffed.ok("add", harbour, "--owner", "Ben", "--received", "2026-06-01")

    return once(staffed, add_letters)


def ids(tracker: Tracker, *words: str) -> list[int | str]:
    return [each["id"] for each in tracker.ok(*words, "--json").json]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["org:Brightwater Mills Ltd"], [2, 3, 1]),
        (["org:northport"], [4, 5]),
        (["owner:me", "due:14d"], [2, 3]),
        (["not:owner:ana"], [4, 5]),
        (["case:well", "sort:-due"], [1, 3, 2]),
        (["status:open", "text:investigat"], [2]),
        (["letter:quay", "not:is:dormant"], [5]),
        (["1-3,5", "--owner", "Ben"], [5]),
        (["owner:ben", "--due-before", "2026-07-01"], [4]),
        (["--limit", "2"], [2, 3]),
        (["text:unicorn"], []),
    ],
)
def test_a_list_is_narrowed(office: Tracker, words: list[str], expected: list[int | str]) -> None:
    assert ids(office, "list", *words) == expected


def test_what_is_overdue_is_narrowed(office: Tracker) -> None:
    july = office.on(2026, 7, 6)
    assert ids(july, "overdue") == [2, 3, 1, 5]
    assert "There is more: leave out --limit." in july.ok("overdue", "--limit", "3").out
    assert ids(july, "overdue", "owner:ben") == [5]
    assert ids(july, "overdue", "--limit", "3") == [2, 3, 1]
    limited = july.ok("overdue", "--limit", "3").out
    assert "Overdue on 6 July 2026: the first 3 commitments\n" in limited
    assert "Overdue on 6 July 2026: 1 commitment\n" in july.ok("overdue", "case:wells", "text:spill").out
    assert july("overdue", "sort:org").code == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["owner:ben"], [5]),
        (["owner:me"], [2, 3, 1]),
        (["not:owner:Ana"], [5]),
        (["owner:Cleo"], []),
        (["org:the NORTHPORT harbour board"], [5]),
        (["org:north"], [5]),
        (["case:well", "text:investigat spill"], [2]),
        (["not:case:none"], [2, 3, 1]),
        (["case:none"], [5]),
        (["due:-21d"], [3, 1, 5]),
        (["1-2,5", "due:..2026-06-30"], [2, 1]),
        (["letter:2"], [5]),
        (["not:letter:2", "not:text:answer"], [2, 1]),
    ],
)
def test_what_was_overdue_is_narrowed_as_it_was_then(
    office: Tracker, words: list[str], expected: list[int | str]
) -> None:
    july = office.on(2026, 7, 6)
    if words != ["owner:Cleo"]:
        assert ids(july, "overdue", *words) == expected
    july.ok("people", "add", "Cleo", "--email", "cleo@office.example")
    later = july.on(2026, 7, 20)
    later.ok("assign", "1-5", "--to", "Cleo", "--yes")
    later.ok("letter", "edit", "2", "--case", "Wells")
    assert ids(later, "overdue", "--as-of", "2026-07-06", *words) == expected


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["is:confidential"], 2, "cannot be narrowed by is:"),
        (["status:open"], 2, "cannot be narrowed by status:"),
        (["letter:quay"], 2, "cannot be narrowed by words of letters"),
        (["sort:org"], 2, "leave out sort:"),
        (["--limit", "3"], 2, "leave out --limit"),
        (["owner:Zoe"], 3, "no person 'Zoe'"),
        (["org:unheard"], 3, "no organisation 'unheard'"),
    ],
)
def test_what_cannot_be_told_of_a_past_day_is_refused(
    office: Tracker, words: list[str], code: int, says: str
) -> None:
    answer = office.on(2026, 7, 6)("overdue", "--as-of", "2026-07-05", *words)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err


def test_asks_are_narrowed_and_meant_by_their_words(office: Tracker) -> None:
    assert ids(office, "asks", "org:harbour") == ["a2"]
    assert ids(office, "asks", "text:guard") == ["a1"]
    assert ids(office, "asks", "letter:crane", "--limit", "1") == ["a2"]
    assert office.ok("asks", "assign", "org:mills", "--to", "Ben").out == "Ask a1 is Ben's to answer.\n"
    assert ids(office, "asks", "owner:ben") == ["a1"]
    assert ids(office, "asks", "owner:none") == ["a2"]
    assert "no ask fits text:moon" in office("asks", "answer", "text:moon", "--note", "Sent.").err
    assert office.ok("asks", "answer", "text:guards", "--note", "Sent.").out == "Ask a1 answered.\n"
    assert ids(office, "asks", "a1") == ["a1"]
    assert ids(office, "asks", "--answered", "case:wells") == ["a1"]
    assert office("asks", "status:open").err.startswith("tracker: 'status:open': asks have no 'status'")
    assert office("asks", "owmer:me").code == 2


def test_letters_are_narrowed(office: Tracker) -> None:
    assert ids(office, "letters", "text:crane") == [2]
    assert ids(office, "letters", "org:mills", "case:wells") == [1]
    assert ids(office, "letters", "1-2", "--limit", "1") == [2]
    assert office("letters", "owner:me").code == 2


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["assign", "owner:ben", "due:none", "--to", "Ana"], "no commitment fits owner:ben due:none;"),
        (["assign", "text:crane", "--to", "Ana"], "Commitment 5 is Ana's now."),
        (["dismiss", "org:harbour", "text:crane", "--note", "No."], "Commitment 5 dismissed."),
        (["extend", "text:crane", "--to", "2026-08-01", "--because", "Rain."], "Commitment 5 extended"),
        (["snooze", "1-5", "text:crane", "--until", "2026-06-20"], "Commitment 5 is silent"),
        (["condition", "org:harbour", "--waived", "--note", "They say so."], "Commitment 4 holds without"),
        (["note", "text:crane", "text:repair", "They rang."], "Commitment 5 has a note more."),
        (["evidence", "text:crane", "owner:ben", "https://a.example/"], "Commitment 5 has 1 piece"),
        (["resolve", "text:crane", "--as", "broken", "--note", "No."], "Commitment 5 resolved as broken."),
        (["asks", "hold", "a2", "text:crane"], "Commitment 5 waits for our answer to a2"),
    ],
)
def test_a_command_changes_what_fits(office: Tracker, command: list[str], says: str) -> None:
    answer = office(*command)
    assert says in answer.out + answer.err
    assert answer.code == (3 if "no commitment" in says else 0)


def test_each_verb_means_what_it_can_change(office: Tracker) -> None:
    office.ok("resolve", "5", "--as", "broken", "--note", "Never done.")
    office.ok("dismiss", "4", "--note", "No promise.")
    assert office("dismiss", "org:harbour", "--note", "x").code == 3
    assert office.ok("reopen", "org:harbour", "--note", "A mistake.").out.count("open again") == 2
    assert ids(office, "list", "org:harbour") == [4, 5]
    config = "[extraction]\npropose_below = 0.999\n[office]\nsecond_pair_of_eyes = true\n"
    assert "no commitment fits org:harbour" in office.with_config(config)("accept", "org:harbour").err
    cautious = office.with_config(config)
    cautious.ok("resolve", "1", "--as", "broken", "--note", "Never done.")
    assert cautious("confirm", "case:wells").code == 5  # who resolved it does not confirm it


def test_more_than_three_ask_once(office: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = ("note", "status:open", "They moved.")
    refused = office(*everything)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "tracker: 5 commitments would change; say that you mean it with --yes.\n"
    terminal = io.StringIO("n\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    declined = office(*everything)
    assert (declined.code, declined.out) == (0, "")
    assert "   5  Northport Harbour Board: repair the crane" in declined.err
    assert declined.err.endswith("Change 5 commitments? [y/N]: Nothing was changed.\n")
    assert office.ok(*everything, "--yes").out.count("has a note more") == 5
    assert "5" in office.ok("undo", "--yes").out


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (["list", "onwer:me"], 2, "did you mean 'owner'? See: tracker help filters."),
        (["list", "crane"], 2, "write text:crane"),
        (["list", "owner:zoe"], 3, "no person 'zoe'"),
        (["list", "org:Nrthport Harbour Board"], 3, "did you mean 'Northport Harbour Board'?"),
        (["list", "status:opne"], 2, "did you mean 'open'?"),
        (["list", "sort:size"], 2, "nothing is sorted by 'size'"),
        (["dismiss", "crane", "--note", "x"], 2, "neither an id nor a filter"),
        (["dismiss", "--note", "x"], 2, "ID|FILTER... is missing"),
        (["dismiss", "1,", "--note", "x"], 2, "no id"),
        (["evidence", "text:crane"], 2, "what shows it"),
        (["overdue", "12x"], 2, "no id"),
        (["list", "--limit", "0"], 2, "--limit"),
    ],
)
def test_what_cannot_be_meant_is_refused(office: Tracker, command: list[str], code: int, says: str) -> None:
    answer = office(*command)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err


def test_a_register_holds_what_fits_and_comes_in_again(office: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "mills.csv"
    assert office.ok("export", file, "org:mills", "due:..2026-06-20").out == f"2 commitments in {file}\n"
    table = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [(row["id"], row["due"], row["owner"]) for row in table] == [
        ("2", "2026-06-10", "Ana"),
        ("3", "2026-06-15", "Ana"),
    ]
    other = office.at(tmp_path / "other")
    other.ok("people", "add", "Ana", "--email", "ana@office.example")
    other.ok("case", "add", "Wells", "--lead", "Ana")
    other.ok("import", file, "--yes")
    kept = ("quote", "action", "due", "owner", "case", "status", "organisation")
    before = [{name: each[name] for name in kept} for each in office.ok("list", "2-3", "--json").json]
    assert [{name: each[name] for name in kept} for each in other.ok("list", "--json").json] == before
    assert office("export", file, "org:mills").code == 2  # it exists


def test_a_register_holds_nothing_confidential(office: Tracker, tmp_path: Path) -> None:
    office.ok("letter", "edit", "2", "--confidential")
    answer = office.ok("export", tmp_path / "all.csv", "--json").json
    assert answer == {"file": str(tmp_path / "all.csv"), "commitments": 3, "withheld": 2}
    assert "crane" not in (tmp_path / "all.csv").read_text("utf-8-sig")
    assert office("export", tmp_path / "b.csv", "--with-confidential").code == 2
    assert office("export", tmp_path / "b.csv", "owner:zoe").code == 3


def test_a_calendar_holds_what_fits(office: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "days.ics"
    assert office.ok("export", "--ics", file, "owner:me", "due:10d").out == f"1 deadline in {file}\n"
    assert office("export", "--ics", file, "onwer:me").code == 2
