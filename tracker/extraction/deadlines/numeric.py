"""Days in digits: "2020-06-23", "23/06/2020", "23.6.2020", "23/Jun/2020"."""

from __future__ import annotations

from dataclasses import replace

from tracker.extraction.deadlines.arithmetic import day_of
from tracker.extraction.deadlines.periods import Period, Read, day_period
from tracker.extraction.deadlines.scan import Scan
from tracker.extraction.deadlines.words import YEARS


def numeric(scan: Scan, i: int) -> Read | None:
    """Such as "2020-06-23", "23/06/2020", "23.6.2020"; without a year only where it can be no fraction."""
    read = numeric_parts(scan, i)
    if read is None or scan.word(i - 1) in scan.lexicon.references:
        return None
    parts, end = read
    if len(parts) == 2:
        return without_year(scan, parts, end)
    if len(parts[0]) == 4:
        year, month, day, assumption = int(parts[0]), int(parts[1]), int(parts[2]), None
    elif len(parts[2]) in {2, 4} and len(parts[0]) <= 2:
        year = int(parts[2]) if len(parts[2]) == 4 else _century(int(parts[2]))
        day, month, assumption = _order(scan, int(parts[0]), int(parts[1]))
    else:
        return None
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    period = day_period(scan, day, month, year)
    return replace(period, assumption=assumption), end


def numeric_parts(scan: Scan, i: int) -> tuple[list[str], int] | None:
    """The two or three parts of a date in digits, and where it ends."""
    word = scan.word(i)
    if not word[:1].isdecimal() or not word.isascii():
        return None
    if "." in word:
        parts, end = word.split("."), i + 1
    else:
        mark = scan.word(i + 1)
        if mark not in {"/", "-"} or not (scan.joined(i + 1) and scan.joined(i + 2)):
            return None
        parts, end = [word, scan.word(i + 2)], i + 3
        if scan.word(i + 3) == mark and scan.joined(i + 3) and scan.joined(i + 4):
            parts, end = [*parts, scan.word(i + 4)], i + 5
    follows = scan.word(end) in {"/", "-", "%"} and scan.joined(end)
    if len(parts[0]) == 4:
        follows = follows and scan.word(end + 1)[:1].isdecimal()
    if follows or len(parts) > 3 or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    return parts, end


def without_year(scan: Scan, parts: list[str], end: int, *, relaxed: bool = False) -> Read | None:
    """Day and month only: where it can be no fraction, or `relaxed` beside a weekday."""
    first, second = int(parts[0]), int(parts[1])
    plain = len(parts[0]) == len(parts[1]) == 2 or max(first, second) > 12
    if (
        not (relaxed or scan.bare or (plain and scan.word(end - 2) == "/"))
        or max(len(part) for part in parts) > 2
    ):
        return None
    day, month, assumption = _order(scan, first, second)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    period = day_period(scan, day, month, None)
    both = "; ".join(part for part in (assumption, period.assumption) if part)
    return replace(period, assumption=both or None, whole=False), end


def _order(scan: Scan, first: int, second: int) -> tuple[int, int, str | None]:
    """Day, month and what had to be assumed."""
    if first > 12 or second > 12:
        return (first, second, None) if first > 12 else (second, first, None)
    if scan.month_first:
        return second, first, "month before day, as elsewhere in the letter"
    return first, second, None if first == second else "day before month"


def _century(two_digits: int) -> int:
    return two_digits + (2000 if two_digits < 70 else 1900)


def mixed(scan: Scan, i: int) -> Read | None:
    """Day, month name and year in any order between equal marks: "2020/Sep/23"."""
    mark = scan.word(i + 1)
    if mark not in {"/", "-"} or scan.word(i + 3) != mark or not all(scan.joined(i + k) for k in range(1, 5)):
        return None
    parts = [scan.word(i + k) for k in (0, 2, 4)]
    months = [scan.lexicon.months[part] for part in parts if part in scan.lexicon.months]
    years = [int(part) for part in parts if len(part) == 4 and part.isdecimal()]
    days = [int(part) for part in parts if len(part) <= 2 and part.isdecimal()]
    if not (len(months) == len(years) == len(days) == 1) or years[0] not in YEARS:
        return None
    return day_period(scan, days[0], months[0], years[0]), i + 5


def compact(scan: Scan, i: int) -> Read | None:
    """Eight digits such as 20200701; in prose they are a number like any other."""
    word = scan.word(i)
    if not scan.bare or len(word) != 8 or not word.isascii() or not word.isdecimal():
        return None
    day = day_of(int(word[:4]), int(word[4:6]), int(word[6:]))
    return (Period((day, day), "day", "the day named"), i + 1) if day else None
