"""The letter's own date: not that of the letter it answers, nor of the page that shows it, if it has its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from tracker.extraction.deadlines import TimeWords, find_dates, writes_month_first
from tracker.extraction.facts.words import FactPatterns
from tracker.model import Zone, ZoneKind

_HEAD = {ZoneKind.LETTERHEAD, ZoneKind.DATE_LINE, ZoneKind.MAIL_HEADER, ZoneKind.HEADING, ZoneKind.FURNITURE}
_SPOKEN = {ZoneKind.BODY, ZoneKind.BULLET, ZoneKind.HEADING, ZoneKind.FURNITURE}
_MAY_BE_YEAR = re.compile(r"[0-9oOlI]{4}|[0-9]\s?[./-]\s?[0-9oOlI]")
"""What every date has, also one with a scanner's slips."""
_LONGEST = 4000
_MOST_LINES = 400
_OPENING = 8
_LAST = 10
_SHORT = 250
"""Zones of the body that may hold the date at either end, and how long such a zone is at most."""
# A scanner's slips in a date: "MEDIA1 JULY", "I2 May 2O21", "l July l994".
_GLUED = re.compile(r"(?<=[A-Za-z]{2})(?=\d{1,2}\s[A-Z])")
_ZERO = re.compile(r"(?<=\d)[oO](?=[\dOo\s])|(?<=\s)O(?=\d\s[A-Z])")
_ONE = re.compile(
    r"(?<![A-Za-z])[lI](?=\d?\s[A-Z][a-z]{2})|(?<=\d)[lI](?=[\d\s])|(?<=\s)[lI](?=9[\doOlI]{2}\b)"
)
_SPLIT = re.compile(r"(?<=\b\d)\s(?=\d\s[A-Z])|\s(?=\.\s?\d{4})|(?<=\s)\.(?=\d{4})")
_SPACED = re.compile(r"(?<=\d)\s?([/.])\s?(?=\d{1,2}\s?\1\s?\d{2})|(?<=\d)\s([/.])\s?(?=\d{4}\b)")
_DAY_OF = re.compile(r"(?<=\d(?:st|nd|rd|th))\sday of\b", re.IGNORECASE)
_DATELINE = re.compile(r"[^\n.]{0,60}?\s[-\u2013\u2014\u00b7|]\s")
_PLACE = re.compile(
    r"(?:[A-Z][\w'\u2019. -]{1,40}?,\s)?(?:(?:[A-Z][a-z]{2,8}day|[A-Z]{3,20}),?\s){0,2}(?:den\s|the\s|this\s|on\s)?$"
)
"""What may stand before a date on a line of its own: a place, a weekday."""
_FEW_WORDS = 5
_ONLY_DATE = 5
"""The points of a line that holds a date and next to nothing else."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may hold the date, and what place in the letter it has."""

    text: str
    place: str
    kind: ZoneKind


def find_letter_date(
    text: str, zones: Sequence[Zone], known: FactPatterns, times: TimeWords | None = None
) -> date | None:
    """The best of the dates around the body and on lines of their own at its ends, or None."""
    month_first = writes_month_first(text[:200_000])
    best: tuple[int, date] | None = None
    for line in islice(_lines(text, zones), _MOST_LINES):
        for before, after, day in _dates(line.text, month_first, known, times):
            weight = _weight(line, before, after, known)
            if weight > 0 and (best is None or weight > best[0]):
                best = (weight, day)
    return best[1] if best else None


def _lines(text: str, zones: Sequence[Zone]) -> Iterator[_Line]:
    """Lines that may hold the date, those nearest above the body first."""
    first = next((at for at, zone in enumerate(zones) if zone.kind is ZoneKind.BODY), len(zones))
    greeted = any(zone.kind is ZoneKind.SALUTATION for zone in zones[:first])
    for zone in reversed(zones[:first]):
        if zone.kind in _HEAD:
            for line in reversed(text[zone.start : zone.end][:_LONGEST].splitlines()):
                yield _Line(line, "head", zone.kind)
    for at, zone in enumerate(zones[first:]):
        if zone.kind is ZoneKind.SIGNATURE:
            for line in text[zone.start : zone.end][:_LONGEST].splitlines():
                yield _Line(line, "foot", zone.kind)
        elif zone.kind in _SPOKEN:
            line = text[zone.start : zone.end][:_SHORT].strip()
            opening = not greeted and at < _OPENING
            if zone.end - zone.start < _SHORT:
                last = first + at >= len(zones) - _LAST
                place = "opening" if opening else "foot" if last else "body"
                yield from (_Line(one, place, zone.kind) for one in line.splitlines())
            dateline = _DATELINE.match(line[:100]) if opening or at == 0 else None
            if dateline is not None:
                yield _Line(dateline.group(), "dateline", zone.kind)


def _dates(
    line: str, month_first: bool, known: FactPatterns, times: TimeWords | None
) -> list[tuple[str, str, date]]:
    """Each date of the line with the words before and after it."""
    if _MAY_BE_YEAR.search(line) is None:
        return []
    found: list[tuple[int, int, date]] = find_dates(line, month_first=month_first, words=times)
    for mend in (_written_out, _scanned):
        if found:
            break
        line, before = mend(line, known), line
        found = find_dates(line, month_first=month_first, words=times) if line != before else []
    return [(line[:start], line[end:], day) for start, end, day in found]


def _written_out(line: str, known: FactPatterns) -> str:
    """As "4 June 2019" what is "4th day of June 2019", "4 de junio de 2019", "4 / 6 / 2019"."""
    line = known.foreign_date.sub(lambda found: _in_english(found, known), _DAY_OF.sub("", line))
    return _SPACED.sub(lambda found: found[1] or found[2], line)


def _scanned(line: str, known: FactPatterns) -> str:  # noqa: ARG001 - mended as its fellow is
    """Without a scanner's slips."""
    return _ONE.sub("1", _ZERO.sub("0", _GLUED.sub(" ", _SPLIT.sub("", line))))


def _in_english(found: re.Match[str], known: FactPatterns) -> str:
    return f"{found[1]} {_MONTHS[known.months[found[2].lower()] - 1]} "


_MONTHS = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))


def _weight(line: _Line, before: str, after: str, known: FactPatterns) -> int:  # noqa: PLR0911 - one answer a case
    if known.other_date.search(before):
        return 0
    if known.page_date.search(before):
        return 3 - (known.changed.search(before) is not None)
    if known.letter_date.match(before.strip(" *_#\t")):
        return 10
    if line.kind is ZoneKind.DATE_LINE:
        return 9
    alone = _PLACE.match(before.lstrip("[(* \t")) is not None and len(after.split()) <= _FEW_WORDS
    alone = alone and not after.endswith(":")
    if line.place == "opening":
        return _ONLY_DATE + 1 if alone else 0
    if line.place in {"foot", "body"} and line.kind is not ZoneKind.SIGNATURE:
        placed = alone and before.rstrip().endswith((",", ", the", ", den"))
        return _ONLY_DATE - 1 if placed and not after.strip(" .") else 0
    if known.subject.match(line.text.strip()):
        return 1
    weight = {ZoneKind.SIGNATURE: 6, ZoneKind.BODY: 6, ZoneKind.LETTERHEAD: 5, ZoneKind.FURNITURE: 2}.get(
        line.kind, 4
    )
    return weight - (len(line.text) > 100) - (line.kind is ZoneKind.HEADING)
