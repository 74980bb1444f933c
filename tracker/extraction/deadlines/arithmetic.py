"""Arithmetic on calendar days. None where a result lies outside the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from tracker.extraction.deadlines.words import YEARS


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, if there is one in a year that a letter can mean."""
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_days(day: date, days: int) -> date | None:
    """So many days later, or earlier if negative."""
    try:
        moved = day + timedelta(days=days)
    except OverflowError:
        return None
    return moved if moved.year in YEARS else None


def add_months(day: date, months: int) -> date | None:
    """So many months later: the same day of the month, or its last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year not in YEARS:
        return None
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_weekday(day: date, weekday: int) -> date | None:
    """The first such weekday after `day`."""
    return add_days(day, (weekday - day.weekday() - 1) % 7 + 1)


def monday_of(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    century, within = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (within // 4) - epact - within % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month; -1 is the last."""
    if nth < 0:
        last = month_end(year, month)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return day_of(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1))
