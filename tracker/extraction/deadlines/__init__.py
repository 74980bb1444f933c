"""The deadline grammar: what the words of time in a letter mean, and until when a promise holds.

Nothing here guesses: a time that the words, the letter's date and the calendar leave open has no day.
"""

from tracker.extraction.deadlines.calendars import WEEKDAYS, WorkingCalendar, holiday_calendar
from tracker.extraction.deadlines.dates import find_dates, writes_month_first
from tracker.extraction.deadlines.explain import explain
from tracker.extraction.deadlines.finder import find_deadlines
from tracker.extraction.deadlines.scan import Anchors
from tracker.extraction.deadlines.words import TimeWords, load_time_words

__all__ = [
    "WEEKDAYS",
    "Anchors",
    "TimeWords",
    "WorkingCalendar",
    "explain",
    "find_dates",
    "find_deadlines",
    "holiday_calendar",
    "load_time_words",
    "writes_month_first",
]
