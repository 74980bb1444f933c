"""Every command, through the real command line: once where it does what it is for, once where it is refused."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.driver import Tracker
from tests.cli.test_life_in_any_order import prepared  # noqa: F401 - a fixture
from tests.cli.typing import typed
from tests.test_docs import EVERY_COMMAND
from tracker import cli

Words = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """How a command is used, and how it is refused."""

    done: Words
    """Its arguments; it ends with 0."""
    says: str
    """Part of what it answers then, on standard output."""
    refused: Words
    code: int
    because: str
    """Part of the sentence on standard error."""
    first: tuple[str, ...] = ()
    """Commands before, each as one line."""
    keys: str = ""


BY_BEN = "BEN "
"""Before a command that Ben types."""
STILL = "STILL "
"""Before a command that ends with another code than 0, which is no matter."""

CASES: dict[str, Case] = {
    "extract": Case(("LETTER",), "“We will mend the lock”", ("missing.txt",), 4, "no such file"),
    "add": Case(("LETTER", "--owner", "Ben"), "1 commitment, 0 asks", ("LETTER", "--owner", "Zoe"), 3, "no person 'Zoe'"),
    "letters": Case((), "Northport Harbour Board", ("orq:x",), 2, "no field 'orq'"),
    "letter": Case(("--help",), "withdraw", ("shwo",), 2, "shwo"),
    "letter show": Case(("1",), "Brightwater Mills Ltd", ("99",), 3, "no letter 99"),
    "letter edit": Case(("1", "--date", "2026-05-30"), "Letter 1", ("1",), 2, "Nothing to change"),
    "letter withdraw": Case(("1", "--note", "Not for us."), "Letter 1 withdrawn", ("1", "--note", " "), 2, "--note"),
    "letter keep": Case(("3",), "etter 3", ("1",), 5, "1"),
    "letter reread": Case(
        ("5",), "Letter 5 from Fenwick Dyeworks of 1 June 2026: 1 commitment", ("1",), 5, "waits for nobody",
        ("STILL --config HASTE add PAGE",),
    ),
    "new": Case(
        ("--letter", "4", "--quote", "Wir prüfen die Öfen", "--action", "test the kilns"), "of letter 4",
        ("--quote", "x", "--action", "y"), 2, "--letter ID, or --source",
    ),
    "organisations": Case((), "Northport Harbour Board", ("nonsense",), 2, "nonsense"),
    "organisations show": Case(("mills",), "3 promises", ("Nobody Ltd",), 3, "no organisation"),
    "organisations alias": Case(
        ("Brightwater Mills Ltd", "The Mills"), "also goes by", ("Brightwater Mills Ltd", "Northport Harbour Board"), 5, "merge",
    ),
    "organisations merge": Case(
        ("Brightwater Mills Ltd", "Northport Harbour Board"), "moved to Brightwater", ("Nobody Ltd", "X"), 3, "no organisation",
    ),
    "today": Case((), "Due soon", ("sort:due",), 2, "leave sort: out"),
    "mine": Case((), "Ana: ", ("case:Nothing",), 3, "no case 'Nothing'"),
    "list": Case(("org:mills",), "publish the report", ("--owner", "Zoe"), 3, "no person 'Zoe'"),
    "show": Case(("1",), "[We will publish the report by 30 June 2026]", ("99",), 3, "no commitment 99"),
    "overdue": Case((), "Overdue on 2 June 2026", ("--as-of", "2027-01-01"), 2, "2027-01-01"),
    "report": Case(("--help",), "organisation", ("nonsense",), 2, "nonsense"),
    "report overdue": Case(("--out", "OUT"), "commitments in", ("--format", "doc"), 2, "doc"),
    "report organisation": Case(("Brightwater Mills Ltd", "--out", "OUT"), "commitments in", ("Nobody Ltd",), 3, "no organisation"),
    "report case": Case(("Wells", "--out", "OUT"), "commitments in", ("Nothing",), 3, "no case"),
    "review": Case((), "still wait", (), 2, "needs a terminal", keys="s"),
    "resolve": Case(
        ("1", "--as", "broken", "--note", "Never."), "Commitment 1 resolved as broken.",
        ("1", "--as", "kept", "--note", "Seen."), 2, "--evidence",
    ),
    "accept": Case(("2",), "Commitment 2 accepted.", ("1",), 5, "accepted already"),
    "dismiss": Case(("1", "--note", "No."), "Commitment 1 dismissed.", ("1", "--note", " "), 2, "--note"),
    "reopen": Case(
        ("1", "--note", "After all."), "Commitment 1 open again.", ("4", "--note", "x"), 5, "can be resolved or dismissed",
        ("dismiss 1 --note No.",),
    ),
    "evidence": Case(("1", "https://mills.example"), "1 piece of evidence more", ("1", "missing.pdf"), 4, "no such file"),
    "confirm": Case(
        ("1",), "Commitment 1 confirmed.", ("4",), 5, "4 is open", ("BEN resolve 1 --as broken --note Never.",),
    ),
    "extend": Case(
        ("1", "--to", "2026-08-31", "--because", "They asked."), "extended to 31 August 2026",
        ("1", "--to", "2026-06-30", "--because", "x"), 2, "not later",
    ),
    "snooze": Case(("1", "--until", "2026-07-01"), "silent until 1 July 2026", ("1", "--until", "2027-01-01"), 2, "latest day"),
    "condition": Case(("3", "--waived", "--note", "They do."), "without its condition", ("1", "--waived", "--note", "x"), 5, "waits for no condition"),
    "edit": Case(("1", "--action", "print it"), "Commitment 1 corrected", ("1",), 2, "Nothing to change"),
    "note": Case(("1", "They rang."), "has a note more", ("1", " "), 2, "empty"),
    "link": Case(("4", "1", "--as", "answers"), "Commitment 4 answers 1.", ("1", "1", "--as", "repeats"), 2, "itself"),
    "assign": Case(("1", "--to", "Ben"), "Commitment 1 is Ben's now.", ("1", "--to", "Zoe"), 3, "no person 'Zoe'"),
    "handover": Case(("Ana", "Ben", "--yes"), "are Ben's now", ("Ana", "Ben"), 2, "--yes"),
    "asks": Case((), "a1  ", ("--owner", "Zoe"), 3, "no person 'Zoe'"),
    "asks answer": Case(("a1", "--note", "Sent."), "Ask a1 answered.", ("a9", "--note", "x"), 3, "no ask a9"),
    "asks assign": Case(("a1", "--to", "Ben"), "is Ben's to answer", ("a1", "--to", "Zoe"), 3, "no person 'Zoe'"),
    "asks hold": Case(("a1", "1"), "its clock stands still", ("a9", "1"), 3, "no ask a9"),
    "asks free": Case(
        ("a1", "1", "--note", "A slip."), "does not wait for a1", ("a1", "2", "--note", "x"), 5, "does not hold up",
        ("asks hold a1 1",),
    ),
    "undo": Case(("--yes",), "Taken back.", (), 2, "tracker undo --yes", ("dismiss 1 --note No.",)),
    "import": Case(("REGISTER", "--yes"), "1", ("LETTER",), 2, "no column holds organisation"),
    "export": Case(("LINES",), "holds everything", ("OUT", "--owner", "Ana"), 2, "--ics"),
    "people": Case((), "ana@office.example", ("nonsense",), 2, "nonsense"),
    "people add": Case(
        ("Cleo", "--email", "cleo@office.example"), "Cleo added", ("Ana", "--email", "ana@office.example"), 5, "already",
    ),
    "people edit": Case(("Ana", "--digest", "daily 07:30"), "Ana changed", ("Ana", "--digest", "often"), 2, "no digest time"),
    "people absent": Case(
        ("Ana", "--until", "2026-07-01", "--cover", "Ben"), "goes to Ben", ("Ana", "--until", "2026-07-01"), 2, "--cover",
    ),
    "forget": Case(("Ben", "--yes"), "Forgotten", ("Ana", "--yes"), 5, "Ana"),
    "case": Case((), "Wells", ("nonsense",), 2, "nonsense"),
    "case show": Case(("Wells",), "Wells, led by Ana", ("Nothing",), 3, "no case"),
    "case add": Case(("Kilns", "--lead", "Ben"), "led by Ben", ("Wells", "--lead", "Ben"), 5, "already"),
    "jobs": Case((), "reminders", ("nonsense",), 2, "nonsense"),
    "jobs run": Case(("reminders",), "reminders:", ("nonsense",), 3, "nonsense"),
    "digest": Case(("Ana",), "To: Ana", ("Zoe",), 3, "no person 'Zoe'"),
    "outbox": Case((), "reminder", ("--state", "lost"), 2, "lost", ("jobs run reminders --at 2026-06-29T09:00Z",)),
    "outbox show": Case(("1",), "Message 1", ("99",), 3, "99", ("jobs run reminders --at 2026-06-29T09:00Z",)),
    "outbox retry": Case(
        ("1",), "next delivery", ("99",), 3, "99", ("jobs run reminders --at 2026-06-29T09:00Z",),
    ),
    "outbox cancel": Case(
        ("1", "--note", "We spoke."), "will not be sent", ("99", "--note", "x"), 3, "99",
        ("jobs run reminders --at 2026-06-29T09:00Z",),
    ),
    "backup": Case(("OUT",), "was checked", ("LETTER",), 5, "letter.txt"),
    "restore": Case(("OUT", "--yes"), "again", ("LETTER",), 4, "letter.txt", ("backup OUT",)),
    "audit": Case(("--help",), "verify", ("nonsense",), 2, "nonsense"),
    "audit log": Case((), "added", ("99",), 3, "99"),
    "audit mails": Case(("1",), "1", ("99",), 3, "99"),
    "audit verify": Case((), "event", ("--count", "0"), 2, "--count"),
    "audit checkpoint": Case((), "", ("nonsense",), 2, "nonsense"),
    "audit export": Case(("OUT",), "events, the last", ("LETTER",), 2, "letter.txt"),
    "config": Case((), "office.zone", ("nonsense",), 3, "nonsense"),
    "doctor": Case((), "audit", ("--nonsense",), 2, "--nonsense"),
    "demo": Case(("--folder", "OUT"), "== 1.", ("--folder", "LETTER"), 2, "letter.txt"),
    "help": Case(("ids",), "tracker show 12", ("nonsense",), 3, "nonsense"),
    "completion": Case(("bash",), "_tracker_completion", ("tcsh",), 2, "tcsh"),
}  # fmt: skip
LETTER = "Fenwick Dyeworks\n\n1 June 2026\n\nDear Ms Okafor,\n\nWe will mend the lock.\n\nYours sincerely,\n\nJo Lind\n"


def test_no_command_is_left_out() -> None:
    assert set(CASES) | {"run"} == set(EVERY_COMMAND)


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Tracker:  # noqa: F811 - the fixture imported above
    """Ana's: letters 1 to 4 as in the life in any order, in a home of its own; a letter and a register in files."""
    shutil.copytree(prepared / "home", tmp_path / "home")
    shutil.copy(prepared / "register.csv", tmp_path)
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    paragraphs = LETTER.strip().replace("\n\n", "</p><p>")
    (tmp_path / "page.html").write_text(f"<html><body><p>{paragraphs}</p></body></html>", encoding="utf-8")
    (tmp_path / "haste.toml").write_text("[letters]\nmax_seconds = 0.001\n", encoding="utf-8")
    return Tracker(tmp_path / "home")


def as_typed(desk: Tracker, words: Words) -> list[str]:
    """The words, with paths of the files that they name."""
    folder = desk.home.parent
    files = {
        "LETTER": folder / "letter.txt",
        "REGISTER": folder / "register.csv",
        "OUT": folder / "out",
        "PAGE": folder / "page.html",
        "HASTE": folder / "haste.toml",
        "LINES": folder / "all.jsonl",
    }
    return [str(files.get(word, word)) for word in words]


def ready(desk: Tracker, name: str) -> None:
    """All that stands before it."""
    for line in CASES[name].first:
        person = desk if not line.startswith(BY_BEN) else Tracker(desk.home, environ={"TRACKER_ACTOR": "Ben"})
        words = as_typed(desk, tuple(line.removeprefix(BY_BEN).removeprefix(STILL).split(" ")))
        answer = person(*words)
        assert line.startswith(STILL) or answer.code == 0, answer


@pytest.mark.parametrize("name", CASES)
def test_it_does_what_it_is_for(desk: Tracker, name: str) -> None:
    case = CASES[name]
    ready(desk, name)
    if case.keys:
        with typed(case.keys):
            answer = desk(*name.split(), *as_typed(desk, case.done))
    else:
        answer = desk(*name.split(), *as_typed(desk, case.done))
    assert answer.code == 0, answer
    assert case.says in answer.out, answer


@pytest.mark.parametrize("name", CASES)
def test_it_says_why_not(desk: Tracker, name: str) -> None:
    case = CASES[name]
    ready(desk, name)
    answer = desk(*name.split(), *as_typed(desk, case.refused))
    assert answer.code == case.code, answer
    said = answer.err.splitlines()
    assert len(said) == 1, answer
    assert said[0].startswith("tracker: "), answer
    assert case.because in said[0], answer
    if name != "undo":  # which shows first what it would take back
        assert answer.out == "", answer


def scheduler(desk: Tracker, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from tracker.cli import main; main()", "run"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(cli.__file__).parents[2]),
            "TRACKER_HOME": str(desk.home),
            **environ,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_run_ends_when_it_is_told_to(desk: Tracker) -> None:
    with scheduler(desk) as process:
        assert process.stderr is not None
        said = iter(process.stderr.readline, "")
        assert any("tracker runs, a tick every" in line for line in said)
        process.send_signal(signal.SIGTERM)
        assert any("tracker stopped." in line for line in said)
    assert process.returncode == 0


def test_run_refuses_settings_that_cannot_be(desk: Tracker) -> None:
    (desk.home / "tracker.toml").write_text("[office]\nzone = 3\n")
    with scheduler(desk) as process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (2, "")
    assert err.startswith("tracker: ")
    assert "office.zone" in err
