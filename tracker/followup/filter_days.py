"""Days as a filter says them: 30d, 2w, today, 2026-06-30, 2026-06, 2026, from..to."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from tracker.model.filters import Days

_LENGTH = re.compile(r"(-?)([0-9]{1,4})([dwmy])")
_YEARS = range(1900, 2200)
_NAMED = {"yesterday": -1, "today": 0, "tomorrow": 1}


def read_days(value: str, today: date, *, back: bool = False) -> Days:
    """The days that a word means, seen from `today`.

    A length such as 30d goes on from today, with a minus it goes back to it, as it always does with `back`: such days
    lie behind. Raises ValueError or OverflowError where there are none.
    """
    days = _read(value.strip().casefold(), today, back=back)
    ends = [end for end in (days.first, days.last) if end]
    if not ends or ends != sorted(ends) or any(end.year not in _YEARS for end in ends):
        raise ValueError(value)
    return days


def _read(written: str, today: date, *, back: bool) -> Days:
    if ".." in written:
        first, _, last = written.partition("..")
        return Days(_end(first, today, last=False), _end(last, today, last=True))
    if length := _LENGTH.fullmatch(written):
        far = _moved(today, length, -1 if back else 1)
        if back:
            return Days(min(far, today), today)
        return Days(today, far) if not length[1] else Days(far, today - timedelta(days=1))
    return _calendar(written, today)


def _end(written: str, today: date, *, last: bool) -> date | None:
    if not written:
        return None
    if length := _LENGTH.fullmatch(written):
        return _moved(today, length, 1)
    days = _calendar(written, today)
    return days.last if last else days.first


def _moved(today: date, length: re.Match[str], direction: int) -> date:
    number = int(length[2]) * (-1 if length[1] else 1) * direction
    if length[3] in "dw":
        return today + timedelta(days=number * (7 if length[3] == "w" else 1))
    months = today.year * 12 + today.month - 1 + number * (12 if length[3] == "y" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _calendar(written: str, today: date) -> Days:
    """A day, a month or a year of the calendar."""
    if written in _NAMED:
        day = today + timedelta(days=_NAMED[written])
        return Days(day, day)
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        day = date.fromisoformat(written)
        return Days(day, day)
    if re.fullmatch("[0-9]{4}-[0-9]{2}", written):
        year, month = int(written[:4]), int(written[5:])
        first = date(year, month, 1)
        return Days(first, date(year, month, monthrange(year, month)[1]))
    if re.fullmatch("[0-9]{4}", written):
        return Days(date(int(written), 1, 1), date(int(written), 12, 31))
    raise ValueError(written)
