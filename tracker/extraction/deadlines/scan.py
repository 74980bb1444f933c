"""A stretch of text cut into words, and what the grammar's rules need beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.extraction.deadlines.calendars import WEEKDAYS, WorkingCalendar
from tracker.extraction.deadlines.words import Phrases, TimeWords
from tracker.extraction.wordings import Remembered, chunk_starts

# One pass, one alternative a character class: no backtracking beyond a word.
_WORD = re.compile(
    r"\d{1,2}(?=,\d{4}\b)|\d+(?:st|nd|rd|th)\b|\d+(?:[.,]\d+)*|½|[^\W\d_]+(?:['\u2019](?:s|ve|re|ll|d|m|t)\b)?|\S",
    re.IGNORECASE,
)


def _read_words(chunk: str) -> list[tuple[str, int, int]]:
    return [
        (found.group().lower().replace("\u2019", "'"), found.start(), found.end())
        for found in _WORD.finditer(chunk)
    ]


_words_in = Remembered(_read_words)


class _ByPlace(dict[int, str]):
    """Words by their place: rules ask for them so often that a dictionary answers in place of a function."""

    def __missing__(self, _: int) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The days that relative times may count from; None where the letter does not tell."""

    letter: date | None = None
    """The letter's own date."""
    received: date | None = None
    named: tuple[tuple[str, date], ...] = ()
    """Other days that the letter names, such as ("your letter of 9 June 2020", 2020-06-09)."""


@dataclass(slots=True)
class Scan:
    """The words of `text[start:end]`, lower-cased, with their offsets in `text`."""

    text: str
    lexicon: TimeWords
    anchors: Anchors = field(default_factory=Anchors)
    calendar: WorkingCalendar = WEEKDAYS
    month_first: bool = False
    bare: bool = False
    """Read also what stands without a preposition and dates no promise, such as "2 hours"."""
    before: date | None = None
    """The last day named so far, for "that date"."""
    look_back: Callable[[], date | None] | None = None
    """Finds the last day that the text before the stretch names; asked only where it is needed."""
    periods: dict[int, Any] = field(default_factory=dict)
    """Readings of the calendar by the word that they begin at: rules ask for the same ones."""
    returns: bool | None = None
    words: list[str] = field(default_factory=list)
    word: Callable[[int], str] = lambda _: ""
    """The word at a place, or an empty one beyond either edge."""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def cut(self, start: int, end: int) -> None:
        """Fill the words from `text[start:end]`."""
        stretch = self.text[start:end]
        chunks = stretch.split()
        places = [start + at for at in chunk_starts(stretch, chunks)]
        read = list(zip(places, map(_words_in.__getitem__, chunks), strict=True))
        self.words = [word for _, words in read for word, _, _ in words]
        self.starts = [at + begin for at, words in read for _, begin, _ in words]
        self.ends = [at + finish for at, words in read for _, _, finish in words]
        self.word = _ByPlace(enumerate(self.words)).__getitem__

    def capital(self, i: int) -> bool:
        """Whether the word at `i` begins with a capital letter."""
        return 0 <= i < len(self.words) and self.text[self.starts[i]].isupper()

    def joined(self, i: int) -> bool:
        """Whether the word at `i` follows the one before it without a blank."""
        return 0 < i < len(self.words) and self.starts[i] == self.ends[i - 1]

    def phrase(self, i: int, table: Phrases) -> tuple[str, int] | None:
        """The longest phrase of a table at `i`: what it stands for, and where it ends."""
        following = self.word(i + 1)
        for parts, value in table.get(self.word(i), ()):
            if len(parts) == 1 or (parts[1] == following and tuple(self.words[i : i + len(parts)]) == parts):
                return value, i + len(parts)
        return None

    @property
    def may_return(self) -> bool:
        """Whether anything in the stretch can come back: a cheap first question, answered once."""
        if self.returns is None:
            self.returns = self.bare or not self.lexicon.returning.isdisjoint(self.words)
        return self.returns

    def day_before(self) -> date | None:
        """The day that "that date" means: the last one named before, in this stretch or ahead of it."""
        if self.before is None and self.look_back is not None:
            self.before = self.look_back()
        return self.before

    @property
    def letter(self) -> date | None:
        """The letter's date."""
        return self.anchors.letter

    @property
    def letter_text(self) -> str | None:
        """What that anchor is called."""
        return f"the letter of {written(self.letter)}" if self.letter else None


def written(day: date) -> str:
    """A day as a sentence names it: "23 June 2020"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
)  # fmt: skip
