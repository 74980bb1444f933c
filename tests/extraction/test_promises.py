"""Sentences that promise are found, whatever their construction, each with its promised verbs."""

from __future__ import annotations

import pytest

from tests.extraction.reading import read, verbs
from tests.extraction.sentences_that_promise import EVERY_CLASS
from tracker.model import Kind, Strength

EVERY = [(name, *case) for name, cases in EVERY_CLASS.items() for case in cases]


@pytest.mark.parametrize(("name", "sentence", "promised"), EVERY, ids=[case[1][:48] for case in EVERY])
def test_each_promised_act_is_found_once(name: str, sentence: str, promised: str) -> None:
    assert verbs(sentence) == promised.split(), name


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in EVERY_CLASS["soft"]])
def test_intentions_are_soft(sentence: str) -> None:
    assert {found.strength for found in read(sentence).commitments} == {Strength.SOFT}


@pytest.mark.parametrize(
    "sentence",
    [sentence for name in ("firm", "performative", "passive", "orders") for sentence, _ in EVERY_CLASS[name]],
)
def test_what_binds_is_firm(sentence: str) -> None:
    assert {found.strength for found in read(sentence).commitments} == {Strength.FIRM}


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in EVERY_CLASS["standing"]])
def test_upkeep_and_abstention_stand(sentence: str) -> None:
    assert {found.kind for found in read(sentence).commitments} <= {Kind.STANDING, Kind.RECURRING}


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in EVERY_CLASS["conditional"]])
def test_conditions_are_exact_words(sentence: str) -> None:
    for found in read(sentence).commitments:
        assert found.condition
        assert found.condition in sentence
        assert found.condition not in found.action


def test_every_quote_is_an_exact_slice() -> None:
    body = " ".join(sentence for _, sentence, _ in EVERY)
    text = f"Dear Ms Lind,\n\n{body}\n"
    from tests.extraction.reading import lexicon
    from tracker.extraction import extract

    for found in extract(text, lexicon()).commitments:
        assert text[found.start : found.end] == found.quote
