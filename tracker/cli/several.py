"""What commands that change several commitments at once have in common."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.output import note
from tracker.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from tracker.service.several import Several

UNASKED = 3
"""So many at once are changed without asking."""

yes_option = click.option(
    "--yes", is_flag=True, help=f"Do not ask, where more than {UNASKED} change at once."
)


def agreed(
    many: int,
    noun: str,
    *,
    yes: bool,
    verb: str = "change",
    show: Callable[[], Iterable[str]] = tuple,
) -> bool:
    """Whether so many are to be changed, or added; asks where they are more than three, and shows which.

    Raises UsageError without a terminal.
    """
    if many <= UNASKED or yes:
        return True
    would = "would change" if verb == "change" else f"would be {verb}ed"
    return asked(
        f"{verb.capitalize()} {many} {noun}s?",
        f"{many} {noun}s {would}; say that you mean it with --yes.",
        show,
    )


def asked(question: str, otherwise: str, show: Callable[[], Iterable[str]] = tuple) -> bool:
    """The answer of a person at a terminal. Raises UsageError with the sentence `otherwise` where there is none."""
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError(otherwise)
    for line in show():
        note(line)
    if click.confirm(question, err=True):
        return True
    click.echo("Nothing was changed.", err=True)
    return False


def told(
    done: Several, words: str, *, as_json: bool, noun: str = "Commitment", mark: str = "", **also: Any
) -> int:
    """Say what became of each; returns the exit code. `mark` stands before each number, as in a12."""
    from tracker.cli import output

    for error in done.failed:
        output.note(f"tracker: {error}")
    if as_json:
        changed: Sequence[Any] = [f"{mark}{number}" if mark else number for number in done.changed]
        output.print_json({"changed": changed, "failed": len(done.failed), **also})
    else:
        for number in done.changed:
            output.say(f"{noun} {mark}{number} {words}.")
    return int(ExitCode.FAILED if done.failed else ExitCode.DONE)
