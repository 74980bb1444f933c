"""The parts of the body: paragraphs, headings, bullets, tables, footnotes."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest

from tracker.extraction.zones.lines import Line
from tracker.extraction.zones.words import Patterns
from tracker.model import ZoneKind

_CELLS = re.compile(r"\s*\|\s*|\t+|\s{3,}")
_NOTE = re.compile(r"\[\d{1,2}\]\s|[\u00b9\u00b2\u00b3\u2070-\u2079]+\s?\w|\d{1,2}\s(?:See|Ibid|https?:)")
_OPENING = re.compile(r"[\"\u201c\u2018'(\[*_#]*[A-Z0-9\u00a3$\u20ac]")


# Opens a sentence, hardly ever a heading.
_CLAUSE = re.compile(r"(?:We|I|It|They|You|He|She|My|This|These|There|In order)\s")


def mark_body(lines: list[Line], known: Patterns, width: int) -> None:
    """Label the lines of the body; `width` is the width at which they are wrapped, 0 for none."""
    own = [line for line in lines if line.kind is None]
    _mark_tables(own)
    before: Line | None = None
    for line, after in zip_longest(own, own[1:]):
        if line.kind is None:
            goes_on = (
                before is not None
                and _goes_on(before, line, width)
                and not _breaks_off(before, line, after, width)
            )
            line.kind = before.kind if before and goes_on else _kind(line, after, known, width)
            line.opens = not goes_on
        before = line


def _breaks_off(before: Line, line: Line, after: Line | None, width: int) -> bool:
    """A heading between wrapped paragraphs that no blank line parts."""
    return before.shape.ends_sentence and not line.shape.running and _is_heading(line, after, width)


def _mark_tables(lines: list[Line]) -> None:
    """Two rows or more of three cells, or three of two that begin at the same columns."""
    rows = [_cell_count(line.text) for line in lines]
    for at, (cells, following) in enumerate(pairwise(rows)):
        if min(cells, following) >= 3 or (min(cells, following) == 2 and _third(rows, at) == 2):
            for line in lines[at : at + 2]:
                line.kind, line.opens = ZoneKind.TABLE, True


def _third(rows: list[int], at: int) -> int:
    near = rows[at + 2 : at + 3] + (rows[at - 1 : at] if at else [])
    return 2 if 2 in near else 0


def _cell_count(text: str) -> int:
    if len(text) > 1000 or ("|" not in text and "\t" not in text and "   " not in text):
        return 1
    cells = [cell for cell in _CELLS.split(text) if cell]
    # Justified text has wide gaps between most of its words; a row has few, and words within its cells.
    wide = text.count("  ")
    justified = (
        "|" not in text
        and "\t" not in text
        and (wide * 2 > len(text.split()) and text.count("   ") < wide / 2)
    )
    return 1 if justified or len(cells) > 15 else len(cells)


def _kind(line: Line, after: Line | None, known: Patterns, width: int) -> ZoneKind:
    if line.shape.rule:
        return ZoneKind.FURNITURE
    if _NOTE.match(line.text):
        return ZoneKind.FOOTNOTE
    if line.text[0] == "#" or (known.subject.match(line.low) and line.shape.words <= 25):
        return ZoneKind.HEADING
    if _is_heading(line, after, width):
        return ZoneKind.HEADING
    return ZoneKind.BULLET if line.shape.bullet else ZoneKind.BODY


def _is_heading(line: Line, after: Line | None, width: int) -> bool:
    """Short, capital first, no stop at its end, and the text goes on elsewhere."""
    if line.shape.words > 14 or len(line.text) > 100 or after is None or not _OPENING.match(line.text):
        return False
    if line.shape.ends_sentence or line.text[-1] in ",;:-\u2013\u2014\u2026":
        return False
    if line.shape.bullet and not (line.shape.numbered and after.gap and not after.shape.bullet):
        return False
    return not _goes_on(line, after, width)


def _goes_on(before: Line, line: Line, width: int) -> bool:
    """Whether the line continues the block of the one before."""
    if line.opens or before.kind in {ZoneKind.HEADING, ZoneKind.TABLE, ZoneKind.FURNITURE}:
        return False
    if line.shape.bullet and (
        before.text.endswith((";", "; and", "; or"))
        or before.shape.ends_sentence
        or not _full(before, line, width)
    ):
        return False
    first = line.text[0]
    if line.gap:
        # A page break or a blank line within a sentence.
        torn = not before.shape.ends_sentence and before.text[-1] not in ":;" and before.shape.running
        return torn and first.islower() and line.gap <= 8 and not line.shape.bullet
    if first.islower() or before.text[-1] in ",-\u2013":
        return not line.shape.bullet
    open_sentence = (
        not before.shape.ends_sentence
        and before.text[-1] not in ":;"
        and (before.kind is not None or _CLAUSE.match(before.text))
    )
    return bool(width and open_sentence and before.shape.running) or _full(before, line, width)


def _full(before: Line, line: Line, width: int) -> bool:
    """The line before was wrapped because the next word did not fit."""
    if not width or len(before.text) > width + 30:
        return False
    first_word = len(line.text.split(maxsplit=1)[0]) if len(line.text) < 500 else 1
    return before.indent + len(before.text) + 1 + first_word > width * 0.86
