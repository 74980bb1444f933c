"""Who controls the act decides: parts, papers and processes of the author promise, nature, markets and others do not."""

from __future__ import annotations

import pytest

from tests.extraction.reading import LETTER_DATE, lexicon, read, verbs
from tests.extraction.sentences_at_the_border import LEFT, PROMISED
from tracker.extraction import extract
from tracker.model import DeadlineKind, Kind


@pytest.mark.parametrize(("sentence", "promised"), PROMISED, ids=[case[0][:48] for case in PROMISED])
def test_what_the_author_controls_is_promised(sentence: str, promised: str) -> None:
    assert verbs(sentence) == promised.split()


@pytest.mark.parametrize("sentence", LEFT, ids=[sentence[:48] for sentence in LEFT])
def test_what_nobody_or_another_controls_is_left(sentence: str) -> None:
    assert [found.action for found in read(sentence).commitments] == []


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("We will publish the list before the year closes.", "2021-12-31"),
        ("We will publish the list before the month is out.", "2021-03-31"),
        ("We will post guards there for the whole of November.", "2021-11-30"),
        ("We shall repay the fees not later than 3O June 2021.", "2021-06-30"),
        ("As of 15 May our inspectors are going to stop work whenever it is hot.", "2021-05-15"),
        ("The Company agrees to extend the period until June 30, 2022.", "2022-06-30"),
        ("From 1 January 2023 we will no longer alter an order once cutting has begun.", "2023-01-01"),
    ],
)
def test_days_that_are_told_in_other_words(sentence: str, day: str) -> None:
    (found,) = read(sentence).commitments
    assert str(found.deadline.latest or found.deadline.earliest) == day


@pytest.mark.parametrize(
    "sentence",
    [
        "If a review is asked for, we will complete it within 20 working days.",
        "We will pass on its answer within five working days of receiving it.",
        "The Company will tell you the outcome of the visit within ten working days thereof.",
        "Should you object, we will answer within a week.",
    ],
)
def test_days_that_run_from_what_may_happen_are_not_fixed(sentence: str) -> None:
    (found,) = read(sentence).commitments
    assert found.deadline.kind is DeadlineKind.EVENT
    assert found.deadline.latest is None


@pytest.mark.parametrize(
    ("sentence", "condition"),
    [
        ("The pictures will be given back to you on request.", "on request"),
        ("We will pay the fare on production of a receipt.", "on production of a receipt"),
        ("We will hold an open day, childcare permitting.", "childcare permitting"),
        ("We will hold an open day, public health rules allowing.", "public health rules allowing"),
    ],
)
def test_conditions_in_few_words(sentence: str, condition: str) -> None:
    (found,) = read(sentence).commitments
    assert found.condition == condition


def test_each_and_every_make_a_promise_lasting() -> None:
    (found,) = read("Every new permit will carry the number of a duty officer.").commitments
    assert found.kind is Kind.STANDING


def test_an_interval_in_figures_recurs() -> None:
    (found,) = read("Complainants will be updated every 28 days.").commitments
    assert found.kind is Kind.RECURRING


def test_a_list_within_a_list_has_the_lead_in_of_its_own_entry() -> None:
    body = (
        "4.  Until the inquiry ends, the Company will:\n\n    -  preserve all footage;\n    -  suspend the two guards.\n\n"
        "5.  By 31 May 2021 the Company will have\n\n    (a) redrafted the guidance; and\n    (b) interviewed the three witnesses.\n\n"
        "6.  The dam was built in 1978."
    )
    assert verbs(body) == ["preserve", "suspend", "redraft", "interview"]


def test_rows_of_a_drawn_table_bind_who_binds_itself_to_the_plan() -> None:
    body = (
        "The Company binds itself to carry out every action listed here by the date in the last column.\n\n"
        " No | Action                          | Lead       | Date\n"
        "----+---------------------------------+------------+-------------\n"
        " 1  | Fit speed governors to all cars | Fleet      | 30 June 2021\n"
        " 2  | Water the road twice a day      | Contractor | from 16 August 2021\n"
        " 3  | Close the borrow pit at km 7    | Quarry     | done, May 2020\n"
    )
    assert verbs(body)[-2:] == ["fit", "water"]


ASKS = [
    "We hope that the Clinic will come to us before it goes to the papers.",
    "I trust that the Union will reopen the gate.",
    "The Company calls on the Forum to hand over the names.",
    "We ask Rivers Alive to share the samples.",
    "We urge the Clinic to preserve the records.",
    "The Company would be obliged if the Forum refrained from comment.",
    "Could Rivers Alive let us know which wells were tested?",
    "Could you find out whether the family would rather meet at home?",
    "If you think your well was hit, write to us at any time.",
]
CONDITIONS = [
    "We will reopen the file, provided that it reaches the office by 15 January.",
    "We will admit an observer on condition that his name is notified to us by 4 May.",
    "We will show you the data, provided that Rivers Alive first executes the agreement.",
    "We will pay the claim provided the form is returned by Friday.",
]
NO_ASKS = [
    "Let me first say what lies outside my power.",
    "You call on the Company to leave the valley.",
    "They ask Rivers Alive to share the samples, as you know.",
    "Q2. Please supply the list of wells.",
    "Question 4: Please provide all reports.",
    "We hope that the rains will end.",
    "We are grateful that the Clinic came to us.",
]


@pytest.mark.parametrize("sentence", ASKS + CONDITIONS)
def test_a_reader_is_asked_by_name_and_by_condition(sentence: str) -> None:
    assert len(read(sentence).asks) == 1


@pytest.mark.parametrize("sentence", NO_ASKS)
def test_what_others_ask_is_no_ask_of_the_author(sentence: str) -> None:
    assert read(sentence).asks == ()


def test_scanned_letters_for_digits_and_back_are_read_and_quoted_as_they_stand() -> None:
    text = "Dear Ms Lind,\n\nWe wi11 repay the fees by 3O June 2021.\n\nYours sincerely,\n\nTove Brand\nHalvorsen Mining plc\n"
    (found,) = extract(text, lexicon(), date=LETTER_DATE).commitments
    assert text[found.start : found.end] == found.quote == "We wi11 repay the fees by 3O June 2021"
    assert str(found.deadline.latest) == "2021-06-30"
