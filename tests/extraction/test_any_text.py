"""Any text: quotes are exact slices, nothing raises, work grows with length and not faster."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extraction.reading import lexicon, read
from tests.extraction.sentences_that_do_not import EVERY_REASON
from tests.extraction.sentences_that_promise import EVERY_CLASS
from tracker.extraction import extract
from tracker.model import Extraction

SENTENCES = [s for cases in EVERY_CLASS.values() for s, _ in cases] + [
    s for all_ in EVERY_REASON.values() for s in all_
]
WORDS = sorted({word for sentence in SENTENCES for word in sentence.split()})
MARKS = [
    "\n",
    "\n\n",
    "  ",
    "- ",
    "1. ",
    "> ",
    "\t",
    "|",
    '"',
    "\u201c",
    "(",
    ")",
    "\u200b",
    "\u00ad",
    "\u2014",
    ", ",
    "; ",
    ":",
    "-\n",
    "\x00",
    "\u0130",
    "\ufb01",
]


def assert_sound(text: str, found: Extraction) -> None:
    for promise in found.commitments:
        assert text[promise.start : promise.end] == promise.quote
        assert promise.quote.strip()
        assert promise.action
        assert 0 < promise.confidence <= 1
        deadline = promise.deadline
        if deadline.start is not None:
            assert text[deadline.start : deadline.end] == deadline.text
        if promise.condition is not None:
            assert promise.condition in text
    for ask in found.asks:
        assert text[ask.start : ask.end] == ask.quote
    for verdict in found.verdicts:
        assert verdict.accepted == (verdict.commitment is not None)


@given(st.text(max_size=400))
def test_any_characters(text: str) -> None:
    assert_sound(text, extract(text, lexicon(), explain=True))


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS + MARKS * 8), max_size=120))
def test_any_order_of_a_letters_words(words: list[str]) -> None:
    text = " ".join(words)
    assert_sound(
        text, extract(text, lexicon(), date=date(2021, 3, 1), sender="Halvorsen Mining plc", explain=True)
    )


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8),
    st.sampled_from([" ", "\n", "\r\n", "\n\n", "\n- "]),
)
def test_any_letter_of_known_sentences(sentences: list[str], between: str) -> None:
    text = between.join(sentences)
    assert_sound(text, extract(text, lexicon(), explain=True))


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5))
def test_the_same_text_gives_the_same_answer(sentences: list[str]) -> None:
    body = " ".join(sentences)
    assert read(body) == read(body)


HOSTILE = {
    "modals": "will ",
    "commas": ",",
    "brackets": "(",
    "no stop": "we will publish the report and ",
    "line breaks": "\n",
    "bullets": "- \n",
    "list": "we will:\n- publish\n",
    "controls": "\u200b\u202e\ufeff",
    "quotation marks": '"we will ',
    "conditions": "if once where ",
    "joiners": "and or , ",
    "noun phrase": "the green report of ",
    "that": "that the Board ",
    "orders": "we have asked ",
    "cells": "a | b\n",
    "initials": "x. X ",
    "soft hyphens": "a\u00ad",
    "short lines": "ab\n",
    "bare signs": "-\n",
    "mail headers": "From: a@b.example\n",
    "date lines": "3 May 2020\n",
    "names": "The Acme Group (Acme) ",
}


def calls(work: Callable[[], object]) -> int:
    """How many calls `work` makes: a measure of work that does not depend on the machine."""
    count = 0

    def tally(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(tally)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_with_length_and_no_faster(unit: str) -> None:
    small, large = (unit * (size // len(unit)) for size in (8_000, 32_000))
    extract(small, lexicon())
    assert (
        calls(lambda: extract(large, lexicon()))
        <= 4 * 1.35 * calls(lambda: extract(small, lexicon())) + 2_000
    )
