"""Which days are working days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from tracker.errors import ConfigError

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY = 5


class WorkingCalendar(Protocol):
    """Tells working days from others."""

    def is_working(self, day: date) -> bool:
        """Whether an office is at work on that day."""
        ...


class _Weekdays:
    """Saturdays and Sundays off, no holidays."""

    def is_working(self, day: date) -> bool:
        """Monday to Friday."""
        return day.weekday() < SATURDAY


WEEKDAYS: WorkingCalendar = _Weekdays()


class _HolidayCalendar:
    """A country's weekends and public holidays, read when the first day is asked for."""

    def __init__(self, country: str, subdivision: str | None) -> None:
        self._country = country
        self._subdivision = subdivision

    @cached_property
    def _holidays(self) -> HolidayBase:
        from holidays import country_holidays  # noqa: PLC0415 - costs 0.2 s, few letters count working days

        # It adds each further year when a day of it is asked for.
        try:
            return country_holidays(self._country, subdiv=self._subdivision)
        except NotImplementedError as error:
            place = f"{self._country}/{self._subdivision}" if self._subdivision else self._country
            raise ConfigError(
                f"office.country: no holidays are known for {place!r}; "
                'use a code such as "DE", with a subdivision such as "BE", or leave it out.'
            ) from error

    def is_working(self, day: date) -> bool:
        """Neither a weekend nor a public holiday of that country."""
        return bool(self._holidays.is_working_day(day))


def holiday_calendar(country: str, subdivision: str | None = None) -> WorkingCalendar:
    """The working days of a country (ISO 3166-1 alpha-2) and, if named, of one part of it.

    Nothing is loaded until the first day is asked for; an unknown country or part then raises ConfigError.
    """
    return _HolidayCalendar(country, subdivision)


def add_working_days(start: date, count: int, calendar: WorkingCalendar) -> date:
    """The day on which `count` working days after `start` have passed; `start` itself does not count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_working(day)
    return day
