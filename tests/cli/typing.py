"""Fingers for commands that read keys: what they type is given beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

import click

from tracker.cli import keyboard


@contextmanager
def typed(keys: str, lines: Sequence[str] = ()) -> Iterator[None]:
    """A terminal at which somebody types these keys and, where she is asked for a line, these lines; then she leaves.

    "=" as a line leaves the words that stand there, as Enter does.
    """
    coming, answers = iter(keys), iter(lines)

    def key(question: str) -> str:
        click.echo(question, nl=False)
        return next(coming, keyboard.GONE)

    def line(question: str, now: str = "") -> str:
        try:
            answer = next(answers)
        except StopIteration:
            raise EOFError from None
        kept = now if answer == "=" else answer
        click.echo(f"{question}{kept}")
        return kept

    with (
        patch.object(keyboard, "require_terminal", lambda _: None),
        patch.object(keyboard, "key", key),
        patch.object(keyboard, "line", line),
    ):
        yield
