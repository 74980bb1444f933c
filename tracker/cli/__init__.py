"""The command line. One module per group of commands; each command imports what it needs when it runs."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import NoReturn

import click

from tracker.cli.output import begin
from tracker.cli.root import COMPLETING, root
from tracker.cli.session import Session
from tracker.errors import ExitCode, TrackerError

INTERRUPTED = 130  # what shells say for Ctrl-C


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with a documented exit code; no traceback reaches the user."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None, session: Session | None = None) -> int:
    """Run one command; returns its exit code. A `session` brings its own folder and clock."""
    # Imports make many objects that all stay: looking for waste among them costs a tenth of a short command.
    gc.set_threshold(50_000, 20, 20)
    if COMPLETING in os.environ:
        from tracker.cli import completion  # noqa: F401 - it brings the words for bash
    own = Session(None, None)
    with closing(own):
        return _run(arguments, session or own)


def _run(arguments: Sequence[str] | None, session: Session) -> int:
    begin(session.environ)
    try:
        answer = root.main(args=arguments, prog_name="tracker", standalone_mode=False, obj=session)
        return answer if isinstance(answer, int) else int(ExitCode.DONE)
    except Exception as error:  # noqa: BLE001 - the last door before the user
        return _explain(error, session)
    except KeyboardInterrupt:
        return _explain(click.Abort(), session)
    except SystemExit:
        # Click's answer where nobody reads its help any more; answers of ours go on, see output.emit.
        return int(ExitCode.DONE)


def _explain(error: Exception, session: Session) -> int:
    """Say in one sentence what stopped the command; returns the exit code."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.format_message())
            return int(ExitCode.USAGE)
        case TrackerError():
            sentence, code = str(error), int(error.exit_code)
        case click.ClickException():
            from tracker.cli.usage import what_to_write

            sentence, code = what_to_write(error), int(ExitCode.USAGE)
        case click.Abort():
            sentence, code = "stopped.", INTERRUPTED
        case OSError(errno=errno.ENOSPC):
            _forget_output()
            sentence, code = "the disk is full; free some space and try again.", int(ExitCode.UNAVAILABLE)
        case UnicodeEncodeError():
            sentence, code = (
                "an argument holds bytes that are no UTF-8; nothing was done.",
                int(ExitCode.USAGE),
            )
        case _:
            sentence, code = _defect(error, session), int(ExitCode.FAILED)
    _say(sentence)
    return code


def _forget_output() -> None:
    """Nothing more is written where there is no room."""
    from tracker.cli.output import silence

    silence()


def _say(sentence: str) -> None:
    from tracker.cli.output import note

    words = sentence.rstrip()
    note(f"tracker: {words}{'' if words.endswith(('.', '?')) else '.'}")


def _defect(error: Exception, session: Session) -> str:
    """One sentence about a defect; where it happened goes to a file, without the words of any letter."""
    from tracker.cli.defects import record

    return record(error, session.home)
