"""Days and hours where a person lives, as instants in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo


def zone_named(name: str) -> tzinfo:
    """The zone of the tz database, or UTC where no such zone is known.

    Zones are checked when people are added; one that a later tz database dropped must not stop the mail.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def local_day(instant: datetime, zone: tzinfo) -> date:
    """The calendar day in `zone` at an aware instant."""
    return instant.astimezone(zone).date()


def instant_at(day: date, at: time, zone: tzinfo) -> datetime:
    """The instant, in UTC, when the clocks of `zone` show `at` on `day`.

    Where the clocks skip that hour, the instant at which it would have come; where they show it twice, the
    first. So there is exactly one for each day. Raises OverflowError at the ends of the calendar.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)
