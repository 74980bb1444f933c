"""Numbers and lengths of time, in digits and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil

from tracker.extraction.deadlines.arithmetic import add_days, add_months
from tracker.extraction.deadlines.calendars import add_working_days
from tracker.extraction.deadlines.scan import Scan

_LONGEST_NUMBER = 8
_MOST = 100_000
"""Beyond this a number counts no units of time."""
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ORDINAL_DIGITS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")

_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
_HOURS_IN = {"second": Fraction(1, 3600), "minute": Fraction(1, 60), "hour": Fraction(1)}


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time such as 30 days; `count` is None for "a few"."""

    count: Fraction | None
    unit: str
    working: bool = False

    @property
    def rule(self) -> str:
        """The length in digits: "10 working days"."""
        count = "some" if self.count is None else f"{float(self.count):g}"
        unit = f"working {self.unit}" if self.working else self.unit
        return f"{count} {unit}" if self.count == 1 else f"{count} {unit}s"

    def before(self, day: date) -> date | None:
        """The day that lies so much before `day`; None for working days, hours and parts of a month."""
        if self.count is None or self.count % 1 or self.count > _MOST or self.working:
            return None
        if self.unit in _DAYS_IN:
            return add_days(day, -int(self.count) * _DAYS_IN[self.unit])
        return add_months(day, -int(self.count) * _MONTHS_IN[self.unit]) if self.unit in _MONTHS_IN else None

    def after(self, day: date, scan: Scan) -> date | None:
        """The last day of that length counted from `day`; None where it is outside the calendar."""
        if self.count is None or self.count > _MOST:
            return None
        if self.working and self.unit == "day":
            return add_working_days(day, ceil(self.count), scan.calendar) if self.count <= 5000 else None
        if self.unit in _HOURS_IN:
            return add_days(day, ceil(self.count * _HOURS_IN[self.unit] / 24))
        if self.unit in _DAYS_IN:
            return add_days(day, ceil(self.count * _DAYS_IN[self.unit]))
        months = self.count * _MONTHS_IN[self.unit]
        whole = add_months(day, int(months))
        return add_days(whole, ceil((months - int(months)) * 30)) if whole and months % 1 else whole


def ordinal(scan: Scan, i: int) -> tuple[int, int] | None:
    """The day of a month at `i` ("23", "23rd", "third", "twenty-third") and where it ends."""
    word = scan.word(i)
    digits = _ORDINAL_DIGITS.fullmatch(word) if word[:1].isdecimal() else None
    if digits:
        return int(digits[1]), i + 1
    words = scan.lexicon
    value = words.ordinals.get(word)
    if value is not None:
        return value, i + 1
    tens = words.numbers.get(word, 0)
    if tens not in {20, 30}:
        return None
    j = i + 2 if scan.word(i + 1) == "-" else i + 1
    ones = words.ordinals.get(scan.word(j), words.numbers.get(scan.word(j), 0))
    if 1 <= ones <= 9:
        return tens + ones, j + 1
    return None


_FRACTIONS = frozenset({"\u00bd", "half"})
_number = lru_cache(maxsize=1024)(Fraction)
"""The number that digits write; the same ones come again and again."""


def cardinal(scan: Scan, i: int) -> tuple[Fraction, int] | None:
    """The number at `i` and where it ends; a number in words may be repeated in brackets."""
    word = scan.word(i)
    if not word[:1].isdecimal() and word not in scan.lexicon.numbers and word not in _FRACTIONS:
        return None
    read = _digits(scan, i) or _fraction(scan, i) or _in_words(scan, i)
    if read is None:
        return None
    value, j = read
    if scan.word(j) == "(" and scan.word(j + 2) == ")" and cardinal(scan, j + 1):
        return value, j + 3
    return value, j


def _digits(scan: Scan, i: int) -> tuple[Fraction, int] | None:
    word = scan.word(i)
    if word[:1].isdecimal() and len(word) <= 12 and word.isascii() and _DIGITS.fullmatch(word):
        return _number(word.replace(",", "")), i + 1
    return None


def _fraction(scan: Scan, i: int) -> tuple[Fraction, int] | None:
    if scan.word(i) == "½":
        return Fraction(1, 2), i + 1
    if scan.word(i) == "half" and scan.word(i + 1) in {"a", "an"}:
        if scan.word(i + 2) == "dozen":
            return Fraction(6), i + 3
        return Fraction(1, 2), i + 2
    return None


def _in_words(scan: Scan, i: int) -> tuple[Fraction, int] | None:
    numbers, total, j, seen = scan.lexicon.numbers, 0, i, False
    if scan.word(i) in {"a", "an"} and numbers.get(scan.word(i + 1), 0) not in {0, 12, 100}:
        return None
    while j < i + _LONGEST_NUMBER:
        value = numbers.get(scan.word(j))
        if seen and value == 1 and scan.word(j) in {"a", "an"}:
            break
        if value is None:
            skip = seen and scan.word(j) in scan.lexicon.number_skips
            if not (skip and numbers.get(scan.word(j + 1)) and scan.word(j + 1) not in {"a", "an"}):
                break
        else:
            total = max(total, 1) * value if value in {12, 100} and total else total + value
            seen = True
        j += 1
    return (Fraction(total), j) if seen else None


def length(scan: Scan, i: int) -> tuple[Length, int] | None:
    """A number of units at `i`: "30 days", "ten working days", "a few weeks", "a year and a half"."""
    vague = scan.phrase(i, scan.lexicon.few_phrases)
    if vague is None and scan.bare and scan.word(i) == "all":
        vague = "1", i + 1
    read = cardinal(scan, i)
    if vague:
        count: Fraction | None = Fraction(vague[0]) if vague[0].isdecimal() else None
        j = vague[1]
    elif read:
        count, j = read
    else:
        return None
    upper = (
        cardinal(scan, j + 1) if count is not None and scan.word(j) in {"to", "or", "-", "\u2013"} else None
    )
    if upper and upper[0] > (count or 0):
        count, j = upper
    extra = _and_a_half(scan, j)
    if extra and count is not None:
        count, j = count + extra[0], extra[1]
    if scan.word(j) == "-":
        j += 1
    working, j = _working(scan, j)
    unit = scan.lexicon.units.get(scan.word(j).removesuffix("'s"))
    if unit is None or (len(scan.word(j)) == 1 and not scan.joined(j)):
        return None
    j += 1
    extra = None if extra else _and_a_half(scan, j)
    if extra and count is not None:
        count, j = count + extra[0], extra[1]
    return Length(count, unit, working), j


def _working(scan: Scan, i: int) -> tuple[bool, int]:
    kind = scan.lexicon.working.get(scan.word(i))
    return (False, i) if kind is None else (kind, i + 1)


def _and_a_half(scan: Scan, i: int) -> tuple[Fraction, int] | None:
    if scan.word(i) != "and":
        return None
    j = i + 2 if scan.word(i + 1) == "a" else i + 1
    part = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}.get(scan.word(j))
    return (part, j + 1) if part else None
