"""The letter's own date: not that of the letter it answers, nor of the page that shows it, if it has its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from tracker.extraction.deadlines import find_dates, writes_month_first
from tracker.extraction.facts.words import FactPatterns
from tracker.model import Zone, ZoneKind

_HEAD = {ZoneKind.LETTERHEAD, ZoneKind.DATE_LINE, ZoneKind.MAIL_HEADER, ZoneKind.HEADING, ZoneKind.FURNITURE}
_FOOT = {ZoneKind.SIGNATURE}
_LONGEST = 4000
_MOST_LINES = 400
_DIGIT = re.compile(r"\d")
# A scanner's slips in a date: "MEDIA1 JULY", "I2 May 2O21", "l July".
_GLUED = re.compile(r"(?<=[A-Za-z]{2})(?=\d{1,2}\s[A-Z])")
_ZERO = re.compile(r"(?<=\d)[oO](?=[\dOo\s])")
_ONE = re.compile(r"(?<![A-Za-z])[lI](?=\d?\s[A-Z][a-z]{2})|(?<=\d)[lI](?=[\d\s])")
_SPLIT = re.compile(r"(?<=\b\d)\s(?=\d\s[A-Z])|\s(?=\.\s?\d{4})|(?<=\s)\.(?=\d{4})")
_DATELINE = re.compile(r"[^\n.]{0,60}?\s[-\u2013\u2014]\s")


def find_letter_date(text: str, zones: Sequence[Zone], known: FactPatterns) -> date | None:
    """The best of the dates in the letter's head and signature, or None."""
    month_first = writes_month_first(text[:200_000])
    best: tuple[int, int, date] | None = None
    for order, (zone, line) in enumerate(islice(_lines(text, zones), _MOST_LINES)):
        for before, day in _dates(line, month_first):
            weight = _weight(zone, line, before, known)
            if weight > 0 and (best is None or weight > best[0]):
                best = (weight, order, day)
    return best[2] if best else None


def _lines(text: str, zones: Sequence[Zone]) -> Iterator[tuple[ZoneKind, str]]:
    """Lines that may hold the date, those nearest above the body first."""
    first_body = next((at for at, zone in enumerate(zones) if zone.kind is ZoneKind.BODY), len(zones))
    for zone in reversed(zones[:first_body]):
        if zone.kind in _HEAD:
            for line in reversed(text[zone.start : zone.end][:_LONGEST].splitlines()):
                yield zone.kind, line
    for zone in zones[first_body:]:
        if zone.kind in _FOOT:
            for line in text[zone.start : zone.end][:_LONGEST].splitlines():
                yield zone.kind, line
    if first_body < len(zones):
        dateline = _DATELINE.match(text[zones[first_body].start :][:100].lstrip())
        if dateline:
            yield ZoneKind.BODY, dateline.group()


def _dates(line: str, month_first: bool) -> list[tuple[str, date]]:
    """Each date of the line with the words before it."""
    found = find_dates(line, month_first=month_first)
    if not found and _DIGIT.search(line) is not None:
        scanned, line = line, _ONE.sub("1", _ZERO.sub("0", _GLUED.sub(" ", _SPLIT.sub("", line))))
        found = find_dates(line, month_first=month_first) if line != scanned else []
    return [(line[:start], day) for start, _, day in found]


def _weight(zone: ZoneKind, line: str, before: str, known: FactPatterns) -> int:
    if known.other_date.search(before):
        return 0
    if known.page_date.search(before):
        return 3
    if known.letter_date.match(before.strip(" *_#\t")):
        return 10
    if zone is ZoneKind.DATE_LINE:
        return 9
    weight = {ZoneKind.SIGNATURE: 6, ZoneKind.BODY: 6, ZoneKind.LETTERHEAD: 5, ZoneKind.FURNITURE: 2}.get(
        zone, 4
    )
    return weight - (len(line) > 100) - (zone is ZoneKind.HEADING)
