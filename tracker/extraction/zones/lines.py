"""A letter's lines, blank ones aside, with what can be told of each by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.extraction.wordings import fold
from tracker.model import ZoneKind

BULLET_SIGNS = "-*\u2022\u00b7\u25e6\u25aa\u25ab\u25a0\u25a1\u25cf\u25cb\u2023\u2043\u2013\u2014\u27a2\u27a4\u2713\u2714\u2192"
_BULLET = re.compile(
    rf"[{re.escape(BULLET_SIGNS)}\uf0b7\uf0a7](?:\s+|(?=[A-Z]))(?=[\w\"\u201c'\u2018(\[£$\u20ac])"
    r"|\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s*(?=\S)"
    r"|(?:[a-z]|[ivx]{1,5}|\d{1,2})[.)]\s+(?=[\w\"\u201c'\u2018(\[£$\u20ac])"
    r"|[oO]\s+(?=[A-Z])"
)
_NUMBERED = re.compile(r"\(?\d{1,3}(?:\.\d{1,2})*[.)]?\s")
_SENTENCE_END = re.compile(r"[.!?][\"\u201d\u2019')\]\d]{0,3}$")
_RULE = re.compile(r"[-_=*~#.\s+]{3,}$")
_QUOTES = "\"\u201c\u2018'("
"""What may stand before the first letter of a word."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a line looks like."""

    words: int
    ends_sentence: bool
    bullet: bool
    numbered: bool
    rule: bool
    """A rule drawn with dashes and the like."""
    running: bool
    """Reads like running text: many words in lower case."""
    prose: bool
    """A sentence, or enough of one to tell it from a name, an address or a menu."""


@dataclass(slots=True)
class Line:
    """One line with text; `start` and `end` bound its text, blanks and line break aside."""

    start: int
    end: int
    text: str
    gap: int
    """Blank lines (and page breaks) before it."""
    indent: int
    shape: Shape
    low: str
    """The text, folded: what patterns of words read."""
    kind: ZoneKind | None = None
    opens: bool = False
    """A block begins here, whatever the line before says."""


def shape_of(text: str) -> Shape:
    """The shape of a line's text; short lines that come again and again are looked at once."""
    return _short_shape(text) if len(text) <= 120 else _shape(text)


def _shape(text: str) -> Shape:
    sample = text[:400].split()
    words = len(sample)
    small = sum(["a" <= word < "{" or (word[0] in _QUOTES and "a" <= word[1:] < "{") for word in sample])
    running = words >= 4 and (2 * small >= words or (small >= 4 and 3 * small >= words))
    words = words if len(text) <= 400 else text.count(" ") + 1
    ends_sentence = _SENTENCE_END.search(text, max(len(text) - 5, 0)) is not None
    return Shape(
        words=words,
        ends_sentence=ends_sentence,
        bullet=_BULLET.match(text) is not None,
        numbered=_NUMBERED.match(text) is not None,
        rule=_RULE.match(text) is not None,
        running=running,
        prose=running and (words >= 11 or ends_sentence or (words >= 7 and text[-1] == ":")),
    )


_short_shape = lru_cache(maxsize=2048)(_shape)


def split_lines(text: str) -> list[Line]:
    """The lines that hold something."""
    lines: list[Line] = []
    at = gap = 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip()
        if body:
            start = at + raw.index(body[0])
            lines.append(Line(start, start + len(body), body, gap, start - at, shape_of(body), fold(body)))
            gap = 0
        else:
            gap += 1
        at += len(raw)
    return lines


def usual_width(lines: list[Line]) -> int:
    """The width at which the lines are wrapped by hand; 0 where each line is a paragraph of its own."""
    lengths = sorted(len(line.text) for line in lines if line.shape.prose)
    if len(lengths) < 3:
        return 0
    width = lengths[len(lengths) * 9 // 10]
    return width if width <= 130 else 0
