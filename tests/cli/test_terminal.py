"""What a person sees at a terminal of eighty columns: nothing is broken within a word, and help fits."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Tracker
from tracker import cli
from tracker.cli.root import root
from tracker.resources import template_folder

COLUMNS = 80


def seen(home: Path, command: str) -> list[str]:
    """The lines that a terminal shows, as the program ended them, of a command typed into a shell."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    main = f"{sys.executable} -c 'from tracker.cli import main; main()'"
    child = subprocess.Popen(
        ["sh", "-c", command.replace("tracker", main)],
        stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(cli.__file__).parents[2]), "HOME": str(home),
            "TRACKER_HOME": str(home), "TRACKER_ACTOR": "Ana", "NO_COLOR": "1", "PAGER": "cat",
        },
    )  # fmt: skip
    os.close(theirs)
    told = b"".join(_read(ours))
    child.wait(timeout=60)
    os.close(ours)
    return told.decode().replace("\r\n", "\n").splitlines()


def _read(terminal: int) -> Iterator[bytes]:
    """All that is written until the last who could write has left."""
    while True:
        try:
            portion = os.read(terminal, 65536)
        except OSError:
            return
        if not portion:
            return
        yield portion


@pytest.fixture
def office(staffed: Tracker, write: LetterWriter) -> Tracker:
    staffed.ok("add", write("We will publish all of our reports on the dust in the mills by 30 June 2026."))
    staffed.ok("resolve", "1", "--as", "broken", "--note", "x")
    return staffed


@pytest.mark.parametrize(
    "command",
    [
        "tracker extend 1 --to 2026-07-31 --because x",
        "tracker resolve 1 --as gone --note x",
        "tracker list status:opne",
        "tracker list sort:none",
        "tracker list status:all",
        "tracker list status:all | cat",
        "tracker config | cat",
        "tracker show 1 | cat",
        "tracker help filters",
        "tracker completion --help",
        "tracker audit verify",
    ],
)
def test_lines_end_where_the_terminal_does(office: Tracker, command: str) -> None:
    lines = seen(office.home, command)
    assert lines
    assert [line for line in lines if len(line) > COLUMNS] == []


def test_a_refusal_breaks_between_words(office: Tracker) -> None:
    lines = seen(office.home, "tracker accept 1")
    assert " ".join(lines) == (
        "tracker: Commitment 1 is resolved (broken): it can only be reopened (tracker reopen 1 --note TEXT)."
    )
    assert len(lines) == 2


def every_command(
    command: click.Command, path: tuple[str, ...] = ("tracker",)
) -> Iterator[tuple[str, click.Command]]:
    """All commands, those of groups too, each with the words that call it."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from every_command(below, (*path, name))


@pytest.mark.parametrize(("words", "command"), list(every_command(root)))
def test_the_help_of_a_command_fits(words: str, command: click.Command) -> None:
    shown = command.get_help(click.Context(command, info_name=words, terminal_width=COLUMNS))
    assert [line for line in shown.splitlines() if len(line) > COLUMNS or "\\b" in line] == []


@pytest.mark.parametrize("topic", sorted(template_folder("help").glob("*.txt")), ids=lambda path: path.stem)
def test_a_topic_of_help_fits(topic: Path) -> None:
    title, *rest = topic.read_text(encoding="utf-8").splitlines()
    assert [line for line in (f"  {topic.stem:<10}{title}", *rest) if len(line) > COLUMNS] == []
