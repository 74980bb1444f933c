"""Why that day, in one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extraction.deadlines import Anchors, explain, find_deadlines
from tracker.extraction.deadlines.dates import default_words
from tracker.model import NO_DEADLINE, Basis, Deadline, DeadlineKind


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("We reply within 30 days.", "30 days from the letter of 23 June 2020"),
        ("We reply by 30 June 2020.", "by 30 June 2020, as the letter says"),
        ("We reply in due course.", "no day: 'in due course'"),
        (
            "We reply by 30 June.",
            "by 30 June 2020, as the letter says (no year given: the first after the letter)",
        ),
        ("We reply next week.", "by 5 July 2020: next week, counted from the letter of 23 June 2020"),
        ("We reply after 5 July 2020.", "no last day: not before 6 July 2020, 'after 5 July 2020'"),
        ("We reply in Q3 2020.", "by 30 September 2020: quarter 3 of the year, 'in Q3 2020'"),
        ("We reply by 31 March each year.", "every year, the first by 31 March 2021, as the letter says"),
        ("We reply on 31 June 2021.", "no day: 'on 31 June 2021' (no such day in the calendar)"),
    ],
)
def test_what_the_letter_says(text: str, sentence: str) -> None:
    (found,) = find_deadlines(text, 0, len(text), Anchors(letter=date(2020, 6, 23)), words=default_words())
    assert explain(found) == sentence


@pytest.mark.parametrize("words", ["within 30 days", "next week", "by 30 June"])
def test_without_a_date_to_count_from_it_says_so(words: str) -> None:
    text = f"We reply {words}."
    (found,) = find_deadlines(text, 0, len(text), Anchors(), words=default_words())
    assert explain(found) == f"no day: '{words}' (the letter has no date to count from)"


def test_no_words_of_time() -> None:
    assert explain(NO_DEADLINE) == "no day: the letter names no time"


def test_a_review_day_is_the_offices_and_not_the_letters() -> None:
    told = explain(
        Deadline(
            DeadlineKind.VAGUE,
            text="shortly",
            latest=date(2020, 9, 21),
            basis=Basis.POLICY,
            rule="the office's rule for 'shortly', 90 days",
            anchor=date(2020, 6, 23),
            anchor_text="the letter of 23 June 2020",
        )
    )
    assert told == (
        "review by 21 September 2020: the office's rule for 'shortly', 90 days from the letter of 23 June 2020"
    )
    assert "as the letter says" not in told


def test_a_day_that_a_person_set() -> None:
    told = explain(Deadline(DeadlineKind.VAGUE, text="soon", latest=date(2020, 7, 1), basis=Basis.SET))
    assert told == "by 1 July 2020, set by a person"
