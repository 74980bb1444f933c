"""Parts of a period: "the end of March", "mid-July", "the first half of October", "the week of 4 May"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tracker.extraction.deadlines.arithmetic import add_days, monday_of, nth_weekday
from tracker.extraction.deadlines.days import day_month, month_day
from tracker.extraction.deadlines.months import month_period, numbered_part, season, year_period
from tracker.extraction.deadlines.numbers import cardinal, ordinal
from tracker.extraction.deadlines.numeric import numeric
from tracker.extraction.deadlines.periods import Days, Period, Read, Reader, fixed, longest, trailing_year
from tracker.extraction.deadlines.scan import Scan
from tracker.extraction.deadlines.units import _shifted, counted_unit, read_current
from tracker.extraction.deadlines.weekdays import weekday_period


def part_of(scan: Scan, i: int) -> Read | None:
    """Such as "the end of March", "end-2021", "mid-July", "early next year", "year-end 2021"."""
    j = i + 1 if scan.word(i) == "the" else i
    part = scan.lexicon.parts.get(scan.word(j))
    if part is None:
        return _year_end(scan, j)
    if part == "end" and scan.word(j + 1) == "-" and not scan.joined(j + 1):
        return None
    end_of = scan.word(j + 1) == "of"
    if not end_of and scan.word(j) in {"start", "beginning", "close", "middle"}:
        return None
    j += 1
    if scan.word(j) in {"-", "of", "in", "\u2010", "\u2013"}:
        j += 1
    whole = longest(_WHOLES, scan, j)
    if whole is None and (end_of or scan.word(j - 1) == "in"):
        whole = read_current(scan, j)
    if whole is None or whole[0].unit == "day":
        return None
    period, end = whole
    days = _cut(period, part) if period.days else None
    return replace(
        period, days=days, unit="part", part=part, rule=f"{part} of {period.rule}", counted=False, whole=True
    ), end


def _year_end(scan: Scan, i: int) -> Read | None:
    j = i + 2 if scan.word(i + 1) == "-" else i + 1
    unit = scan.word(i).removesuffix("'s")
    short = {"eoy": "year", "eom": "month"}.get(scan.word(i))
    if short:
        unit, j = short, i
    elif unit not in {"year", "month", "quarter"} or scan.word(j) != "end":
        return None
    if unit == "year":
        year, end = trailing_year(scan, j + 1)
        days, assumption = fixed(scan, lambda y: (date(y, 12, 31), date(y, 12, 31)), year)
        return Period(days, "part", "end of the year", assumption, part="end"), end
    days = _shifted(scan.letter, unit, 0) if scan.letter else None
    return Period((days[1], days[1]) if days else None, "part", f"end of the {unit}", part="end"), j + 1


def _cut(period: Period, part: str) -> Days:
    first, last = period.days or (date.min, date.min)
    if part == "end":
        return last, last
    if period.unit == "month":
        early, mid = first.replace(day=10), first.replace(day=15)
        return {"early": (first, early), "mid": (mid, mid)}.get(part, (first.replace(day=21), last))
    third = (last - first) // 3
    middle = first + (last - first) // 2
    if period.unit == "year":
        middle, third = date(first.year, 6, 30), date(first.year, 4, 30) - first
    return {"early": (first, first + third), "mid": (middle, middle)}.get(part, (last - third, last))


def share_of_month(scan: Scan, i: int) -> Read | None:
    """Such as "the first half of October", "the last week of June", "the first Monday of May"."""
    j = i + 1 if scan.word(i) == "the" else i
    number = ordinal(scan, j)
    if number is None:
        return None
    nth, j = number
    share = scan.word(j)
    if nth == 1 and scan.word(j + 1) == "days" and scan.word(j + 2) in {"of", "in"}:
        return _first_days(scan, j)
    if share not in {"half", "week"} and share not in scan.lexicon.weekdays and share != "day":
        return None
    if scan.word(j + 1) not in {"of", "in"}:
        return None
    month = _month_like(scan, j + 2)
    if month is None:
        return None
    period, end = month
    days = _share(scan, period.days, nth, share) if period.days else None
    name = "last" if nth < 0 else f"number {nth}"
    return replace(period, days=days, unit="part", rule=f"{share} {name} of {period.rule}", whole=True), end


def _first_days(scan: Scan, i: int) -> Read | None:
    """Such as "the first ten days of April", from the number on."""
    count, month = cardinal(scan, i), _month_like(scan, i + 3)
    if count is None or month is None or not 1 <= count[0] <= 28:
        return None
    period, end = month
    first = period.days[0] if period.days else None
    last = add_days(first, int(count[0]) - 1) if first else None
    days = (first, last) if first and last else None
    return replace(
        period, days=days, unit="part", rule=f"first {int(count[0])} days of {period.rule}", whole=True
    ), end


def _month_like(scan: Scan, i: int) -> Read | None:
    found = month_period(scan, i) or counted_unit(scan, i) or read_current(scan, i) or year_period(scan, i)
    return found if found and found[0].unit in {"month", "year"} else None


def _share(scan: Scan, days: Days | None, nth: int, share: str) -> Days | None:
    if days is None:
        return None
    first, last = days
    if share in scan.lexicon.weekdays:
        day = nth_weekday(first.year, first.month, scan.lexicon.weekdays[share], nth)
    elif share == "day":
        day = last if nth < 0 else add_days(first, nth - 1)
    elif share == "half":
        middle = first.replace(day=15) if first.month == last.month else date(first.year, 6, 30)
        return (first, middle) if nth == 1 else (middle + timedelta(days=1), last)
    elif nth < 0:
        return last - timedelta(days=6), last
    else:
        start = first + timedelta(days=7 * (nth - 1))
        return (start, min(start + timedelta(days=6), last)) if start <= last else None
    return (day, day) if day else None


def week_of(scan: Scan, i: int) -> Read | None:
    """The week commencing, beginning or of a day: it ends on its Sunday."""
    j = i + 1 if scan.word(i) == "the" else i
    if scan.word(j) == "w" and scan.word(j + 1) == "/" and scan.word(j + 2) == "c":
        j += 3
    elif scan.word(j) == "week" and scan.word(j + 1) in {"commencing", "beginning", "starting", "of"}:
        j += 3 if scan.word(j + 2) in {"on", "the"} and scan.word(j + 1) != "of" else 2
    else:
        return None
    for reader in (weekday_period, day_month, month_day, numeric):
        found = reader(scan, j)
        if found and found[0].unit == "day":
            day = found[0].days[0] if found[0].days else None
            monday = monday_of(day) if day else None
            days = (monday, monday + timedelta(days=6)) if monday else None
            return replace(found[0], days=days, unit="week", rule="the week of that day", whole=True), found[
                1
            ]
    return None


_WHOLES: tuple[Reader, ...] = (month_period, numbered_part, season, year_period, counted_unit)
"""What can have parts."""
