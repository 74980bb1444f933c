"""Sentences of the author's own words, with views that hide no promise and lead back to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extraction.reading import lexicon
from tests.extraction.test_zones import ANY_LETTER, LETTER
from tracker.extraction.sentences import Sentence, find_sentences
from tracker.extraction.view import View
from tracker.extraction.zones import find_zones
from tracker.model import ZoneKind


def sentences_of(text: str) -> list[Sentence]:
    return find_sentences(text, find_zones(text, lexicon().zones))


def texts_of(body: str) -> list[str]:
    return [
        sentence.view.text for sentence in sentences_of(f"Dear Ida,\n\n{body}\n\nYours sincerely,\n\nPer\n")
    ]


@given(ANY_LETTER)
def test_sentences_lie_in_zones_of_the_author_and_views_lead_back(text: str) -> None:
    zones = find_zones(text, lexicon().zones)
    end = 0
    for sentence in sorted(find_sentences(text, zones), key=lambda one: one.start):
        # A footnote may stand within a sentence that goes on over the page.
        assert sentence.zone is ZoneKind.FOOTNOTE or end <= sentence.start
        assert sentence.start < sentence.end <= len(text)
        assert any(z.start <= sentence.start < z.end and z.kind is sentence.zone for z in zones)
        assert sentence.view.span(0, len(sentence.view.text)) == (sentence.start, sentence.end)
        end = sentence.end if sentence.zone is not ZoneKind.FOOTNOTE else end


@given(st.text(max_size=120), st.data())
def test_every_stretch_of_a_view_maps_into_its_own_part_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    view = View(text, start, end)
    i = data.draw(st.integers(0, len(view.text)))
    j = data.draw(st.integers(i, len(view.text)))
    a, b = view.span(i, j)
    assert start <= a <= b <= end
    assert view.part(i, j).text == view.text[i:j]
    if j > i:
        assert view.part(i, j).span(0, j - i) == (a, b)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("we\u00a0will\n  go", "we will go"),
        ("the con-\ncerns", "the concerns"),
        ("Aske-below-\nthe Dam", "Aske-below-the Dam"),
        ("the sen\u00adate so\u00ad\nlong", "the senate solong"),
        ("\u201cwe\u2019ll go\u201d \u2014 soon", '"we\'ll go" - soon'),
        ("o\ufb03ce", "office"),
        ("zero\u200bwidth \u200b mark", "zerowidth mark"),
        ("we **will** go", "we will go"),
        ("soon\u2014\nor later", "soon-or later"),
    ],
)
def test_a_view_shows_words_as_a_reader_sees_them(raw: str, cleaned: str) -> None:
    assert View(raw, 0, len(raw)).text == cleaned


def test_a_view_gives_the_exact_words_back() -> None:
    text = "Note: the con-\ncerns of\u00a0 all."
    view = View(text, 6, len(text))
    at = view.text.index("concerns of all")
    start, end = view.span(at, at + len("concerns of all"))
    assert text[start:end] == "con-\ncerns of\u00a0 all"


def test_a_sentence_torn_by_a_page_break_is_one_and_its_view_skips_the_running_header() -> None:
    (torn,) = [one for one in sentences_of(LETTER) if "flaring log" in one.view.text]
    assert torn.view.text == (
        "We will publish the flaring log, and the results of every test that our contractors carry out, "
        "together with the dates of all further tests."
    )
    assert LETTER[torn.start : torn.end].endswith("dates of all further tests.")


def test_bullets_know_their_lead_in_and_rows_show_their_cells() -> None:
    sentences = sentences_of(LETTER)
    bullets = [one for one in sentences if one.zone is ZoneKind.BULLET]
    assert [one.view.text for one in bullets] == ["repair the flare by June;", "call a meeting."]
    assert {sentences[one.lead_in].view.text for one in bullets if one.lead_in is not None} == {"We will:"}
    assert "Brugge | Second sensor | June 2021" in [one.view.text for one in sentences]


def test_others_and_furniture_give_no_sentence() -> None:
    text = " ".join(one.view.text for one in sentences_of(LETTER + "\n> We will strike.\n"))
    for absent in ("Skip to main content", "Pier Road", "Page 1", "intended recipient", "strike", "Director"):
        assert absent not in text


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("Mr. Lind saw No. 5 of Art. 12. We agree.", ["Mr. Lind saw No. 5 of Art. 12.", "We agree."]),
        ("The U.N. Panel met. It will report.", ["The U.N. Panel met.", "It will report."]),
        ("The flare ended in March.The log follows.", ["The flare ended in March.", "The log follows."]),
        ("1. We will pay. 2. We will go.", ["We will pay.", "We will go."]),
        ("It saw the death of Mr B. The case is open.", ["It saw the death of Mr B.", "The case is open."]),
        ("\u201cWill you pay?\u201d she asked. We will.", ['"Will you pay?" she asked.', "We will."]),
        (
            "We will pay\nthe costs\nof Torvald Ltd. and go.",
            ["We will pay the costs of Torvald Ltd. and go."],
        ),
    ],
)
def test_sentences_end_where_a_reader_ends_them(body: str, sentences: list[str]) -> None:
    assert texts_of(body) == sentences
