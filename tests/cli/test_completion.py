"""Words that a shell completes, asked through a real bash; and the topics of help."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker, spawn
from tracker.cli.root import COMMANDS
from tracker.resources import template_folder

TOPICS = sorted(path.stem for path in template_folder("help").glob("*.txt"))


@pytest.fixture
def office(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    def add_case_and_letter() -> None:
        staffed.ok("case", "add", "Rivers & kilns", "--lead", "Ana")
        staffed.ok(
            "add",
            write("We will mend the road by 30 June 2026. We ask you to send us the names of the guards."),
        )

    return once(staffed, add_case_and_letter)


@cache
def script_for_bash() -> str:
    """What `tracker completion bash` says; it knows no store."""
    with TemporaryDirectory() as home:
        return spawn("completion", "bash", home=Path(home)).stdout


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a shell that finds the command."""
    command = home.parent / "tracker"
    command.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'from tracker.cli import main; main()' \"$@\"\n")
    command.chmod(0o755)
    return {
        "PATH": f"{command.parent}:/usr/bin:/bin",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TRACKER_HOME": str(home),
        "HOME": str(home),
    }


def completed(home: Path, line: str) -> list[str]:
    """What bash offers after these words, the last of them half typed."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    words = " ".join(f'"{word}"' for word in line.split(" "))
    asking = (
        f"{script_for_bash()}\nCOMP_WORDS=({words}); COMP_CWORD={line.count(' ')}\n"
        "_tracker_completion tracker\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    done = subprocess.run(
        [bash, "--norc", "-c", asking],
        env=surroundings(home),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("tracker ov", ["overdue"]),
        ("tracker show ", ["1"]),
        ("tracker letter show ", ["1"]),
        ("tracker asks answer a", ["a1"]),
        ("tracker asks answer ow", ["owner:"]),
        ("tracker dismiss 1", ["1"]),
        ("tracker dismiss 3,", ["3,1"]),
        ("tracker list st", ["status:"]),
        ("tracker list so", ["sort:"]),
        ("tracker list not:ca", ["case:"]),
        ("tracker list status:op", ["open"]),
        ("tracker list status : op", ["open"]),
        ("tracker list owner :", ["Ana", "Ben", "me", "nobody"]),
        ("tracker list not : owner : A", ["Ana"]),
        ("tracker list org : Br", ["Brightwater\\ Mills\\ Ltd"]),
        ('tracker list org : \\"Br', ["Brightwater Mills Ltd"]),
        ("tracker list org : 'Br", ["Brightwater Mills Ltd"]),
        ("tracker letters te", ["text:"]),
        ("tracker list --owner A", ["Ana"]),
        ("tracker list --owner b", ["Ben"]),
        ("tracker list --organisation Br", ["Brightwater\\ Mills\\ Ltd"]),
        ("tracker list --case R", ["Rivers\\ \\&\\ kilns"]),
        ("tracker organisations show ", ["Brightwater\\ Mills\\ Ltd"]),
        ("tracker people absent ", ["Ana", "Ben"]),
        ("tracker people add ", [""]),
        ("tracker list --stat", ["--status"]),
        ("tracker people e", ["edit"]),
    ],
)
def test_a_real_bash_completes(office: Tracker, line: str, words: list[str]) -> None:
    assert completed(office.home, line) == words


def test_nothing_is_created_and_nothing_is_said_where_there_is_no_store(tmp_path: Path) -> None:
    home = tmp_path / "none"
    assert completed(home, "tracker show ") == [""]
    assert not home.exists()


ASKING = {
    "fish": 'tracker completion fish | source; complete -C "$LINE"',
    # What its own functions would draw as a menu is printed instead.
    "zsh": """
        compdef() { }
        _describe() { print -rl -- "${(@P)3}" }
        compadd() { print -rl -- "${(@P)@[-1]}" }
        eval "$(tracker completion zsh)"
        words=(${(z)LINE}); CURRENT=$#words
        _tracker_completion
    """,
}


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tracker rep", "report"),
        ("tracker show 1", "1"),
        ("tracker list org:Br", "org:Brightwater Mills Ltd"),
        ("tracker asks answer a", "a1"),
    ],
)
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_real_zsh_and_a_real_fish_complete(office: Tracker, shell: str, line: str, offered: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell}")
    unread = {"zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [program, *unread, "-c", ASKING[shell]],
        env=surroundings(office.home) | {"LINE": line},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    separator = {"zsh": ":", "fish": "\t"}[shell]
    first = done.stdout.splitlines()[0]
    assert first == offered or first.startswith(f"{offered}{separator}")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(tracker: Tracker, shell: str) -> None:
    script = tracker.ok("completion", shell).out
    assert f"_TRACKER_COMPLETE={shell}_complete" in script


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_names_commands_that_exist(tracker: Tracker, topic: str) -> None:
    said = tracker.ok("help", topic).out
    assert topic in tracker.ok("help").out
    named = [
        line.split("tracker ", 1)[1].split() for line in said.splitlines() if line.startswith("  tracker ")
    ]
    assert named
    assert {words[0] if words[0] != "--home" else words[2] for words in named} <= set(COMMANDS)


def test_help_of_a_command_is_its_own(tracker: Tracker) -> None:
    assert tracker.ok("help", "resolve").out == tracker.ok("resolve", "--help").out
    assert tracker.ok("help", "letter", "edit").out == tracker.ok("letter", "edit", "--help").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("help", "resolv"), 3, "did you mean 'resolve'? Else see: tracker help.\n"),
        (("help", "day"), 3, "did you mean 'days'?"),
        (("help", "letter", "edti"), 3, "did you mean 'edit'?"),
        (("overdeu",), 2, "did you mean 'overdue'?"),
        (("people", "ad"), 2, "add"),
        (("list", "--ownr", "Ana"), 2, "tracker: there is no option '--ownr'; did you mean '--owner'?\n"),
        (("list", "--zzz"), 2, "there is no option '--zzz'; see: tracker list --help.\n"),
        (("resolve", "1", "--as", "kept"), 2, "--note TEXT is missing (why; kept in the history); see: "),
        (
            ("resolve", "1", "--note", "x"),
            2,
            "--as (kept, partly, broken, withdrawn, superseded, unverifiable) is ",
        ),
        (
            ("resolve", "--as", "kept", "--note", "x"),
            2,
            "ID|FILTER... is missing; see: tracker resolve --help.\n",
        ),
        (("config", "ofice"), 3, "no setting 'ofice'; did you mean 'office'? Else see: tracker config.\n"),
        (("show", "7"), 3, "the nearest is 1"),
        (("completion", "csh"), 2, "bash"),
    ],
)
def test_a_slip_is_met_with_what_is_near(
    office: Tracker, arguments: tuple[str, ...], code: int, says: str
) -> None:
    answer = office(*arguments)
    assert (answer.code, says in answer.err) == (code, True), answer
