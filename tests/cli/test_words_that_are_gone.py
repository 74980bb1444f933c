"""Words that were corrected or erased are not found any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Tracker


@pytest.fixture
def office(tracker: Tracker, write: LetterWriter, store_url: str) -> Tracker:
    """Commitment 1 on a database of either kind; Ana may forget people."""
    office = replace(tracker, environ={**tracker.environ, "TRACKER_DATABASE_URL": store_url})
    office.ok("people", "add", "Ana", "--email", "ana@office.example", "--role", "admin")
    office.ok("people", "add", "Quentin Zweig", "--email", "q.zweig@office.example")
    office.ok("add", write("We will publish the xylograph by 30 June 2026."), "--owner", "Quentin Zweig")
    return office


def ids(office: Tracker, *words: str) -> list[int]:
    return [each["id"] for each in office.ok("list", *words, "--json").json]


def test_an_action_that_was_corrected_is_found_by_its_new_words_alone(office: Tracker) -> None:
    office.ok("edit", "1", "--action", "print the zincograph")
    assert ids(office, "text:zincograph") == [1]
    assert ids(office, "text:print xylograph") == [1]  # the quote is the letter's
    office.ok("edit", "1", "--action", "send it")
    assert ids(office, "text:zincograph") == []
    office.ok("undo", "--yes")
    assert ids(office, "text:zincograph") == [1]


def test_whoever_is_forgotten_stands_in_no_file_of_the_store(office: Tracker, store_url: str) -> None:
    office.ok("note", "1", "They rang.")
    office.ok("handover", "Quentin Zweig", "Ana", "--yes")
    office.ok("jobs", "run", "reminders")
    if store_url.startswith("sqlite"):
        assert any(b"Quentin" in content for content in files_of(store_url))
    answer = office("forget", "Quentin Zweig", "--note", "She asked for it.", "--yes")
    assert answer.code == 0, answer
    assert office("list", "owner:quentin").code == 3
    assert ids(office, "text:quentin") == ids(office, "letter:zweig") == []
    if store_url.startswith("sqlite"):
        for content in files_of(store_url):
            assert b"quentin" not in content.lower()
            assert b"zweig" not in content.lower()
    assert office("audit", "verify").code == 0


def files_of(store_url: str) -> Iterator[bytes]:
    """The bytes of the store's file and of its log."""
    file = Path(store_url.removeprefix("sqlite:///"))
    yield from (each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
