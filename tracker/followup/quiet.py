"""When mail may go out: at the office's hour where a person lives, and on no quiet day.

Quiet days are those that the office's calendar calls not working: weekends and public holidays. What falls on one
moves to the next working day; what warns of a day to come moves to the working day before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from tracker.followup.local_time import instant_at, local_day, zone_named

IsWorking = Callable[[date], bool]
"""Whether mail goes out on that day."""

A_DAY = timedelta(days=1)
LONGEST_REST = 31
"""Days; a calendar that rests for longer is taken for a mistake, and the mail goes out."""


def every_day(day: date) -> bool:  # noqa: ARG001 - an IsWorking
    """For an office without quiet days."""
    return True


def next_working(day: date, is_working: IsWorking) -> date:
    """The day itself where it is a working day, else the first one after it. Raises OverflowError."""
    return _step(day, is_working, A_DAY)


def previous_working(day: date, is_working: IsWorking) -> date:
    """The day itself where it is a working day, else the last one before it. Raises OverflowError."""
    return _step(day, is_working, -A_DAY)


def _step(day: date, is_working: IsWorking, step: timedelta) -> date:
    moved = day
    for _ in range(LONGEST_REST):
        if is_working(moved):
            return moved
        moved += step
    return day


class MailHours:
    """The office's hour in every zone, as seen at one instant; remembers what it worked out."""

    def __init__(self, at: time, now: datetime, is_working: IsWorking = every_day) -> None:
        self.at = at
        self.now = now
        self.is_working = is_working
        self._past: dict[str, date] = {}
        self._open: dict[str, bool] = {}

    def is_open(self, zone: str) -> bool:
        """Whether mail may go there now: not on a quiet day, nor before the hour of the day after one."""
        if zone not in self._open:
            days = (local_day(self.now, zone_named(zone)), self.past_day(zone))
            self._open[zone] = all(map(self.is_working, days))
        return self._open[zone]

    def past_day(self, zone: str) -> date:
        """The latest day whose hour has come there: today, or yesterday in the early morning."""
        if zone not in self._past:
            self._past[zone] = self.past_day_at(zone, self.now)
        return self._past[zone]

    def past_day_at(self, zone: str, instant: datetime) -> date:
        """The latest day whose hour had come there at `instant` (aware)."""
        place = zone_named(zone)
        today = local_day(instant, place)
        return today if instant_at(today, self.at, place) <= instant else today - A_DAY

    def instant(self, day: date, zone: str) -> datetime:
        """The office's hour on that day there, in UTC."""
        return instant_at(day, self.at, zone_named(zone))

    def mail_day(self, day: date, first_day: date, *, before: bool) -> date:
        """On which day goes out what is meant for `day`, which is not before `first_day`, the first possible.

        `before`: it warns of a day to come, so it moves to an earlier day where it can. Raises OverflowError.
        """
        if not before:
            return next_working(day, self.is_working)
        moved = previous_working(day, self.is_working)
        return moved if moved >= first_day else next_working(first_day, self.is_working)

    def meant_for(self, first: date, last: date) -> tuple[date, date]:
        """Between which days lies all that goes out from `first` to `last`: the quiet days around them too."""
        return (
            previous_working(first - A_DAY, self.is_working),
            next_working(last + A_DAY, self.is_working),
        )
