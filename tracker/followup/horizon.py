"""Where a round of planning must look: at what fell due since the last round, and at what changed since.

For each time zone a mark tells up to where planning has come. It is moved only after all mail of a round stands
in the outbox, so whatever stops a round is done again by the next. Every change of a table is an event of the
audit chain, so the number of the last event tells whether anything changed. Once a day everything is looked at
all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tracker.config import ReminderSettings
from tracker.followup.quiet import A_DAY, MailHours
from tracker.followup.reminders import all_rungs

EVERYTHING_EVERY = timedelta(hours=24)
LONGEST_CATCH_UP = timedelta(days=366)
"""A rung that was missed for longer is history."""

Days = tuple[date, date]
"""From the first to the last, both included."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where the mail of one time zone is planned."""

    zone: str
    through: datetime
    """Each hour of reminders up to here, in UTC."""
    seq: int
    """Each change up to this event of the audit chain."""
    whole: datetime
    """When everything was last looked at, in UTC."""
    rules: str
    """What tells the rules by which it was planned from others."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Where to look."""

    everything: bool
    days: Days | None
    """The days of mail that have come, of any zone."""
    since: int | None
    """Look at what changed after this event; None where nothing did."""
    marks: tuple[Mark, ...]
    """To be kept when all that was found stands in the outbox."""

    @property
    def nothing(self) -> bool:
        """Nothing can be due."""
        return not self.everything and self.days is None and self.since is None


def horizon(
    zones: Iterable[str], marks: Mapping[str, Mark], hours: MailHours, head: int, rules: str
) -> Horizon:
    """Where planning must look now, `head` being the number of the last event.

    Zones where today is a quiet day wait with all that they have.
    """
    now = hours.now
    awake = [zone for zone in sorted(set(zones)) if hours.is_open(zone)]
    known = [mark for zone in awake if (mark := marks.get(zone)) and not _is_old(mark, now, rules)]
    if len(known) < len(awake):
        fresh = (Mark(zone, now, head, now, rules) for zone in awake)
        return Horizon(everything=True, days=None, since=None, marks=tuple(fresh))
    come = [days for mark in known if (days := _days_come(mark, hours))]
    days = (min(first for first, _ in come), max(last for _, last in come)) if come else None
    since = min((mark.seq for mark in known if mark.seq != head), default=None)
    # Where the clock was set back, the hours up to the mark will come again.
    moved = [
        replace(mark, through=now, seq=head)
        for mark in known
        if _days_come(mark, hours) or mark.seq != head or mark.through > now
    ]
    return Horizon(everything=False, days=days, since=since, marks=tuple(moved))


def _days_come(mark: Mark, hours: MailHours) -> Days | None:
    """The days whose hour has come since the mark."""
    first, last = hours.past_day_at(mark.zone, mark.through) + A_DAY, hours.past_day(mark.zone)
    return (first, last) if first <= last else None


def due_ranges(days: Days, rules: ReminderSettings, hours: MailHours) -> list[Days]:
    """Between which days lie the commitments that have a rung whose mail goes out on these days."""
    first, last = hours.meant_for(*days)
    rungs = {0, *all_rungs(rules)}
    ranges: list[Days] = []
    for start, end in sorted((_shift(first, -rung), _shift(last, -rung)) for rung in rungs):
        if ranges and start <= ranges[-1][1] + A_DAY:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return ranges


def all_ranges(rules: ReminderSettings, hours: MailHours) -> list[Days]:
    """Between which days lie all commitments that can have a rung now, or one to catch up with, a month a range."""
    today = hours.now.date()
    first, last = hours.meant_for(today - LONGEST_CATCH_UP, today + A_DAY)  # it is another day elsewhere
    rungs = {0, *all_rungs(rules)}
    start, end = _shift(first, -max(rungs)), _shift(last, -min(rungs))
    ranges: list[Days] = []
    while start <= end:
        month = min(start + timedelta(days=30), end)
        ranges.append((start, month))
        start = month + A_DAY
    return ranges


def _is_old(mark: Mark, now: datetime, rules: str) -> bool:
    """Whether it says too little: of other rules, of long ago, or of a clock that was wrong by days."""
    return (
        mark.rules != rules
        or abs(now - mark.whole) >= EVERYTHING_EVERY
        or mark.through - now >= EVERYTHING_EVERY
    )


def _shift(day: date, days: int) -> date:
    """The day so many days later, or an end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
