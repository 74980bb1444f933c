"""What a person types at a terminal while a command runs: single keys, and lines that she corrects."""

from __future__ import annotations

import os
import sys
import termios
import tty

import click

from tracker.errors import UsageError

GONE = "\x04"
"""Ctrl-D, or a terminal that went away."""


def require_terminal(otherwise: str) -> None:
    """Raises UsageError with the sentence `otherwise` unless a person sits at a terminal."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        raise UsageError(otherwise)


def key(question: str) -> str:
    """The next key after the question is shown, without Enter and not shown itself. Raises KeyboardInterrupt for Ctrl-C.

    What was typed before the question does not count: nobody answers what she has not seen. Keys such as arrows are
    several characters.
    """
    keyboard = sys.stdin.fileno()
    usual = termios.tcgetattr(keyboard)
    try:
        tty.setcbreak(keyboard, termios.TCSAFLUSH)
        click.echo(question, nl=False)
        typed = os.read(keyboard, 32)
    except OSError:
        typed = b""
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, usual)
    return typed.decode(errors="replace") or GONE


def line(question: str, now: str = "") -> str:
    """A line that she types, or corrects where there are words already; they must be without control characters.

    Raises KeyboardInterrupt for Ctrl-C, and EOFError for Ctrl-D.
    """
    try:
        import readline
    except ImportError:
        return input(question).strip() or now
    readline.set_startup_hook(lambda: readline.insert_text(now))
    try:
        return input(question).strip()
    finally:
        readline.set_startup_hook(None)
