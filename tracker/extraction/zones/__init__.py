"""The parts of a letter: whose words they are, and what they are for. Only the author's own words bind.

`lines` reads lines, `quoted` finds the mail of others, `dialogue` who speaks in interviews, `frame` what stands around the body, `body` its parts.
"""

from __future__ import annotations

from itertools import pairwise

from tracker.extraction.deadlines import TimeWords
from tracker.extraction.zones.body import mark_body
from tracker.extraction.zones.dialogue import mark_dialogue
from tracker.extraction.zones.frame import find_frame, mark_head, mark_running_headers, mark_tail
from tracker.extraction.zones.lines import Line, split_lines, usual_width
from tracker.extraction.zones.quoted import mark_quoted, mark_speeches
from tracker.extraction.zones.words import ZoneWords, patterns
from tracker.model import Zone, ZoneKind

__all__ = ["ZoneWords", "find_zones"]


def find_zones(text: str, words: ZoneWords, times: TimeWords | None = None) -> tuple[Zone, ...]:
    """The zones of a letter, in order; together they cover the text.

    One zone is one block (a paragraph, a bullet, a table row, a run of head or signature lines). A text without
    a word is furniture. `times` are the words of time, None for those of the shipped lexicon.
    """
    lines = split_lines(text)
    if not lines:
        return (Zone(ZoneKind.FURNITURE, 0, len(text)),) if text else ()
    known = patterns(words)
    mark_quoted(lines, known)
    mark_dialogue(lines, known)
    mark_speeches(lines, known)
    mark_running_headers(lines, known)
    frame = find_frame(lines, known, times)
    mark_head(lines, frame, known)
    mark_tail(lines, frame, known)
    mark_body(lines, known, usual_width(lines))
    return _tile(lines, len(text))


_ONE_EACH = {ZoneKind.BODY, ZoneKind.BULLET, ZoneKind.TABLE, ZoneKind.HEADING, ZoneKind.FOOTNOTE}


def _tile(lines: list[Line], length: int) -> tuple[Zone, ...]:
    """Join the lines of one block; the blanks after a block belong to it."""
    zones: list[Zone] = []
    start = 0
    for before, line in pairwise(lines):
        if line.kind is not before.kind or (line.kind in _ONE_EACH and line.opens):
            zones.append(Zone(before.kind or ZoneKind.BODY, start, line.start))
            start = line.start
    zones.append(Zone(lines[-1].kind or ZoneKind.BODY, start, length))
    return tuple(zones)
