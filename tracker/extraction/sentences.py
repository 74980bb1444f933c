"""The sentences that can bind a letter's author, each with its cleaned view; bullets know their lead-in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import Struct

from tracker.extraction.view import View
from tracker.model import Zone, ZoneKind

AUTHORS_OWN = frozenset({ZoneKind.BODY, ZoneKind.BULLET, ZoneKind.TABLE, ZoneKind.HEADING, ZoneKind.FOOTNOTE})
"""Zones whose words can bind the author; headings are context."""
_JOINABLE = {ZoneKind.BODY, ZoneKind.BULLET, ZoneKind.FOOTNOTE}
_BETWEEN = {ZoneKind.RUNNING_HEADER, ZoneKind.FOOTNOTE}
_MARKER = re.compile(
    r"(?:[-*\u2022\u00b7\u25e6\u25aa\u25ab\u25a0\u25a1\u25cf\u25cb\u2023\u2043\u27a2\u27a4\u2713\u2714\u2192\uf0b7\uf0a7]"
    r"|\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)|(?:[a-z]|[ivx]{1,5}|\d{1,3}(?:\.\d{1,2}){0,3})[.)]|o(?=\s+[A-Z])"
    r"|\[\d{1,2}\]|[\u00b9\u00b2\u00b3]|#{1,6}|\d{1,3}(?:\.\d{1,2}){1,3}(?=\s))\s*",
    re.IGNORECASE,
)
# Each begins with the stop itself, which is quick to look for.
# A stop that the scanner set without a blank behind it: "in March.The". Not "U.S.", "e.g.", "example.Com/x".
_GLUED = re.compile(r"[.!?](?:(?<=[a-z]{3}.)(?=[A-Z][a-z']*\s)|(?<=[a-z].)[\"')](?=[A-Z][a-z']*\s))")
# A stop that the splitter took for an abbreviation's, before a word that only opens a sentence.
_MISSED = re.compile(
    r"[.!?](?:(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\b[vV]\.)(?<!\b[vV]s\.)(?<!\b[cC]f\.)\s"
    r"(?=(?:We|Our|It|Its|This|These|They|You|Your|The|However|If|In|As|Should)\s)|(?<=\s[a-z]{4}\.)\s(?=[A-Z][a-z]))"
)
_STOP = re.compile(r"[.!?]")
_LETTER = re.compile(r"[^\W\d_]")
_SHORTEST = 4
"""Characters of a block that can say something."""
_INNER_STOP = re.compile(r"[.!?][\"')\]\d]*\s")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]", re.IGNORECASE)


class Sentence(Struct, frozen=True):
    """One sentence, [start, end) in the letter. A page break's running header may lie inside: the view cuts it."""

    start: int
    end: int
    zone: ZoneKind
    view: View
    lead_in: int | None = None
    """Index of the sentence that leads the list in, for bullets."""


@dataclass(slots=True)
class _Block:
    kind: ZoneKind
    start: int
    end: int
    cuts: list[tuple[int, int]]


def find_sentences(text: str, zones: Sequence[Zone]) -> list[Sentence]:
    """The sentences of the zones whose words can bind the author, in order.

    The marker of a bullet or numbered paragraph is left out. A sentence torn by a page break is one. Each row
    of a table is one sentence whose view parts the cells by " | ".
    """
    found: list[Sentence] = []
    lead_in: int | None = None
    outer = ""
    for block in _blocks(text, zones):
        bullet = block.kind is ZoneKind.BULLET
        marker = _marker_kind(text, block) if bullet else ""
        if not bullet or (outer and marker == outer):
            lead_in, outer = None, ""
        for start, end, view in _split(text, block):
            found.append(Sentence(start, end, block.kind, view, lead_in if bullet else None))
        if not bullet and found and block.kind is not ZoneKind.TABLE and _leads_in(found[-1]):
            lead_in = len(found) - 1
        elif bullet and found and lead_in is None and _OPEN.search(found[-1].view.text):
            lead_in, outer = len(found) - 1, marker
    return found


_OPEN = re.compile(r"(?::|\b(?:will|shall|to|have|be|not))\s*-?\Z", re.IGNORECASE)
"""The end of an entry that leads a list of its own in."""


def _marker_kind(text: str, block: _Block) -> str:
    """Whether an entry is counted by digits, by letters or marked by a sign: entries of one list agree."""
    first = text[block.start : block.end].lstrip(" (\t\n")[:1]
    return "digit" if first.isdecimal() else "letter" if first.isalpha() else "sign"


def _leads_in(sentence: Sentence) -> bool:
    return sentence.view.text[-1:] in {":", "-", ",", ";"} or sentence.view.text[-1:].isalpha()


def _blocks(text: str, zones: Sequence[Zone]) -> Iterator[_Block]:
    """Zones of the author's own words; halves torn apart by running headers are put together."""
    waiting: _Block | None = None
    furniture: list[tuple[int, int]] = []
    held: list[_Block] = []
    for zone in zones:
        if zone.kind in _BETWEEN and waiting is not None:
            furniture.append((zone.start, zone.end))
            if zone.kind is ZoneKind.FOOTNOTE:
                held.append(_Block(zone.kind, zone.start, zone.end, []))
            continue
        if zone.kind not in AUTHORS_OWN:
            continue
        if waiting is not None and furniture and _torn(text, waiting, zone):
            waiting.cuts += furniture
            waiting.end = zone.end
        else:
            if waiting is not None:
                yield waiting
            yield from held
            held = []
            waiting = _Block(zone.kind, zone.start, zone.end, [])
        furniture = []
    if waiting is not None:
        yield waiting
    yield from held


def _torn(text: str, before: _Block, zone: Zone) -> bool:
    if before.kind not in _JOINABLE or zone.kind not in {ZoneKind.BODY, before.kind}:
        return False
    last = before.cuts[-1][1] if before.cuts else before.start
    tail = text[max(last, before.end - 200) : before.end].rstrip()[-1:]
    first = text[zone.start : zone.start + 200].lstrip()[:1]
    return tail not in {"", ".", "!", "?", ":", ";"} and (first.islower() or tail in "-,")


def _split(text: str, block: _Block) -> Iterator[tuple[int, int, View]]:
    start, stop = _trim(text, block.start, block.end)
    if stop - start < _SHORTEST or _LETTER.search(text, start, stop) is None:
        return
    view = View(text, start, stop, cuts=block.cuts, cells=block.kind is ZoneKind.TABLE)
    cleaned = view.text
    begin, end = _trim(cleaned, 0, len(cleaned))
    marker = None if block.kind is ZoneKind.TABLE else _MARKER.match(cleaned, begin, end)
    if marker is not None and marker.end() < end:
        begin = marker.end()
    spans = [(begin, end)] if block.kind is ZoneKind.TABLE else sentence_spans(cleaned, begin, end)
    for first, last in spans:
        i, j = _trim(cleaned, first, last)
        if j > i and (cleaned[i].isalpha() or any(map(str.isalpha, cleaned[i:j]))):
            yield *view.span(i, j), view.part(i, j)


def _trim(text: str, i: int, j: int) -> tuple[int, int]:
    if i < j and not text[i].isspace() and not text[j - 1].isspace():
        return i, j
    part = text[i:j]
    kept = part.strip()
    at = i + len(part) - len(part.lstrip())
    return at, at + len(kept)


def sentence_spans(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Where the sentences of the cleaned text[begin:end] lie."""
    if _INNER_STOP.search(text, begin, end) is None and _GLUED.search(text, begin, end) is None:
        return [(begin, end)]
    import nupunkt  # noqa: PLC0415 - a text of single sentences needs no splitter

    spans: list[tuple[int, int]] = []
    open_at: int | None = None
    for first, last in nupunkt.sent_spans(text[begin:end]):
        start = begin + first if open_at is None else open_at
        stop = begin + last
        if _goes_on(text, start, stop, end):
            open_at = start
            continue
        open_at = None
        spans += _unglue(text, start, stop)
    if open_at is not None:
        spans.append((open_at, end))
    return spans


def _goes_on(text: str, start: int, stop: int, end: int) -> bool:
    """A bare enumerator ("1."), or a stop before a small letter, ends no sentence."""
    i, j = _trim(text, start, stop)
    if j - i <= 6 and _ENUMERATOR.fullmatch(text, i, j):
        return True
    following = stop
    while following < end and text[following].isspace():
        following += 1
    return text[following : following + 1].islower() and text[j - 1 : j] == "."


def _unglue(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    # What opens after a stop has two signs at least.
    if _STOP.search(text, start, stop - 2) is None:
        return [(start, stop)]
    cuts = sorted(match.end() for glued in (_GLUED, _MISSED) for match in glued.finditer(text, start, stop))
    return list(zip([start, *cuts], [*cuts, stop], strict=True))
