"""A letter that is not English is left to a person, and nothing is guessed from a few words."""

from __future__ import annotations

import pytest

from tests.letter_formats.samples import as_text
from tracker.letters import read_letter
from tracker.letters.language import language_of

GERMAN = (
    "Sehr geehrte Frau Okafor, wir danken Ihnen f\u00fcr Ihr Schreiben vom Februar. Wir werden den vollst\u00e4ndigen "
    "Bericht bis zum 30. Juni ver\u00f6ffentlichen und uns mit dem Gemeinderat treffen."
)
FRENCH = (
    "Madame, nous vous remercions de votre lettre. Nous publierons le rapport complet avant le 30 juin et nous "
    "rencontrerons le conseil du village dans les trente jours."
)


@pytest.mark.parametrize(("text", "code", "name"), [(GERMAN, "de", "German"), (FRENCH, "fr", "French")])
def test_other_languages_are_named_and_their_text_is_kept(text: str, code: str, name: str) -> None:
    letter = read_letter(text.encode(), "a.txt")
    assert letter.text == text
    assert letter.language == code
    assert letter.unread_reason is not None
    assert name in letter.unread_reason


def test_english_with_a_foreign_address_is_english() -> None:
    assert (
        language_of(f"Gesch\u00e4ftsf\u00fchrung, Hafenstra\u00dfe 12, M\u00fcnchen\n{as_text().decode()}")
        == "en"
    )


def test_a_line_in_another_alphabet_is_not_english() -> None:
    """Too short for the model to be sure of, but English it is not: nothing is guessed."""
    greek = "\u0398\u03b1 \u03b4\u03b7\u03bc\u03bf\u03c3\u03b9\u03b5\u03cd\u03c3\u03bf\u03c5\u03bc\u03b5 \u03c4\u03b7\u03bd \u03ad\u03ba\u03b8\u03b5\u03c3\u03b7."
    letter = read_letter(greek.encode(), "a.txt")
    assert letter.language == "el"
    assert "written in Greek" in (letter.unread_reason or "")


@pytest.mark.parametrize("text", ["", "Oui.", "Port Ellis 12", "2024-03-14"])
def test_a_few_words_tell_nothing(text: str) -> None:
    assert language_of(text) is None
