"""Patterns of many phrases find what a plain search finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tracker.extraction.wordings import Telltales, any_of, any_whole, fold, words_of

PHRASES = ["we", "we will", "we will not", "will", "as of", "as", "a", "Acme's".lower()]


@given(
    st.lists(st.sampled_from(["we", "will", "wewill", "not", "as", "of", "a", "s", "_", "-"])).map(" ".join)
)
def test_whole_phrases_are_found_as_by_trying_the_longest_first(text: str) -> None:
    longest_first = "|".join(sorted(PHRASES, key=len, reverse=True))
    plain = [match.span() for match in re.finditer(rf"\b(?:{longest_first})\b", text)]
    assert [match.span() for match in re.finditer(any_whole(PHRASES), text)] == plain


def test_the_longest_phrase_that_fits_is_found() -> None:
    found = re.match(any_of(PHRASES), "we will  not")
    assert found is not None
    assert found.group() == "we will  not"


def test_typographic_apostrophes_and_line_breaks_are_the_same_to_a_reader() -> None:
    assert re.fullmatch(any_of(PHRASES), "acme\u2019s")
    assert re.fullmatch(any_of(PHRASES), "we\nwill")
    assert not re.fullmatch(any_of(PHRASES), "wewill")


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_one_look_tells_which_sets_of_words_a_sentence_shares_a_word_with() -> None:
    telltales = Telltales()
    asking, calling = frozenset({"ask", "urge"}), frozenset({"urge", "call"})
    both, first = telltales.mask([asking, calling]), telltales.mask([asking])
    assert telltales.met(words_of("We urge you")) == both
    assert telltales.met(words_of("We ask you")) == first
    assert telltales.met(words_of("We call on you")) == both ^ first
    assert telltales.met(words_of("We thank you")) == 0
