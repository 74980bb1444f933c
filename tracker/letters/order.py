"""The lines of a page, whole and in the order in which they are read.

A PDF holds pieces in the order in which a program drew them: single words, headers after the text below them,
an address that stands in a box of its own last of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from tracker.letters.lines import SAME_SIZE, Line, Page, usual_size

_SAME_BASE = 0.25
_WORD_GAP = 0.45
_EVEN = 0.1
_WIDEST = 2.5
_NO_GAP = 0.1
_MARK = re.compile(
    r"(?:[\u2022\u25cf\u25cb\u25aa\u25a0\u2023\u2043\u00b7\u2013\u2014*o\uf0b7-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])"
)
_MARK_GAP = 5.0
_JUMP = 0.4
_SHORT = 1 / 3
_NARROW = 0.4
_FEWEST = 10


def in_order(page: Page) -> tuple[list[Line], list[Line]]:
    """Whole lines in reading order, and those of a narrow column of small type beside all others.

    What was drawn later than what stands below it comes before that.
    """
    lines = whole_lines(page)
    beside = _beside(lines)
    kept: list[Line] = []
    runs = list(runs_of([line for line in lines if line not in beside] if beside else lines))
    if len(runs) < 2:
        return [line for run in runs for line in run], beside
    height = _height([line for run in runs for line in run])
    for run in runs:
        for part in _parts(run, kept):
            at = _place(kept, part) if _height(part) < _SHORT * height else len(kept)
            kept[at:at] = part
    return kept, beside


def _beside(lines: Sequence[Line]) -> list[Line]:
    """The sender's address, as some set it beside the letter."""
    if len(lines) < _FEWEST:
        return []
    least = (1 - SAME_SIZE) * usual_size([lines])
    rest = [line for line in lines if line.size >= least]
    if len(rest) == len(lines):
        return []
    left, right = min(line.left for line in rest), max(line.right for line in rest)
    top, bottom = max(line.base for line in rest), min(line.base for line in rest)
    outside = [
        line
        for line in lines
        if line.size < least and (line.right <= left or line.left >= right) and bottom < line.base < top
    ]
    width = max((line.right for line in outside), default=0.0) - min(
        (line.left for line in outside), default=0.0
    )
    return outside if width < _NARROW * (right - left) else []


def _parts(run: Sequence[Line], kept: Sequence[Line]) -> Iterable[list[Line]]:
    """A run, cut where it jumps down over lines that were drawn before."""
    part: list[Line] = []
    for line in run:
        if part and any(
            line.base < other.base < part[-1].base and other.left < line.right and other.right > line.left
            for other in kept
        ):
            yield part
            part = []
        part.append(line)
    yield part


def whole_lines(page: Page) -> list[Line]:
    """Pieces that follow each other on one line as one line; what a wide gap parts stays apart."""
    whole: list[Line] = []
    for pieces in _level(page):
        first = len(whole)
        justified = _evenly_spaced(pieces)
        for piece in pieces:
            if len(whole) > first and (justified or _goes_on(whole[-1], piece)):
                whole[-1] = _joined(whole[-1], piece)
            else:
                whole.append(piece)
    return whole


def _level(page: Page) -> Iterable[list[Line]]:
    """Pieces that follow each other to the right, on one base line."""
    pieces: list[Line] = []
    for line in page:
        if pieces and not (_same_base(pieces[-1], line) and line.left > pieces[-1].left):
            yield pieces
            pieces = []
        pieces.append(line)
    if pieces:
        yield pieces


def _same_base(one: Line, other: Line) -> bool:
    return abs(one.base - other.base) <= _SAME_BASE * max(one.size, other.size)


def _evenly_spaced(pieces: Page) -> bool:
    """Whether the words of a line are drawn one by one with the same white between them all: a justified line."""
    gaps = [after.left - before.right for before, after in pairwise(pieces)]
    size = pieces[0].size
    return len(gaps) > 1 and max(gaps) - min(gaps) < _EVEN * size and max(gaps) < _WIDEST * size


def runs_of(page: Sequence[Line]) -> Iterable[list[Line]]:
    """Lines that follow each other down one column."""
    run: list[Line] = []
    for line in page:
        if run and line.base > run[-1].base + _JUMP * line.size:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _goes_on(before: Line, line: Line) -> bool:
    gap = line.left - before.right
    size = max(before.size, line.size)
    return gap < (_MARK_GAP if _MARK.fullmatch(before.text) else _WORD_GAP) * size


def _joined(before: Line, line: Line) -> Line:
    between = "" if line.left - before.right < _NO_GAP * line.size else " "
    longer = before if len(before.text) >= len(line.text) else line
    return replace(longer, text=before.text + between + line.text, left=before.left, right=line.right)


def _place(kept: Sequence[Line], run: Sequence[Line]) -> int:
    """Where a few lines belong among those that were drawn before."""
    left, right = min(line.left for line in run), max(line.right for line in run)
    lowest = min(line.base for line in run)
    below = (
        at
        for at, line in enumerate(kept)
        if line.base < lowest - _SAME_BASE * line.size and line.left < right and line.right > left
    )
    return next(below, len(kept))


def _height(lines: Sequence[Line]) -> float:
    return max(line.base for line in lines) - min(line.base for line in lines)
