"""When a promise that comes back is due again."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from tracker.followup.lifecycle import Transition
from tracker.model import Commitment, Kind, Outcome

GOES_ON = frozenset({Outcome.KEPT, Outcome.PARTLY, Outcome.BROKEN, Outcome.UNVERIFIABLE})
"""After these the promise stands; one that was withdrawn or superseded does not come back."""

_EVERY = re.compile(
    r"(?:(?P<times>twice|\d+ times) )?every (?:(?P<count>\d+|other) )?(?P<unit>[a-z]+?)s?", re.IGNORECASE
)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "weekday": 1, "week": 7, "weekend": 7, "fortnight": 14} | dict.fromkeys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 7
)
_MOST_STEPS = 5000


@dataclass(frozen=True, slots=True)
class Interval:
    """How far apart the days lie: months, or else days."""

    months: int = 0
    days: int = 0

    def after(self, day: date, turn: int) -> date:
        """The day so many turns after `day`; the last of a shorter month. Raises OverflowError."""
        if not self.months:
            return day + timedelta(days=self.days * turn)
        year, month = divmod(day.year * 12 + day.month - 1 + self.months * turn, 12)
        if year > date.max.year:
            raise OverflowError
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def comes_back(commitment: Commitment, transition: Transition) -> bool:
    """Whether ending this occurrence opens the next one."""
    return commitment.kind is Kind.RECURRING and transition.outcome in GOES_ON


def interval_of(rule: str | None) -> Interval | None:
    """The interval of a rule such as "every 6 months" or "twice every year"; None for one of another form."""
    words = (rule or "").replace("every working day", "every day")
    found = _EVERY.fullmatch(words)
    if found is None:
        return None
    unit = found["unit"].lower()
    number = 2 if found["count"] == "other" else int(found["count"] or 1)
    times = 2 if found["times"] == "twice" else int((found["times"] or "1").split()[0])
    if times < 1 or number < 1:
        return None
    if unit in _MONTHS:
        months = _MONTHS[unit] * number
        return Interval(months // times) if months % times == 0 else Interval(days=months * 30 // times or 1)
    if unit in _DAYS:
        return Interval(days=max(1, _DAYS[unit] * number // times))
    return None


def next_day(interval: Interval, last: date, today: date) -> date | None:
    """The first regular day after `last` that has not passed; None beyond the calendar.

    Days that passed meanwhile are not made up for: one look at a time is enough.
    """
    try:
        for turn in count(1):
            day = interval.after(last, turn)
            if day >= today or turn == _MOST_STEPS:
                return day
    except (OverflowError, ValueError):
        pass
    return None
