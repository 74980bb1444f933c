"""Full calendar dates, for date lines and references, and the order in which a letter writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import msgspec

from tracker.extraction.deadlines.points import read_full_date
from tracker.extraction.deadlines.scan import Scan
from tracker.extraction.deadlines.words import TimeWords, load_time_words
from tracker.resources import config_path

# The kinds stand behind their first digit: it is quick to look for.
_YEAR = re.compile(r"\d(?:(?<!\d.)(?:(?<=1)[89]|(?<=2)[01])\d\d(?!\d)|[./-]\d\d(?!\d))")
_BEFORE, _AFTER = 48, 16
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_MONTH_FIRST = re.compile(rf"\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b")
_DAY_FIRST = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTHS},? \d{{4}}\b")
_PARTED = [re.compile(rf"{mark}(?<=\d.)\d") for mark in ("/", "-", r"\.")]
"""One of these finds a sign between digits in a text with a date in digits."""
_NUMERIC = re.compile(r"([0-9](?<![\d./-].)\d?)([/.-])(\d{1,2})\2(?:\d{4}|\d\d)(?![\d/-])")


@cache
def default_words() -> TimeWords:
    """The words of time of the shipped English lexicon."""
    return load_time_words(msgspec.toml.decode(config_path("lexicon/en.toml").read_bytes())["time"])


def find_dates(
    text: str,
    start: int = 0,
    end: int | None = None,
    *,
    month_first: bool = False,
    words: TimeWords | None = None,
) -> list[tuple[int, int, date]]:
    """Dates of day, month and year in `text[start:end]`, in any usual form: (start, end, day) of each."""
    lexicon = words or default_words()
    found: list[tuple[int, int, date]] = []
    for left, right in _windows(text, start, len(text) if end is None else end):
        scan = Scan(text, lexicon, month_first=month_first)
        scan.cut(left, right)
        i = 0
        while i < len(scan.words):
            read = read_full_date(scan, i)
            if read:
                found.append((scan.starts[i], scan.ends[read[1] - 1], read[0]))
            i = read[1] if read else i + 1
    return found


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches around years, joined where they touch: all that a full date can lie in."""
    left = right = -1
    for year in _YEAR.finditer(text, start, end):
        begin = _word_start(text, max(start, year.start() - _BEFORE), start)
        if begin > right:
            if right >= 0:
                yield left, right
            left = begin
        right = min(end, year.end() + _AFTER)
    if right >= 0:
        yield left, right


def _word_start(text: str, at: int, floor: int) -> int:
    """The start of the word that `at` lies in, at most a few characters back."""
    lowest = max(floor, at - _AFTER)
    while at > lowest and text[at - 1].isalnum():
        at -= 1
    return at


def writes_month_first(text: str) -> bool:
    """Whether the letter itself shows that it writes the month first.

    A numeric date such as 11/15/2021 tells most; without one, dates in words such as "March 4, 2021".
    """
    firsts = seconds = 0
    parted = any(mark.search(text) is not None for mark in _PARTED)
    dates = list(_NUMERIC.finditer(text)) if parted else []
    for found in dates:
        first, second = int(found[1]), int(found[3])
        seconds += second > 12 >= first
        firsts += first > 12 >= second
    if firsts or seconds or not dates:
        return seconds > firsts
    # No day above twelve tells: the dates in words do.
    return _MONTH_FIRST.search(text) is not None and _DAY_FIRST.search(text) is None
