"""The same letter makes the same promises, whatever format it comes in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.letter_formats.whole_letters import FORMATS, LETTERS, Whole
from tracker.app import reading_of
from tracker.config import Settings
from tracker.letters import read_letter
from tracker.model import Extraction
from tracker.service.reading import read

READING = reading_of(Settings())
MAILS = frozenset({"mail", "rich mail", "outlook"})
PROMISES = {"mill": 7, "council": 8, "farm": 8, "port": 5, "estate": 6}


def extraction_of(letter: Whole, form: str) -> Extraction:
    text = read_letter(FORMATS[form](letter), form)
    assert text.unread_reason is None
    assert text.language == "en"
    assert "never share" not in text.text
    return read(text, READING, received=dt.date(2025, 2, 3))


def told(extraction: Extraction) -> list[dict[str, Any]]:
    """All that is said of each promise, blanks in the quotes made equal; offsets aside, and how sure it is."""
    return [
        {
            "quote": " ".join(each.quote.split()),
            "actor": each.actor,
            "action": " ".join(each.action.split()),
            "condition": each.condition and " ".join(each.condition.split()),
            "strength": each.strength,
            "kind": each.kind,
            "due": (each.deadline.kind, each.deadline.earliest, each.deadline.latest, each.deadline.basis),
            "words": each.deadline.text and " ".join(each.deadline.text.split()),
            "anchor": each.deadline.anchor,
        }
        for each in extraction.commitments
    ]


@pytest.mark.parametrize("name", LETTERS)
def test_the_letters_promise_what_they_should(name: str) -> None:
    assert len(extraction_of(LETTERS[name], "text").commitments) == PROMISES[name]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
@pytest.mark.parametrize("name", LETTERS)
def test_every_format_of_a_letter_makes_the_same_promises(name: str, form: str) -> None:
    letter = LETTERS[name]
    expected, found = extraction_of(letter, "text"), extraction_of(letter, form)
    assert told(found) == told(expected)
    assert found.facts.sender == expected.facts.sender == letter.head[0]
    assert found.facts.date == expected.facts.date
    if form not in MAILS:
        assert found.facts.recipient == expected.facts.recipient
        assert found.facts.reference == expected.facts.reference


@pytest.mark.parametrize("name", LETTERS)
def test_the_letter_in_pdf_has_two_pages_or_more(name: str) -> None:
    assert len(read_letter(FORMATS["pdf"](LETTERS[name]), name).page_starts) >= 2
