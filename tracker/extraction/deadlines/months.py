"""Months, quarters, halves, seasons, weeks by number and years."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.extraction.deadlines.arithmetic import month_end
from tracker.extraction.deadlines.numbers import cardinal, ordinal
from tracker.extraction.deadlines.periods import (
    NORTHERN,
    Days,
    Period,
    Read,
    fixed,
    month_at,
    months_from,
    trailing_year,
    year_at,
)
from tracker.extraction.deadlines.scan import Scan
from tracker.extraction.deadlines.units import counted_unit


def month_period(scan: Scan, i: int) -> Read | None:
    """A month, with its year or without: "March 2021", "Dec-2018"."""
    i = i + 3 if scan.words[i : i + 3] == ["the", "month", "of"] else i
    found = month_at(scan, i)
    if found is None:
        return None
    month, j = found
    year, end = trailing_year(scan, j)
    lower = scan.word(i) in scan.lexicon.cased and not scan.capital(i)
    lower = lower and not (scan.bare and scan.word(i - 1) in scan.lexicon.prepositions)
    if year is None and (lower or scan.word(j) in scan.lexicon.names_after):
        return None
    days, assumption = fixed(scan, lambda y: (date(y, month, 1), month_end(y, month)), year)
    return Period(days, "month", "the month named", assumption, whole=False), end


def numbered_part(scan: Scan, i: int) -> Read | None:
    """Quarters and halves: "Q3 2020", "the third quarter of 2021", "H2", "2021 H2"."""
    j = i + 1 if scan.word(i) == "the" else i
    before = year_at(scan, j) if scan.word(j) not in {",", "of", "in"} else None
    if before:
        j = before[1] + 1 if scan.word(before[1]) == "-" else before[1]
    part = _short_part(scan, j) or (None if before else _long_part(scan, j))
    if part is None:
        return None
    unit, number, end = part
    months = 3 if unit == "quarter" else 6
    year = before[0] if before else None
    if year is None:
        year, end = _part_year(scan, end)
    if number < 0:
        number = 12 // months
    days, assumption = fixed(scan, lambda y: months_from(y, (number - 1) * months + 1, months), year)
    return Period(days, unit, f"{unit} {number} of the year", assumption, whole=bool(year)), end


def _part_year(scan: Scan, i: int) -> tuple[int | None, int]:
    year, end = trailing_year(scan, i)
    if year is None and scan.word(i) == "of":
        counted = counted_unit(scan, i + 1)
        if counted and counted[0].unit == "year" and counted[0].days:
            return counted[0].days[0].year, counted[1]
        if scan.word(i + 1) == "the" and scan.word(i + 2) == "year":
            return None, i + 3
    return year, end


def _short_part(scan: Scan, i: int) -> tuple[str, int, int] | None:
    unit = {"q": "quarter", "h": "half"}.get(scan.word(i))
    number = scan.word(i + 1)
    if unit and scan.joined(i + 1) and number in {"1", "2", "3", "4"} and (unit == "quarter" or number < "3"):
        return unit, int(number), i + 2
    return None


def _long_part(scan: Scan, i: int) -> tuple[str, int, int] | None:
    number = ordinal(scan, i)
    if number is None:
        return None
    unit = {"quarter": "quarter", "half": "half", "semester": "half"}.get(scan.word(number[1]))
    if unit is None or not (-1 <= number[0] <= (4 if unit == "quarter" else 2)) or number[0] == 0:
        return None
    return unit, number[0], number[1] + 1


def season(scan: Scan, i: int) -> Read | None:
    """Such as "this autumn", "the spring of 2022", "next summer"."""
    j, shift = i, 0
    if scan.word(j) == "the":
        j += 1
    elif scan.word(j) in scan.lexicon.deictic:
        shift = scan.lexicon.deictic[scan.word(j)]
        j += 1
    months = scan.lexicon.seasons.get(scan.word(j))
    if months is None or scan.word(j + 1) in scan.lexicon.season_nouns:
        return None
    first, last = months
    year, end = trailing_year(scan, j + 1)

    def make(candidate: int) -> Days:
        return months_from(candidate, first, (last - first) % 12 + 1)

    days, assumption = fixed(scan, make, year)
    if shift and days and scan.letter and days[0] <= scan.letter:
        days = make(days[0].year + 1)
    told = "; ".join(part for part in (assumption, NORTHERN) if part)
    return Period(
        days, "season", f"the {scan.word(j)}", told, whole=scan.word(i) in scan.lexicon.deictic
    ), end


def fiscal_year(scan: Scan, i: int) -> Read | None:
    """Such as "FY2022" and "the financial year 2021/22": no letter says when it ends."""
    j = i + 1 if scan.word(i) in {"the", "our"} else i
    if scan.word(j) not in scan.lexicon.fiscal:
        return None
    j = j + 2 if scan.word(j + 1) == "year" else j + 1
    found = year_at(scan, j)
    if found is None:
        return None
    end = found[1]
    if scan.word(end) in {"/", "-", "\u2013"} and scan.joined(end) and scan.word(end + 1).isdecimal():
        end += 2
    return Period(
        None, "year", "a financial year", "the letter does not say when that year ends", whole=False
    ), end


def year_period(scan: Scan, i: int) -> Read | None:
    """A year by itself: "2025", "the year 2025", "two thousand and twenty-five"."""
    j = i + 1 if scan.word(i) == "the" and scan.word(i + 1) == "year" else i
    if scan.word(j) in scan.lexicon.year_words:
        j += 1
    if scan.word(j) in {",", "of", "in"}:
        return None
    found = year_at(scan, j) or _year_in_words(scan, j)
    if found is None or scan.word(found[1]) in scan.lexicon.counted:
        return None
    follows = scan.word(found[1])
    if follows in {"/", "-", "\u2013"} and scan.joined(found[1]) and scan.word(found[1] + 1).isdecimal():
        return None
    year = found[0]
    return Period((date(year, 1, 1), date(year, 12, 31)), "year", "the year named", whole=False), found[1]


def _year_in_words(scan: Scan, i: int) -> tuple[int, int] | None:
    """Such as "two thousand and twenty-one"."""
    if scan.words[i : i + 2] != ["two", "thousand"]:
        return None
    rest = cardinal(scan, i + 3 if scan.word(i + 2) == "and" else i + 2)
    if rest is None or rest[0] >= 100 or rest[0] % 1:
        return None
    return 2000 + int(rest[0]), rest[1]


def calendar_week(scan: Scan, i: int) -> Read | None:
    """Such as "week 31" and "calendar week 31 of 2021", as ISO 8601 counts them."""
    j = i + 1 if scan.word(i) == "the" else i
    j += scan.word(j) == "calendar"
    if scan.word(j) != "week" or not scan.word(j + 1).isdecimal() or not 1 <= int(scan.word(j + 1)[:4]) <= 53:
        return None
    number = int(scan.word(j + 1)[:4])
    year, end = trailing_year(scan, j + 2)

    def make(candidate: int) -> Days | None:
        try:
            monday = date.fromisocalendar(candidate, number, 1)
        except ValueError:
            return None
        return monday, monday + timedelta(days=6)

    days, assumption = fixed(scan, make, year)
    return Period(days, "week", f"week {number}", assumption, whole=False), end
