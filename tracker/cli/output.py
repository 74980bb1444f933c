"""What users see: tables, JSON, messages. No control character of a letter reaches the terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TextIO

import click

from tracker.errors import UnavailableError
from tracker.service.words import count

__all__ = [
    "begin", "count", "cut", "day", "emit", "height_of_terminal", "last_part", "note", "paged", "plain", "print_json", "say",
    "short_day", "silence", "speak_plainly", "speaks_plainly", "table", "width_of_terminal", "wrap",
]  # fmt: skip

# Cc and Cf hold ESC, bidi overrides and zero-width characters; Cs lone surrogates; Co and Cn the unassigned.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: str) -> str:
    """The text without control, bidi and zero-width characters; line breaks and tabs become blanks.

    Bytes of a file name that are no UTF-8 show as replacement characters.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character in "\n\t\r\v\f":
        return " "
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return "" if _hidden(character) else character


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN


def say(text: str = "") -> None:
    """One line of the answer."""
    emit(plain(text))


def emit(line: str) -> None:
    """Write a line that is clean already.

    A reader who has left does not stop the work: the rest is written to nowhere. Raises UnavailableError where
    the output goes to a disk that is full.
    """
    if _style.held is not None:
        _style.held.append(line)
        return
    try:
        click.echo(line, color=_style.colour)
    except BrokenPipeError:
        silence()
    except OSError as error:
        silence()
        raise UnavailableError(f"The answer cannot be written ({error.strerror}).") from error


@dataclass
class _Style:
    """How this run of the command line speaks."""

    plain: bool = False
    """A line for each value, nothing cut: for screen readers."""
    colour: bool | None = None
    """False where nobody wants colours; None: where the output is a terminal."""
    held: list[str] | None = None
    """Lines that wait until it is known how many they are."""


_style = _Style()


def begin(environ: Mapping[str, str]) -> None:
    """Speak as the environment says: TRACKER_PLAIN, NO_COLOR."""
    _style.plain = bool(environ.get("TRACKER_PLAIN"))
    _style.colour = False if environ.get("NO_COLOR") else None
    _style.held = None


def speaks_plainly() -> bool:
    """Whether a line is wanted for each value."""
    return _style.plain


def speak_plainly() -> None:
    """From now on a line for each value."""
    _style.plain = True
    _style.colour = False


@contextmanager
def paged() -> Iterator[None]:
    """What is said within goes through a pager (PAGER), where it is longer than the terminal; never into a pipe."""
    if _style.held is not None or _style.plain or not _on_terminal():
        yield
        return
    _style.held = []
    try:
        yield
    finally:
        lines, _style.held = _style.held, None
        if len(lines) < shutil.get_terminal_size().lines:
            for line in lines:
                emit(line)
        else:
            os.environ.setdefault("LESS", "-FRX")
            click.echo_via_pager((f"{line}\n" for line in lines), color=_style.colour)


def _on_terminal() -> bool:
    return _is_terminal(sys.stdout) and _is_terminal(sys.stdin)


def silence() -> None:
    """What is still in the buffer of standard output goes to nowhere; else Python complains when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """A message beside the answer, on standard error; on a terminal its lines break between words."""
    words = plain(text)
    click.echo(words if _style.plain or not _is_terminal(sys.stderr) else _broken(words), err=True)


def _broken(text: str) -> str:
    """The text in lines that fit the terminal, each as far in as the first."""
    import textwrap

    indent = text[: len(text) - len(text.lstrip())]
    return textwrap.fill(
        text,
        width_of_terminal(),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _is_terminal(stream: TextIO | None) -> bool:
    return bool(stream and stream.isatty())


def print_json(value: Any) -> None:
    """One JSON value; enums as their words, dates in ISO form."""
    import msgspec

    encoded = msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=1)
    emit(_escape_hidden(encoded.decode()))


def _escape_hidden(encoded: str) -> str:
    """The same JSON value, characters that a terminal obeys or hides written as escapes."""
    if encoded.isascii() and "\x7f" not in encoded:
        return encoded  # JSON itself forbids the other control characters of ASCII in strings
    return "".join(
        json.dumps(character)[1:-1] if ord(character) > 126 and _hidden(character) else character
        for character in encoded
    )


def wrap(text: str, *, indent: str = "", first: str | None = None) -> None:
    """A paragraph that fits the terminal; `first` stands before its first line instead of `indent`."""
    import textwrap

    if _style.plain:
        emit(f"{(indent if first is None else first).strip()} {' '.join(plain(text).split())}".strip())
        return
    lead = indent if first is None else first
    width = max(40, min(width_of_terminal(), 100))
    for line in textwrap.wrap(
        " ".join(plain(text).split()),
        width,
        initial_indent=lead,
        subsequent_indent=indent,
        break_on_hyphens=False,
    ):
        emit(line)


def width_of_terminal() -> int:
    """Columns to fill: COLUMNS, or those of the terminal, also where the answer goes through a pipe; else 100."""
    found = shutil.get_terminal_size((0, 0)).columns
    return found or next(_columns_beside_the_answer(), 100)


def _columns_beside_the_answer() -> Iterator[int]:
    """As wide as the terminal is from which somebody typed `tracker list | head`."""
    for stream in (sys.stderr, sys.stdin):
        try:
            yield os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError, AttributeError):
            continue


def height_of_terminal() -> int | None:
    """Lines that can be seen at once; None where the output is no terminal."""
    return shutil.get_terminal_size().lines if _on_terminal() else None


def last_part(source: str) -> str:
    """The end of a path or address, which tells letters apart, with the place of a letter within another."""
    path, mark, part = source.partition("#")
    return path.rstrip("/").rpartition("/")[2] + mark + part


def day(value: date | None, *, none: str = "no day") -> str:
    """A date as people write it: 30 June 2020."""
    return f"{value.day} {value:%B %Y}" if value else none


def short_day(value: date) -> str:
    """A date for the column of a table: 30 Jun 2020."""
    return f"{value.day} {value:%b %Y}"


NARROWEST = 10
"""Columns: a cell cut shorter tells nothing."""


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    flexible: Mapping[int, int],
    tint: Sequence[str | None] = (),
) -> None:
    """Columns side by side; `flexible` ones are cut until a row fits the terminal.

    It gives each such column its weight: one of 2 stays twice as wide as one of 1. `tint` names a colour for each row,
    or none; what it tells must stand in words, too.
    """
    cells = [list(head), *([plain(cell) for cell in row] for row in rows)]
    if len(cells) == 1:
        return
    if _style.plain:
        _one_by_one(cells)
        return
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    room = width_of_terminal() - 2 * (len(head) - 1)
    while sum(widths) > room:
        widest = max(flexible, key=lambda column: widths[column] / flexible[column])
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    tints = [None, *tint] if tint else [None] * len(cells)
    for row, colour in zip(cells, tints, strict=True):
        line = "  ".join(cut(cell, width).ljust(width) for cell, width in zip(row, widths, strict=True))
        emit(click.style(line.rstrip(), fg=colour) if colour else line.rstrip())


def _one_by_one(cells: Sequence[Sequence[str]]) -> None:
    """Each row as lines of names and values, with an empty line after it; what is empty is left out."""
    head, *rows = cells
    for row in rows:
        for name, cell in zip(head, row, strict=True):
            if cell:
                emit(f"{name}: {cell}")
        emit("")


def cut(text: str, width: int) -> str:
    """The text, shortened to `width` with an ellipsis where it is longer."""
    return text if len(text) <= width else text[: max(1, width - 1)].rstrip() + "…"
