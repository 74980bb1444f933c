"""What binds nobody is left, with a named reason where anything raised it."""

from __future__ import annotations

import pytest

from tests.extraction.reading import read
from tests.extraction.sentences_that_do_not import EVERY_REASON

EVERY = [(name, sentence) for name, sentences in EVERY_REASON.items() for sentence in sentences]


@pytest.mark.parametrize(("name", "sentence"), EVERY, ids=[sentence[:48] for _, sentence in EVERY])
def test_what_binds_nobody_is_left(name: str, sentence: str) -> None:
    found = read(sentence)
    assert [promise.action for promise in found.commitments] == [], name
    assert all(verdict.rule and not verdict.accepted for verdict in found.verdicts)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The Company will publish what?", "question"),
        ("You ask whether we will sign the code.", "inside a condition"),
        ("We will not be able to disclose names.", "inability"),
        ("We do not intend to appeal.", "refusal"),
        ("We hope that you will send us the logs.", "reader as subject"),
        ("The police will investigate the fire.", "third party as subject"),
        ("The Roads Agency tells us that it will finish by May.", "reported words"),
        ("The rains will test the drains.", "prediction"),
        ("Our inquiries will be constrained.", "effect"),
        ("We will need more time.", "stative verb"),
        ("We will have to wait.", "necessity"),
        ("I will answer your questions in turn.", "talk about the letter"),
        ("We would be delighted to meet you.", "courtesy"),
        ("The case will be heard by the Court.", "third party as agent"),
        ("It would cost us millions.", "hypothetical"),
        ("We are sure that we will win.", "opinion"),
    ],
)
def test_the_reason_has_a_name(sentence: str, reason: str) -> None:
    assert reason in {verdict.rule for verdict in read(sentence).verdicts}


def test_only_the_authors_own_sentences_are_judged() -> None:
    found = read("Thank you.\n\n> We will publish our report on 1 May.\n> We promise to name nobody.")
    assert found.commitments == ()
