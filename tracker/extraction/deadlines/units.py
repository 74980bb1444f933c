"""Periods counted from the one that the letter was written in: "next week", "the coming year"."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.extraction.deadlines.arithmetic import add_days, monday_of, month_end
from tracker.extraction.deadlines.periods import Days, Period, Read, fixed, month_at, months_from
from tracker.extraction.deadlines.scan import Scan
from tracker.extraction.deadlines.words import YEARS


def counted_unit(scan: Scan, i: int) -> Read | None:  # noqa: PLR0911 - one answer a case
    """Such as "next week", "the coming year", "this month"; "the month" with its article alone only inside others."""
    j = i + 1 if scan.word(i) in {"the", "our", "its"} else i
    shift = scan.lexicon.deictic.get(scan.word(j))
    if shift is None:
        return None
    near = False
    j += 1
    if shift == 0 and scan.lexicon.deictic.get(scan.word(j)) == 1:
        shift, near, j = 1, True, j + 1
    near = near or scan.word(j - 1) in {"coming", "upcoming"}
    if scan.word(j) in scan.lexicon.year_words and scan.word(j + 1) == "year":
        j += 1
    weekday = scan.lexicon.weekdays.get(scan.word(j))
    if weekday is not None:
        return _weekday_of_week(scan, weekday, 0 if near else shift, j)
    month = month_at(scan, j)
    if month and scan.word(j) not in {"mar", "sec"} and (scan.capital(j) or scan.word(j) != "may"):
        return _month_after(scan, month, shift, scan.word(j))
    unit = "weekend" if scan.word(j) == "weekend" else scan.lexicon.units.get(scan.word(j).removesuffix("'s"))
    known = {"day", "weekend", "week", "fortnight", "month", "quarter", "half", "year", "decade"}
    if unit not in known or scan.word(j).endswith("s"):
        return None
    if unit == "fortnight" and shift and scan.letter:
        last = add_days(scan.letter, 14)
        return (
            (Period((scan.letter, last), "fortnight", "the next fortnight", counted=True), j + 1)
            if last
            else None
        )
    if unit == "day" and shift == 0:
        return None
    days = _shifted(scan.letter, unit, shift) if scan.letter else None
    period = Period(days, unit, f"{scan.word(j - 1)} {unit}", counted=unit != "quarter")
    k = j + 2 if scan.word(j + 1) in {"on", ","} else j + 1
    weekday = scan.lexicon.weekdays.get(scan.word(k)) if unit == "week" else None
    return (period, j + 1) if weekday is None else (in_week(period, weekday, scan.word(k)), k + 1)


def _weekday_of_week(scan: Scan, weekday: int, shift: int, j: int) -> Read:
    day = add_days(monday_of(scan.letter), 7 * shift + weekday) if scan.letter else None
    if day and scan.letter and day <= scan.letter:
        day = add_days(day, 7)
    week = "next week" if shift else "this week"
    return Period((day, day) if day else None, "day", f"the {scan.word(j).capitalize()} of {week}"), j + 1


def in_week(week: Period, weekday: int, name: str) -> Period:
    """That weekday of a week."""
    day = week.days[0] + timedelta(days=weekday) if week.days else None
    return Period((day, day) if day else None, "day", f"the {name.capitalize()} of {week.rule}")


def _month_after(scan: Scan, month: tuple[int, int], shift: int, name: str) -> Read:
    number, end = month
    days, assumption = fixed(scan, lambda y: (date(y, number, 1), month_end(y, number)), None)
    if shift and days and scan.letter and days[0] <= scan.letter:
        days = months_from(days[0].year + 1, number, 1)
    return Period(days, "month", f"the next {name.capitalize()}", assumption), end


def _shifted(letter: date, unit: str, shift: int) -> Days | None:
    if unit == "day":
        day = add_days(letter, shift)
        return (day, day) if day else None
    if unit == "weekend":
        saturday = add_days(monday_of(letter), 7 * shift + 5)
        return (saturday, saturday + timedelta(days=1)) if saturday else None
    if unit == "week":
        monday = add_days(monday_of(letter), 7 * shift)
        return (monday, monday + timedelta(days=6)) if monday else None
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}[unit]
    index = letter.year * 12 + letter.month - 1
    index = (index // months + shift) * months
    return months_from(index // 12, index % 12 + 1, months) if index // 12 in YEARS else None


def read_current(scan: Scan, i: int) -> Read | None:
    """The current "year", "month" or "week": the one that the letter was written in."""
    j = i + 1 if scan.word(i) in {"the", "our"} else i
    j += scan.word(j) == "calendar" and scan.word(j + 1) == "year"
    unit = scan.word(j)
    if unit not in {"week", "weekend", "month", "quarter", "year", "decade"}:
        return None
    days = _shifted(scan.letter, unit, 0) if scan.letter else None
    return Period(days, unit, f"the {unit} of the letter", whole=False), j + 1
