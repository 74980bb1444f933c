"""Ranges of days: "3 to 5 May", "15 and 16 March", "15 March and 15 April"."""

from __future__ import annotations

from dataclasses import replace

from tracker.extraction.deadlines.arithmetic import day_of
from tracker.extraction.deadlines.days import day_month, month_day
from tracker.extraction.deadlines.numbers import ordinal
from tracker.extraction.deadlines.periods import Read, day_period, month_at, trailing_year
from tracker.extraction.deadlines.scan import Scan

JOINTS = frozenset(("-", "\u2013", "\u2014", "to", "and", "or", "through", "until", "till", "&"))


def pair(scan: Scan, i: int) -> Read | None:
    """Two days or months, each with its month: "15th March and 15th April", "26 June to 2 July 2021"."""
    for reader in (day_month, month_day):
        first = reader(scan, i)
        joint = first[1] if first else i
        if first is None or scan.word(joint) not in JOINTS:
            continue
        second = reader(scan, joint + 1)
        if second is None or (scan.word(joint) == "or" and not scan.bare):
            continue
        last = second[0]
        begins = first[0].days[0] if first[0].days else None
        if begins and last.days and begins.year != last.days[1].year and first[0].assumption:
            begins = day_of(last.days[1].year, begins.month, begins.day)
        if begins and last.days and begins < last.days[1]:
            last = replace(last, days=(begins, last.days[1]))
        return replace(last, unit="range", rule="the last day of the range"), second[1]
    return None


def day_range(scan: Scan, i: int) -> Read | None:
    """Days that share a month: "3 to 5 May 2021", "May 3-5", "15 and 16 March"."""
    if month_at(scan, i):
        return _month_day_range(scan, i)
    first = ordinal(scan, i + 1 if scan.word(i) == "the" else i)
    if first is None:
        return None
    j = first[1]
    if scan.word(j) not in JOINTS:
        return None
    second = day_month(scan, j + 1)
    if second is None or second[0].days is None or not 1 <= first[0] <= 31:
        return second and (second[0], second[1])
    last = second[0].days[1]
    start = day_of(last.year, last.month, first[0])
    if start is None or start >= last:
        return None
    return replace(second[0], days=(start, last), unit="range", rule="the last day of the range"), second[1]


def _month_day_range(scan: Scan, i: int) -> Read | None:
    start = month_day(scan, i)
    if start is None or scan.word(start[1]) not in JOINTS:
        return None
    second = ordinal(scan, start[1] + 1)
    month = month_at(scan, i)
    if second is None or month is None or not 1 <= second[0] <= 31:
        return None
    if scan.lexicon.months.get(scan.word(second[1])) or scan.word(second[1]) in scan.lexicon.units:
        return None
    year, end = trailing_year(scan, second[1])
    last = day_period(scan, second[0], month[0], year)
    first = day_of(last.days[1].year, month[0], start[0].days[0].day) if last.days and start[0].days else None
    days = (first, last.days[1]) if first and last.days and first < last.days[1] else last.days
    return replace(last, days=days, unit="range", rule="the last day of the range"), end
