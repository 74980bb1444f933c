"""Words of other parties in the same text: quoted and forwarded mail."""

from __future__ import annotations

import re
from itertools import islice

from tracker.extraction.wordings import holds_any
from tracker.extraction.zones.lines import Line
from tracker.extraction.zones.words import Patterns
from tracker.model import ZoneKind

# An outer message of so few words ("Their answer is below, I'll write to everyone") only passes a letter on.
_PASSING_ON = 100
# How mail programs begin the subject of what they pass on, in a few languages.
_PASSED_ON = re.compile(r"subject\s?:\s{0,4}(?:fwd?|wg|tr|rv|vs|enc)\s?:")
# Lengths of a line that can introduce a message.
_SHORTEST, _LONGEST = 6, 200


def mark_quoted(lines: list[Line], known: Patterns) -> None:
    """Label what others wrote; a message that was merely passed on is the letter itself."""
    _mark_angles(lines)
    head, passed_on = _own_header(lines, known)
    at, spoken = 0, False
    while at < len(lines):
        line = lines[at]
        if line.kind is None and _SHORTEST <= len(line.text) < _LONGEST:
            inner = spoken or (passed_on and at >= head)
            header = inner and _opens_header(lines, at, known)
            if header or known.message.match(line.low):
                forward = passed_on or known.forward.search(line.low) is not None
                at, spoken = _mark_message(lines, at, known, forward=forward, header=header), False
                passed_on = False
                continue
            if known.reply.search(line.low):
                at = _mark_reply(lines, at)
                continue
        spoken = spoken or (line.kind is None and line.shape.prose)
        at += 1


_SPEECH = ("said", "says", "added", "adds", "commented", "comments", "stated", "explained", "wrote")
_VERB = rf"(?:{'|'.join(_SPEECH)})"
_LEADS = re.compile(
    rf"(?P<who>[A-Z][^\"\u201c\u201d:]{{3,160}}?),? (?:also |then )?{_VERB}(?: [a-z ]{{1,40}})?:(?P<rest>.{{0,3}})"
)
_FOLLOWS = re.compile(
    rf"[\"\u201d\u2019',] {{0,2}}(?:{_VERB} (?P<a>[A-Z][^\"\u201c\u201d.]{{3,120}})|(?P<b>[A-Z][^\"\u201c\u201d.]{{3,120}}?) {_VERB}\b)"
)
_SPEAKS = re.compile(r"\b(?:we|i|our|my|us|i'm|we're|i've|we've|we'll|i'll)\b")
_HEAD = 12
"""Lines in which a text tells whose it is."""


def mark_speeches(lines: list[Line], known: Patterns) -> None:
    """Label what a text lets others say: "Ana Reis, of the River Families, said:" and the paragraphs after it."""
    head = " ".join(line.low for line in lines[:_HEAD])
    for at, line in enumerate(lines):
        if line.kind is not None or not holds_any(line.low, _SPEECH):
            continue
        leads = _LEADS.match(line.text)
        if leads is not None and _is_other(leads["who"], head, known):
            last = at + 1 if leads["rest"].strip() else _end_of_speech(lines, at)
            for said in lines[at:last]:
                said.kind = said.kind or ZoneKind.QUOTED
        elif (
            any(mark in line.text for mark in '"\u201c')
            and (follows := _FOLLOWS.search(line.text, 0, 2000))
            and _is_other(follows["a"] or follows["b"], head, known)
        ):
            line.kind = ZoneKind.QUOTED


def _is_other(speaker: str, head: str, known: Patterns) -> bool:
    """Whether the speaker is named with a house that the head of the text does not name, and with no office."""
    house = re.search(r"(?: of| from| at|,)(?: the)? ([A-Z][\w'\u2019-]+)", speaker)
    if house is not None and house[1].lower() in head:
        return False
    return known.office.search(speaker.lower()) is None and house is not None


def _end_of_speech(lines: list[Line], at: int) -> int:
    """The line after a speech that begins below line `at`: what stands deeper, or speaks of itself."""
    end = at + 1
    deeper = end < len(lines) and lines[end].indent > lines[at].indent
    while end < len(lines):
        line = lines[end]
        goes_on = line.indent > lines[at].indent if deeper else _SPEAKS.search(line.low) is not None
        if not goes_on:
            break
        end += 1
    return end


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


def _own_header(lines: list[Line], known: Patterns) -> tuple[int, bool]:
    """How many lines of mail header open the text, and whether its subject says that a message is passed on."""
    head = 0
    while head < len(lines) and (head == 0 or lines[head].gap == 0) and known.header.match(lines[head].low):
        head += 1
    return head, any(_PASSED_ON.match(line.low) for line in lines[:head])


def _mark_message(lines: list[Line], at: int, known: Patterns, *, forward: bool, header: bool) -> int:
    """Quote an older message; or, where it is only passed on, what stands above it. `at` is its rule or header."""
    inside = at if header else at + 1
    if forward and inside < len(lines) and _passes_on(lines[:at], known):
        for line in lines[:inside]:
            line.kind = ZoneKind.QUOTED
        return max(inside, at + 1)
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
