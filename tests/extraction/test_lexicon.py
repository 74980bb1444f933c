"""The lexicon's file: what is derived from it, and how it says what is wrong."""

from __future__ import annotations

import pytest

from tests.extraction.reading import lexicon
from tracker.errors import ConfigError
from tracker.extraction import load_lexicon
from tracker.extraction.verbforms import guess_base
from tracker.extraction.wordings import words_of
from tracker.resources import config_path

SOURCE = config_path("lexicon/en.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("published", "publish"),
        ("publishing", "publish"),
        ("publishes", "publish"),
        ("withdrawn", "withdraw"),
        ("committing", "commit"),
        ("referred", "refer"),
        ("supplied", "supply"),
        ("halving", "halve"),
        ("undertakes", "undertake"),
        ("set", "set"),
    ],
)
def test_forms_lead_back_to_their_verb(form: str, base: str) -> None:
    assert lexicon().bases[form] == base


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("reupholstered", "reupholster"),
        ("recalibrating", "recalibrate"),
        ("dewormed", "deworm"),
        ("regranted", "regrant"),
    ],
)
def test_unknown_verbs_are_guessed(form: str, base: str) -> None:
    assert guess_base(form) == base


def test_a_word_added_to_the_file_is_a_trigger() -> None:
    changed = SOURCE.replace('firm_adjectives = "', 'firm_adjectives = "sworn ', 1)
    sentence = "The Company is sworn to secrecy."
    assert load_lexicon(changed.encode()).may_promise(sentence, words_of(sentence))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("modals =", "modal =", "modal"),
        ('firm_adjectives = "', "firm_adjectives = 3 #", "triggers.firm_adjectives"),
        ("[triggers]", "[triggers", "line"),
    ],
)
def test_a_mistake_in_the_file_is_named(old: str, new: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load_lexicon(SOURCE.replace(old, new, 1).encode())
