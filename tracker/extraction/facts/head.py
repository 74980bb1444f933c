"""The head and foot of a letter, read as blocks: whose block it is decides who wrote to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tracker.extraction.facts.words import FactPatterns
from tracker.model import Zone, ZoneKind

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_COLUMNS = re.compile(r"[^\S\n]{4,}|\t")
_MARKUP = ' \t\r\f\u00a0*_#|`"\u201c\u201d\\'
_FIELD = re.compile(r"[*_]{0,2}([A-Za-z-]{2,15})[*_]{0,2}\s?:[*_]{0,2}\s*(.*)")
_HEAD = {
    ZoneKind.LETTERHEAD,
    ZoneKind.FURNITURE,
    ZoneKind.HEADING,
    ZoneKind.DATE_LINE,
    ZoneKind.RUNNING_HEADER,
}
_LONGEST = 6000
_MOST_LINES = 120
_MOST_ZONES = 300


@dataclass(slots=True)
class Surroundings:
    """Lines around the body, by what they say of sender and recipient."""

    letterhead: list[list[str]] = field(default_factory=list)
    """Blocks of the sender's."""
    addressee: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    """Headlines, subjects and other lines above the body."""
    fields: dict[str, str] = field(default_factory=dict)
    """Mail header fields, names in lower case; the first of each."""
    authors: list[str] = field(default_factory=list)
    """Whom the page names as its author."""
    salutation: str = ""
    opening: list[str] = field(default_factory=list)
    """The first short paragraphs of a text without salutation: they may still be headlines."""
    signature: list[str] = field(default_factory=list)
    body_at: int = 0
    """Where the body begins in the text."""


def read_surroundings(text: str, zones: Sequence[Zone], known: FactPatterns) -> Surroundings:
    """Sort the lines above and below the body."""
    found = Surroundings()
    blocks: list[list[str]] = []
    first = next((at for at, zone in enumerate(zones) if zone.kind in _SPEAKING), len(zones))
    for zone in zones[max(first - _MOST_ZONES, 0) : first]:
        part = text[zone.start : zone.end][:_LONGEST]
        if zone.kind is ZoneKind.SALUTATION:
            found.salutation = _lines(part)[0] if _lines(part) else ""
        elif zone.kind is ZoneKind.MAIL_HEADER:
            _read_fields(part, found)
        elif zone.kind in _HEAD:
            found.titles += _lines(part)
            if zone.kind is ZoneKind.LETTERHEAD:
                blocks += [block for block in map(_lines, _BLANK_LINE.split(part)) if block]
    for zone in zones[first:]:
        if zone.kind is ZoneKind.SIGNATURE and not found.signature:
            found.signature = _lines(text[zone.start : zone.end][:_LONGEST])[:40]
    found.body_at = zones[first].start if first < len(zones) else 0
    if not found.salutation:
        found.opening = [" ".join(text[zone.start : zone.end].split()) for zone in zones[first : first + 2]]
    _sort_blocks(blocks[:_MOST_LINES], found, known)
    found.titles = found.titles[:_MOST_LINES]
    return found


_SPEAKING = {ZoneKind.BODY, ZoneKind.BULLET, ZoneKind.TABLE}


def _lines(part: str) -> list[str]:
    stripped = (cell.strip(_MARKUP) for line in part.splitlines() for cell in _COLUMNS.split(line))
    return [" ".join(line.split()) for line in stripped if line]


def _read_fields(part: str, found: Surroundings) -> None:
    for line in part.splitlines():
        match = _FIELD.match(line.strip())
        if match:
            found.fields.setdefault(match[1].lower(), match[2].strip(_MARKUP))
            if match[1].lower() == "subject":
                found.titles.append(match[2])


def _sort_blocks(blocks: list[list[str]], found: Surroundings, known: FactPatterns) -> None:
    greeted = bool(found.salutation)
    name = _surname(found.salutation)
    named = bool(name) and any(name in line for block in blocks for line in block)
    for at, block in enumerate(blocks):
        own, addressee = _part_block(_without_authors(block, found, known), name if named else "", known)
        last = greeted and 0 < at == len(blocks) - 1 and not addressee
        last = last and not (found.addressee and len(block) == 1)
        if last and not _headline(own) and not _of_office(own, found.salutation, known):
            own, addressee = [], own
        found.addressee += addressee
        if own:
            found.letterhead.append(own)


def _headline(block: list[str]) -> bool:
    return len(block) == 1 and len(block[0].split()) > 6


def _of_office(block: list[str], salutation: str, known: FactPatterns) -> bool:
    """The block of an office holder who is not the one greeted."""
    offices = [match.group().lower() for match in map(known.office.search, block) if match]
    return any(office not in salutation.lower() for office in offices)


def _surname(salutation: str) -> str:
    word = salutation.strip(" ,:;.!-").rpartition(" ")[2]
    return word if word[:1].isupper() and len(word) > 2 else ""


def _part_block(block: list[str], name: str, known: FactPatterns) -> tuple[list[str], list[str]]:
    """What is the sender's and what the addressee's.

    All of a block that names a person is the addressee's (the one greeted by `name`, if given), and the lines
    from "To" on.
    """
    for at, line in enumerate(block):
        if known.person.match(line) and name in " ".join(block):
            senders = any(known.office.search(line) for line in block[:at])
            return (block[:at], block[at:]) if senders else ([], block)
    for at, line in enumerate(block):
        label = known.addressee.match(line)
        if label is not None and len(line) > label.end() + 2:
            return (block[:at], block[at:]) if label.group().strip().lower() == "to" else ([], block)
    return block, []


def _without_authors(block: list[str], found: Surroundings, known: FactPatterns) -> list[str]:
    """Take out "Author: Name", also where the name stands on the next line."""
    kept: list[str] = []
    rest: Iterator[str] = iter(block)
    for line in rest:
        label = known.author.match(line)
        if label is None:
            kept.append(line)
            continue
        named = line[label.end() :].strip(": ")
        found.authors.append(named or next(rest, ""))
    return kept
