"""Any text gives exact slices and never raises; work grows no faster than the text."""

from __future__ import annotations

import sys
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extraction.deadlines import Anchors, find_dates, find_deadlines
from tracker.extraction.deadlines.dates import default_words

ANCHORS = Anchors(letter=date(2020, 6, 23))
WORDS = [
    "by",
    "within",
    "the",
    "end",
    "of",
    "next",
    "May",
    "2020",
    "30",
    "days",
    "every",
    "other",
    "Friday",
    "once",
    "until",
    "mid",
    "-",
    "/",
    ".",
    ",",
    "(",
    ")",
    "Q3",
    "first",
    "half",
    "and",
    "a",
    "from",
    "to",
    "before",
    "our",
    "meeting",
    "in",
    "due",
    "course",
    "29",
    "February",
    "that",
    "date",
    "receipt",
    "hundred",
    "years",
    "9999999999",
    "twice",
    "\n",
    "\u2019",
    "½",
    "two",
    "thousand",
    "week",
    "0",
    "٣",
    "İ",
    "quarter",
    "last",
    "year",
    "each",
    "thereafter",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.booleans())
def test_any_words_give_exact_slices_in_order(words: list[str], month_first: bool) -> None:
    text = " ".join(words)
    at = 0
    for found in find_deadlines(text, 0, len(text), ANCHORS, words=default_words(), month_first=month_first):
        assert found.start is not None
        assert found.end is not None
        assert at <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        assert (found.basis is None) == (found.latest is None)
        assert not (found.earliest and found.latest) or found.earliest <= found.latest
        at = found.end


@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text: str) -> None:
    find_deadlines(text, 0, len(text), Anchors(), words=default_words())
    find_dates(text)


PATTERNS = [
    "by by by ",
    "within 1 within 1 ",
    "1 ",
    "12/",
    "    ",
    "the end of ",
    "once ",
    "every ",
    "before ",
    "May ",
    "next ",
    "2020-",
    "one hundred and ",
    "until we ",
    "at our ",
    "30 days of ",
    "Monday ",
    "between ",
    "June 3 and ",
    "( ",
    "quarterly and ",
    "within 30 days of that date ",
    "from 1 to ",
    "twenty-",
    "w/c ",
    "\n",
    "first ",
    "annually, with ",
]


def calls(text: str) -> int:
    """How many functions of Python are entered while the text is read: a measure of work, not of time."""
    count = 0

    def tally(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    default_words()
    sys.setprofile(tally)
    try:
        find_deadlines(text, 0, len(text), ANCHORS, words=default_words())
        find_dates(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("pattern", PATTERNS)
def test_work_grows_with_the_text_and_no_faster(pattern: str) -> None:
    # A trigger at the start and at the end keeps the cheap first question from answering for it.
    small = calls("by July " + pattern * (2_000 // len(pattern)) + " in July")
    large = calls("by July " + pattern * (8_000 // len(pattern)) + " in July")
    assert large <= 4.6 * small + 2_000


def test_a_sentence_without_a_time_is_not_cut_into_words() -> None:
    sentence = "We will publish the full inspection report and show it to the families."
    calls(sentence)  # the word lists are read
    assert calls(sentence) < 40
