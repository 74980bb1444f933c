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
_OPENING = 8
_FOOT = 8
"""Zones at either end of a text that are read line by line."""
_ADDRESS_WORDS = 7
_LONGEST_IMPRINT = 300
_DIGIT = re.compile(r"\d")
_OPEN_END = re.compile(r"\b(?:of|for|and|on|the|&)$", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:and|of|for|&)\s", re.IGNORECASE)


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
    """The first paragraphs of a text without salutation: they may still be headlines."""
    signature: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    """Short lines below the body and at its end: imprints, notes to editors."""
    body_at: int = 0
    """Where the body begins in the text."""


def read_surroundings(text: str, zones: Sequence[Zone], known: FactPatterns) -> Surroundings:
    """Sort the lines above and below the body."""
    found = Surroundings()
    first = next((at for at, zone in enumerate(zones) if zone.kind in _SPEAKING), len(zones))
    blocks = _read_head(text, zones[max(first - _MOST_ZONES, 0) : first], found, known)
    for zone in zones[first:]:
        if zone.kind is ZoneKind.SIGNATURE and not found.signature:
            found.signature = _lines(text[zone.start : zone.end][:_LONGEST])[:40]
    found.body_at = zones[first].start if first < len(zones) else 0
    if not found.salutation:
        opening = (text[zone.start : zone.end][:_LONGEST] for zone in zones[first : first + _OPENING])
        found.opening = [" ".join(part.split()) for part in opening]
    for zone in zones[max(len(zones) - _FOOT, first) :]:
        if (
            zone.kind not in {ZoneKind.SIGNATURE, ZoneKind.QUOTED}
            and zone.end - zone.start < _LONGEST_IMPRINT
        ):
            found.foot += _lines(text[zone.start : zone.end])
    _sort_blocks(blocks[:_MOST_LINES], found, known)
    found.titles = found.titles[:_MOST_LINES]
    return found


def _read_head(text: str, zones: Sequence[Zone], found: Surroundings, known: FactPatterns) -> list[list[str]]:
    """Note what the zones above the body hold; the blocks of the letterhead are given back."""
    blocks: list[list[str]] = []
    for zone in zones:
        part = text[zone.start : zone.end][:_LONGEST]
        lines = _lines(part)
        if zone.kind is ZoneKind.SALUTATION:
            found.salutation = lines[0] if lines else ""
        elif zone.kind is ZoneKind.MAIL_HEADER:
            _read_fields(part, found)
        elif zone.kind in _HEAD:
            found.titles += lines
        if zone.kind is ZoneKind.DATE_LINE:
            blocks += [[line] for line in lines if known.office.search(line) and not _DIGIT.search(line)]
        elif zone.kind is ZoneKind.LETTERHEAD:
            blocks += [_join(block, known) for block in map(_lines, _BLANK_LINE.split(part)) if block]
    return blocks


_SPEAKING = {ZoneKind.BODY, ZoneKind.BULLET, ZoneKind.TABLE}


def _lines(part: str) -> list[str]:
    stripped = (_strip(cell) for line in part.splitlines() for cell in _cells(line))
    return [" ".join(line.split()) for line in stripped if line]


def _cells(line: str) -> Sequence[str]:
    """What stands in the columns of a line; nothing but single blanks parts none."""
    return (line,) if " ".join(line.split()) == line.strip() else _COLUMNS.split(line)


def _strip(cell: str) -> str:
    """Without markup, but with the quotation mark that closes one within."""
    stripped = cell.strip(_MARKUP)
    if stripped.count('"') % 2:
        return f'{stripped}"'
    return f"{stripped}\u201d" if stripped.count("\u201c") > stripped.count("\u201d") else stripped


def _join(lines: list[str], known: FactPatterns) -> list[str]:
    """Lines of one name together: "Department for Trade" / "and Ports"."""
    joined: list[str] = []
    for line in lines:
        goes_on = _GOES_ON.match(line) and not known.addressee.match(line)
        if (
            joined
            and (_OPEN_END.search(joined[-1]) or goes_on)
            and known.addressee.fullmatch(joined[-1]) is None
        ):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined


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
        last = last and not (len(block) == 1 and known.unit.fullmatch(block[0]))
        if last and not _headline(own) and not _of_office(own, found.salutation, known):
            own, addressee = [], own
        found.addressee += addressee
        if own:
            found.letterhead.append(own)
    if not found.addressee and greeted:
        found.addressee = addressee_at_foot(found.signature, known)
    if not found.addressee and (greeted or found.signature):
        _take_addressed_block(found, known)


def addressee_at_foot(signature: list[str], known: FactPatterns) -> list[str]:
    """Lines below the signer's from the one that names another person: "The Hon. A. Peak"."""
    at = next((at for at, line in enumerate(signature) if at > 2 and known.person.match(line)), None)
    return [] if at is None else signature[at:]


def _take_addressed_block(found: Surroundings, known: FactPatterns) -> None:
    """Where nothing else shows the addressee: a name with its address under it, below the sender's block."""
    for at, block in enumerate(found.letterhead[1:], 1):
        if (
            len(block) > 1
            and not known.address.search(block[0])
            and not known.office.search(" ".join(block))
            and any(known.address.search(line) for line in block[1:])
            and all(len(line.split()) <= _ADDRESS_WORDS for line in block)
        ):
            found.addressee = found.letterhead.pop(at)
            return


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
