"""What a period of the calendar is, and what its readings share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tracker.extraction.deadlines.arithmetic import add_months, day_of, month_end
from tracker.extraction.deadlines.scan import Scan
from tracker.extraction.deadlines.words import YEARS

Days = tuple[date, date]
"""First and last day of a period."""

YEARLESS = "no year given: the first after the letter"
NORTHERN = "seasons of the northern hemisphere"
UNDATED = "the letter has no date to count from"
NO_SUCH_DAY = "no such day in the calendar"


@dataclass(frozen=True, slots=True)
class Period:
    """What words of the calendar mean; `days` is None where the letter's date or the calendar leaves it open."""

    days: Days | None
    unit: str
    rule: str
    assumption: str | None = None
    counted: bool = False
    """Counted from the letter ("next week"), rather than named ("in March")."""
    part: str = ""
    """Such as "end", where it is part of a longer one."""
    whole: bool = True
    """Whether it needs no preposition to be a time: a full date is one, "March" alone is not."""


Read = tuple[Period, int]
Reader = Callable[[Scan, int], Read | None]


def longest(readers: Iterable[Reader], scan: Scan, i: int) -> Read | None:
    """The longest of several readings at word `i`, the first of equals."""
    best: Read | None = None
    for reader in readers:
        found = reader(scan, i)
        if found and (best is None or found[1] > best[1]):
            best = found
    return best


def year_at(scan: Scan, i: int) -> tuple[int, int] | None:
    """A year of four digits at `i`, also after "of", "in" or a comma, and where it ends."""
    j = i + 1 if scan.word(i) in {",", "of", "in"} else i
    word = scan.word(j)
    if len(word) == 4 and word.isdecimal() and word.isascii() and int(word) in YEARS:
        return int(word), j + 1
    return None


def trailing_year(scan: Scan, i: int) -> tuple[int | None, int]:
    """The year that may follow a day or month, and where both end."""
    j = i + 1 if scan.word(i) in {"-", "/"} else i
    found = year_at(scan, j)
    if found:
        return found
    j = i + 1 if scan.word(i) == "of" else i
    shift = -1 if scan.word(j) == "last" else scan.lexicon.deictic.get(scan.word(j))
    if shift is not None and scan.word(j + 1) == "year" and scan.letter:
        return scan.letter.year + shift, j + 2
    return None, i


def month_at(scan: Scan, i: int) -> tuple[int, int] | None:
    """The month at `i` and where it ends (an abbreviation's stop belongs to it)."""
    number = scan.lexicon.months.get(scan.word(i))
    if number is None:
        return None
    short = len(scan.word(i)) <= 4 and scan.word(i) not in {"may", "june", "july"}
    return number, i + 2 if short and scan.word(i + 1) == "." and scan.joined(i + 1) else i + 1


def fixed(scan: Scan, make: Callable[[int], Days | None], year: int | None) -> tuple[Days | None, str | None]:
    """The period in that year, or the first that ends on or after the letter's date."""
    if year is not None:
        return make(year), None
    if scan.letter is None:
        return None, UNDATED
    for candidate in range(scan.letter.year - 1, scan.letter.year + 9):
        days = make(candidate)
        if days and days[1] >= scan.letter:
            return days, YEARLESS
    return None, None


def day_period(scan: Scan, day: int, month: int, year: int | None) -> Period:
    """One day as a period; without a year the first on or after the letter."""

    def make(candidate: int) -> Days | None:
        found = day_of(candidate, month, day)
        return (found, found) if found else None

    days, assumption = fixed(scan, make, year)
    impossible = day_of(2000 if year is None else year, month, day) is None
    return Period(days, "day", "the day named", NO_SUCH_DAY if impossible else assumption)


def months_from(year: int, first: int, count: int) -> Days:
    """So many months from the first month of a year named by its number."""
    start = date(year, first, 1)
    end = add_months(start, count - 1) or start
    return start, month_end(end.year, end.month)
