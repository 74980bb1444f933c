"""What a letter asks of its reader, in its exact words; courtesy asks nothing."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.extraction.reading import lexicon
from tests.extraction.test_zones import ANY_LETTER
from tracker.extraction.asks import find_asks
from tracker.extraction.sentences import find_sentences
from tracker.extraction.zones import find_zones
from tracker.model import FoundAsk


def asks_of(text: str) -> tuple[FoundAsk, ...]:
    return find_asks(text, find_sentences(text, find_zones(text, lexicon().zones)), lexicon().asks)


def quotes_of(body: str) -> list[str]:
    return [ask.quote for ask in asks_of(f"Dear Ida,\n\n{body}\n\nYours sincerely,\n\nPer\n")]


@pytest.mark.parametrize(
    "request_",
    [
        "Please send us the names of the witnesses.",
        "We hope that you will share the survey with us.",
        "We would be grateful if you could confirm the date.",
        "I would appreciate your early answer on this point.",
        "It would help us a great deal if the clinic were to share its figures.",
        "It would be appreciated if the final text could reflect this.",
        "Could you let me have the list of members?",
        "We would ask only that names be removed.",
        "We request your good selves to verify the dates.",
        "If he still has the ticket, could he please send us a copy?",
        "You should send the form to our office.",
        "We need further details, such as a case number.",
        "Torvald Gas kindly requests that you correct page 4.",
    ],
)
def test_requests_are_found_whole(request_: str) -> None:
    assert quotes_of(f"The flare is out. {request_} We agree with the rest.") == [request_]


@pytest.mark.parametrize(
    "courtesy",
    [
        "Please do not hesitate to write to us.",
        "Please find enclosed our report.",
        "Please accept our sympathy.",
        "If you have any questions, please contact my office.",
        "We hope that you will understand our position.",
        "We appreciate the care that you have taken.",
        "I would be happy to meet you.",
        "You asked us to close the pit.",
        "We will answer your questions soon.",
        "Residents are requested to keep their cards.",
    ],
)
def test_courtesy_and_talk_of_others_ask_nothing(courtesy: str) -> None:
    assert quotes_of(courtesy) == []


def test_the_clause_is_quoted_where_something_else_leads_up_to_it() -> None:
    body = "While you gave us a date, to trace the file we need certain details, such as a number, as set out in our policy."
    assert quotes_of(body) == ["we need certain details, such as a number"]


def test_a_condition_that_the_reader_must_fulfil_is_an_ask() -> None:
    assert quotes_of("We will pay the costs, provided that you send the receipts.") == [
        "provided that you send the receipts"
    ]


def test_under_an_asking_lead_in_each_bullet_is_an_ask() -> None:
    assert quotes_of("Please send us:\n- the list of members;\n- two photographs.") == [
        "the list of members;",
        "two photographs.",
    ]


def test_a_wrapped_request_is_an_exact_slice() -> None:
    assert quotes_of("Please send us the docu-\nments by\u00a0post.") == [
        "Please send us the docu-\nments by\u00a0post."
    ]


def test_requests_in_quoted_mail_are_others() -> None:
    text = (
        "Dear Ida,\n\nThe flare is out.\n\nRegards\nPer\n\nOn 3 May Ida wrote:\n> Please send us the log.\n"
    )
    assert asks_of(text) == ()


@given(ANY_LETTER)
def test_quotes_are_exact_slices_of_any_text(text: str) -> None:
    for ask in asks_of(text):
        assert ask.quote
        assert text[ask.start : ask.end] == ask.quote


@pytest.mark.parametrize(
    "request_",
    [
        "Kindly let us have the dates.",
        "Could you send across the seat number?",
        "We invite the Coalition to nominate an observer.",
        "Should you hold the log, we ask that you send it to us.",
        "It would be of much help if friends of the club kept the guards nameless.",
        "Bring it to us at the gate.",
        "One request of ours: wait with your report until the audit is done.",
        "I beg of you to send me the plates of the trucks.",
        "Its members must carry an identity card.",
        "The Union is kindly requested to stay out of the yard.",
        "Your members are asked to sign in at the desk.",
        "Claims are to be submitted at the gate until 31 July.",
        "Would you be so good as to send us a copy?",
        "All we ask is that you give us notice.",
        "Do let me have your comments.",
        "You can help by sending the logs.",
        "The Embassy would be grateful to receive the list.",
        "Your comments on the draft are invited.",
        "An early reply would be welcome.",
        "Perhaps you could send us the film.",
        "Grateful if you would confirm by return.",
        "Name to us, please, a contact person.",
        "Anybody who saw it should write to us.",
        "Before we can act we must have the crew's names.",
    ],
)
def test_requests_in_other_registers_are_found(request_: str) -> None:
    assert quotes_of(f"The flare is out. {request_} We agree with the rest.") != []


@pytest.mark.parametrize(
    "statement",
    [
        "Workers are asked to wear helmets.",
        "Drivers must carry a licence.",
        "Claims were submitted in May.",
        "We asked the contractor to leave.",
        "The police have asked anyone with information to come forward.",
        "Your request was refused.",
        "Give me until Thursday and you'll have an answer.",
        "A reply was sent in May.",
        "We expect our suppliers to respect the code.",
        "We urge caution.",
    ],
)
def test_what_others_are_asked_or_what_was_asked_is_no_ask(statement: str) -> None:
    assert quotes_of(f"The flare is out. {statement} We agree with the rest.") == []


def test_what_the_reader_shows_is_a_condition_to_fulfil() -> None:
    assert quotes_of("Your visitors will be let in upon production of this letter.") == [
        "upon production of this letter"
    ]
