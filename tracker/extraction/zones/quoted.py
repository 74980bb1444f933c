"""Words of other parties in the same text: quoted and forwarded mail."""

from __future__ import annotations

from itertools import islice

from tracker.extraction.zones.lines import Line
from tracker.extraction.zones.words import Patterns
from tracker.model import ZoneKind

# An outer message of so few words ("Their answer is below, I'll write to everyone") only passes a letter on.
_PASSING_ON = 100
# Lengths of a line that can introduce a message.
_SHORTEST, _LONGEST = 6, 200


def mark_quoted(lines: list[Line], known: Patterns) -> None:
    """Label what others wrote; a message that was merely passed on is the letter itself."""
    _mark_angles(lines)
    at, spoken = 0, False
    while at < len(lines):
        line = lines[at]
        if line.kind is None and _SHORTEST <= len(line.text) < _LONGEST:
            if known.message.match(line.low) or (spoken and _opens_header(lines, at, known)):
                at, spoken = _mark_message(lines, at, known), False
                continue
            if known.reply.search(line.low):
                at = _mark_reply(lines, at)
                continue
        spoken = spoken or (line.kind is None and line.shape.prose)
        at += 1


def _mark_angles(lines: list[Line]) -> None:
    for line in lines:
        if line.text[0] == ">" or line.text.startswith("|>"):
            line.kind = ZoneKind.QUOTED


def _mark_reply(lines: list[Line], at: int) -> int:
    """Quote what follows "On … wrote:", on one line or wrapped on two, marked with ">" or not."""
    lines[at].kind = ZoneKind.QUOTED
    if at and lines[at].gap == 0 and lines[at - 1].low[:3] == "on ":
        lines[at - 1].kind = ZoneKind.QUOTED
    if at + 1 < len(lines) and lines[at + 1].kind is ZoneKind.QUOTED:
        return at + 1
    return _mark_rest(lines, at)


def _mark_message(lines: list[Line], at: int, known: Patterns) -> int:
    if known.forward.search(lines[at].low) and at + 1 < len(lines) and _passes_on(lines[:at], known):
        for line in lines[: at + 1]:
            line.kind = ZoneKind.QUOTED
        return at + 1
    return _mark_rest(lines, at)


def _passes_on(above: list[Line], known: Patterns) -> bool:
    own = (line for line in above if line.kind is None and not known.header.match(line.low))
    return sum(line.shape.words for line in islice(own, _PASSING_ON)) <= _PASSING_ON


def _mark_rest(lines: list[Line], at: int) -> int:
    for line in lines[at:]:
        line.kind = ZoneKind.QUOTED
    return len(lines)


def _opens_header(lines: list[Line], at: int, known: Patterns) -> bool:
    """A mail header in the middle of a text: "From:" with at least two more fields close by."""
    if not known.header.match(lines[at].low) or not lines[at].low.lstrip("*_").startswith("from"):
        return False
    return sum(known.header.match(line.low) is not None for line in lines[at : at + 6]) >= 3
