"""Where time comes from. A clock is passed in; nothing below `service` asks for the time itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present instant, aware and in UTC."""
YEARS = range(1900, 2200)
"""Farther days are slips of the keyboard, and counting on from them leaves the calendar."""


def system_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def fixed_clock(instant: datetime) -> Clock:
    """A clock that stands still at `instant` (aware); for tests, previews and the demo."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return lambda: instant.astimezone(UTC)
