"""Points and periods of the calendar, without their preposition: the longest reading."""

from __future__ import annotations

from datetime import date

from tracker.extraction.deadlines.days import day_month, day_of_month, feast, month_day
from tracker.extraction.deadlines.months import (
    calendar_week,
    fiscal_year,
    month_period,
    numbered_part,
    season,
    year_period,
)
from tracker.extraction.deadlines.numeric import compact, mixed, numeric
from tracker.extraction.deadlines.parts import part_of, share_of_month, week_of
from tracker.extraction.deadlines.periods import Read, Reader, longest
from tracker.extraction.deadlines.ranges import day_range, pair
from tracker.extraction.deadlines.scan import Scan
from tracker.extraction.deadlines.units import counted_unit
from tracker.extraction.deadlines.weekdays import named_day, weekday_period


def read_period(scan: Scan, i: int) -> Read | None:
    """The longest calendar point or period at `i`, and where it ends."""
    if i not in scan.periods:
        scan.periods[i] = longest(_READERS, scan, i) if _may_begin(scan, i) else None
    found: Read | None = scan.periods[i]
    return found


def _may_begin(scan: Scan, i: int) -> bool:
    """The cheap first question: whether any reader knows the word at `i`, or the one after its article."""
    word = scan.word(i + 1) if scan.word(i) in _ARTICLES else scan.word(i)
    return word.removesuffix("'s") in scan.lexicon.period_openers or word[:1].isdecimal()


_ARTICLES = frozenset({"the", "our", "its"})


def read_full_date(scan: Scan, i: int) -> tuple[date, int] | None:
    """A date of day, month and year at `i`, and where it ends."""
    found = longest(_FULL_DATES, scan, i) if _may_begin(scan, i) else None
    # Without a letter's date only a date with its own year has a day.
    return (found[0].days[0], found[1]) if found and found[0].days and found[0].unit == "day" else None


_FULL_DATES: tuple[Reader, ...] = (day_month, month_day, numeric, mixed, weekday_period)
_READERS: tuple[Reader, ...] = (
    day_range,
    day_month,
    month_day,
    numeric,
    mixed,
    compact,
    day_of_month,
    weekday_period,
    pair,
    named_day,
    calendar_week,
    share_of_month,
    month_period,
    numbered_part,
    season,
    year_period,
    fiscal_year,
    feast,
    counted_unit,
    part_of,
    week_of,
)
