"""Weekdays, alone or with their date, and days by name: "Friday the 26th", "tomorrow"."""

from __future__ import annotations

from dataclasses import replace

from tracker.extraction.deadlines.arithmetic import add_days, add_months, day_of, next_weekday
from tracker.extraction.deadlines.days import day_month, month_day
from tracker.extraction.deadlines.numbers import ordinal
from tracker.extraction.deadlines.numeric import numeric, numeric_parts, without_year
from tracker.extraction.deadlines.periods import Period, Read
from tracker.extraction.deadlines.scan import Scan, written
from tracker.extraction.deadlines.units import counted_unit, in_week

_MONTHS_UNTIL_FIT = 48
"""The weekdays of one day of the month come round well within four years, the 29th of February aside."""


def weekday_period(scan: Scan, i: int) -> Read | None:
    """A weekday, alone or before its date."""
    number = scan.lexicon.weekdays.get(scan.word(i))
    if number is None or (scan.word(i) in scan.lexicon.cased and not scan.capital(i)):
        return None
    j = i + 1
    if len(scan.word(i)) <= 5 and scan.word(j) == "." and scan.joined(j):
        j += 1
    dated = _dated_weekday(scan, i, j, number)
    if dated:
        return dated
    if len(scan.word(i)) <= 5 and scan.word(i) in scan.lexicon.cased and scan.capital(j):
        return None
    week = counted_unit(scan, j + 1) if scan.word(j) in {"of", "in"} else None
    if week and week[0].unit == "week":
        return in_week(week[0], number, scan.word(i)), week[1]
    day = next_weekday(scan.letter, number) if scan.letter else None
    period = Period(
        (day, day) if day else None,
        "day",
        f"the first {scan.word(i).capitalize()} after the letter",
        whole=False,
    )
    return period, j


def _dated_weekday(scan: Scan, i: int, j: int, weekday: int) -> Read | None:
    k = j + 1 if scan.word(j) == "," else j
    if scan.word(k) == "the" and not day_month(scan, k):
        k += 1
    for reader in (day_month, month_day, numeric):
        found = reader(scan, k)
        if not found:
            continue
        period, end = found
        if period.days and period.days[0].weekday() != weekday:
            period = replace(
                period, assumption=f"{written(period.days[0])} is no {scan.word(i).capitalize()}"
            )
        return period, end
    parts = numeric_parts(scan, k)
    if parts and len(parts[0]) == 2:
        return without_year(scan, *parts, relaxed=True)
    return _numbered_weekday(scan, k, weekday)


def _numbered_weekday(scan: Scan, i: int, weekday: int) -> Read | None:
    """A weekday and the day of its month, "Friday the 26th": the next such day."""
    number = ordinal(scan, i)
    after = scan.word(number[1]) if number else ""
    if (
        number is None
        or not 1 <= number[0] <= 31
        or (after in {":", ".", "am", "pm"} and scan.joined(number[1] + 1))
    ):
        return None
    if after in scan.lexicon.units or after in scan.lexicon.counted:
        return None
    day = scan.letter
    for later in range(_MONTHS_UNTIL_FIT):
        month = add_months(day.replace(day=1), later) if day else None
        found = day_of(month.year, month.month, number[0]) if month else None
        if found and day and found >= day and found.weekday() == weekday:
            return Period((found, found), "day", "the next such weekday and day"), number[1]
    return Period(None, "day", "the next such weekday and day"), number[1]


def named_day(scan: Scan, i: int) -> Read | None:
    """Today, tomorrow and the day after tomorrow."""
    j = i + 1 if scan.word(i) == "the" else i
    after = scan.words[j : j + 2] == ["day", "after"]
    shift = scan.lexicon.named_days.get(scan.word(j + 2) if after else scan.word(i))
    if after and shift is None and scan.bare:
        shift, j = 0, j - 1
    if shift is None:
        return None
    shift += after
    end = j + 3 if after else i + 1
    day = add_days(scan.letter, shift) if scan.letter else None
    rule = (
        "the letter's own day"
        if shift == 0
        else "the day after the letter"
        if shift == 1
        else "two days after the letter"
    )
    return Period((day, day) if day else None, "day", rule, counted=True, whole=shift > 0), end
