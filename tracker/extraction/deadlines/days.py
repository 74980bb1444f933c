"""Days by their month: "23 June 2020", "June the 23rd", "the 15th"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.extraction.deadlines.arithmetic import add_days, add_months, day_of, easter_sunday, nth_weekday
from tracker.extraction.deadlines.numbers import ordinal
from tracker.extraction.deadlines.periods import (
    Days,
    Period,
    Read,
    day_period,
    fixed,
    month_at,
    trailing_year,
)
from tracker.extraction.deadlines.scan import Scan

_CURRENCY = frozenset("$\u00a3\u20ac\u00a5")
SUFFIXES = frozenset(("st", "nd", "rd", "th"))
"""Of ordinals in digits."""


def day_month(scan: Scan, i: int) -> Read | None:
    """Such as "23 June 2020", "the 23rd day of June", "23-Jun-2020"."""
    j = i + 1 if scan.word(i) == "the" else i
    number = ordinal(scan, j)
    if number is None or not 1 <= number[0] <= 31 or scan.word(j - 1) in _CURRENCY:
        return None
    day, j = number
    if scan.word(j) == "day" and scan.word(j + 1) == "of":
        j += 2
    elif scan.word(j) in {"of", "-", "/"}:
        j += 1
    month = month_at(scan, j)
    if month is None or (scan.word(j) == "may" and not scan.capital(j)):
        return None
    year, end = trailing_year(scan, month[1])
    if year is None and scan.word(end) in scan.lexicon.names_after:
        return None
    return day_period(scan, day, month[0], year), end


def month_day(scan: Scan, i: int) -> Read | None:
    """Such as "June 23, 2020", "June the 23rd", "Oct-2"."""
    month = month_at(scan, i)
    if month is None or (scan.word(i) in {"may", "march"} and not scan.capital(i)):
        return None
    j = month[1]
    if scan.word(j) in {"the", "-", "/"} or (scan.word(j) == "," and scan.word(j + 1)[-2:] in SUFFIXES):
        j += 1
    number = ordinal(scan, j)
    if number is None or not 1 <= number[0] <= 31:
        return None
    year, end = trailing_year(scan, number[1])
    return day_period(scan, number[0], month[0], year), end


def feast(scan: Scan, i: int) -> Read | None:
    """A day with a name, such as "Christmas"."""
    named = scan.phrase(i, scan.lexicon.feast_phrases)
    if named is None:
        return None
    year, end = trailing_year(scan, named[1])
    if named[0] in scan.lexicon.movable_feasts:
        return _movable(scan, named[0], year), end
    month, day = scan.lexicon.feasts[named[0]]
    return replace(
        day_period(scan, day, month, year), rule=f"{named[0].title()}, {day}/{month}", whole=False
    ), end


def _movable(scan: Scan, name: str, year: int | None) -> Period:
    """A feast whose day changes from year to year, by its rule in the lexicon."""

    def make(candidate: int) -> Days | None:
        found = _by_rule(scan.lexicon.movable_feasts[name].split(), candidate, scan)
        return (found, found) if found else None

    days, assumption = fixed(scan, make, year)
    return Period(days, "day", name.title(), assumption, whole=False)


def _by_rule(rule: list[str], year: int, scan: Scan) -> date | None:
    """The day of "easter -2" or "november thursday 4" in a year."""
    if rule[0] == "easter":
        return add_days(easter_sunday(year), int(rule[1]))
    month, weekday, nth = rule
    return nth_weekday(year, scan.lexicon.months[month], scan.lexicon.weekdays[weekday], int(nth))


def day_of_month(scan: Scan, i: int) -> Read | None:
    """Such as "the 15th", where no noun follows: the next one."""
    j = i + 1 if scan.word(i) == "the" else i
    if scan.word(j)[-2:] not in SUFFIXES or not scan.word(j)[:1].isdecimal():
        return None
    number = ordinal(scan, j)
    after = scan.word(j + 1)
    if (
        number is None
        or not 1 <= number[0] <= 31
        or (after[:1].isalnum() and after not in scan.lexicon.after_adverbs)
    ):
        return None
    for later in range(4):
        month = add_months(scan.letter.replace(day=1), later) if scan.letter else None
        found = day_of(month.year, month.month, number[0]) if month else None
        if found and scan.letter and found >= scan.letter:
            return Period(
                (found, found),
                "day",
                "the day named",
                "no month given: the first after the letter",
                whole=False,
            ), j + 1
    return Period(None, "day", "the day named", whole=False), j + 1
