"""Which part of a letter each stretch is, and that the parts always cover the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extraction.reading import lexicon
from tracker.extraction.zones import find_zones
from tracker.model import ZoneKind

LINES = [
    "", " ", "Dear Ms Lind,", "Yours sincerely,", "> quoted", "On 3 May Ana wrote:", "- a bullet", "(a) convert it",
    "We will publish the audit by", "the end of May.", "1 | 2 | 3", "Page 2 of 3", "From: a@b.example", "Sent: today",
    "To: c", "Subject: x", "---- Forwarded message ----", "3 May 2021", "[1] See above.", "Annex A", "\f", "___",
    "con-", "\u200b\u202e", "Torvald Gas Ltd", "P.S. We will call.", "\u201cQuoted", "# Heading", "12", "\u00ad",
]  # fmt: skip
ANY_LETTER = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(LINES), max_size=30).map("\n".join))

LETTER = """\
Skip to main content
Torvald Gas Ltd
2 Pier Road, Aske

4 March 2021

Ms Ida Lind
River Friends

Dear Ms Lind

Flaring at Aske

Thank you for your letter. We will publish the flaring log, and the results of
every test that our con-
tractors carry out, together with the

Torvald Gas Ltd - Reply to River Friends       Page 1 of 2

dates of all further tests.

We will:
- repair the flare
  by June;
- call a meeting.

Site      Measure            Due
Aske      New valve          May 2021
Brugge    Second sensor      June 2021

Yours sincerely

Per Torvald
Director
Torvald Gas Ltd

This email is confidential. If you are not the intended recipient, delete it.
"""


def zones_of(text: str) -> list[tuple[ZoneKind, str]]:
    return [(zone.kind, text[zone.start : zone.end].strip()) for zone in find_zones(text, lexicon().zones)]


def kinds_of(text: str, part: str) -> set[ZoneKind]:
    return {kind for kind, words in zones_of(text) if part in words}


@given(ANY_LETTER)
def test_zones_cover_any_text_in_order(text: str) -> None:
    zones = find_zones(text, lexicon().zones)
    assert "".join(text[zone.start : zone.end] for zone in zones) == text
    assert all(zone.start < zone.end for zone in zones)
    assert [zone.start for zone in zones] == sorted(zone.start for zone in zones)


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("Skip to main content", ZoneKind.FURNITURE),
        ("2 Pier Road", ZoneKind.LETTERHEAD),
        ("4 March 2021", ZoneKind.DATE_LINE),
        ("Dear Ms Lind", ZoneKind.SALUTATION),
        ("Flaring at Aske", ZoneKind.HEADING),
        ("Thank you for your letter", ZoneKind.BODY),
        ("Page 1 of 2", ZoneKind.RUNNING_HEADER),
        ("dates of all further tests", ZoneKind.BODY),
        ("repair the flare", ZoneKind.BULLET),
        ("Second sensor", ZoneKind.TABLE),
        ("Per Torvald", ZoneKind.SIGNATURE),
        ("not the intended recipient", ZoneKind.DISCLAIMER),
    ],
)
def test_the_parts_of_a_letter_are_told_apart(part: str, kind: ZoneKind) -> None:
    assert kinds_of(LETTER, part) == {kind}


def test_a_wrapped_bullet_is_one_zone_and_a_row_of_a_table_another() -> None:
    zones = zones_of(LETTER)
    assert (ZoneKind.BULLET, "- repair the flare\n  by June;") in zones
    assert [kind for kind, _ in zones].count(ZoneKind.TABLE) == 3


@pytest.mark.parametrize(
    "quoted",
    [
        "> We will strike in May.",
        "On 3 May 2021, Ida Lind wrote:\nWe will strike in May.",
        "-----Original Message-----\nFrom: Ida Lind\nWe will strike in May.",
        "From: Ida Lind\nSent: 3 May 2021\nTo: Torvald\nSubject: Flaring\n\nWe will strike in May.",
    ],
)
def test_the_words_of_others_are_quoted(quoted: str) -> None:
    text = f"Dear Ida,\n\nWe will repair the flare this week.\n\nBest wishes\nPer\n\n{quoted}\n"
    assert kinds_of(text, "We will strike in May.") == {ZoneKind.QUOTED}
    assert kinds_of(text, "We will repair the flare") == {ZoneKind.BODY}


def test_a_letter_that_was_only_passed_on_is_the_letter() -> None:
    text = (
        "From: Ida Lind <ida@riverfriends.example>\nTo: cases@office.example\n\nTheir answer is below, I'll tell the others.\n\n"
        "---------- Forwarded message ---------\nFrom: Per <per@torvald.example>\nDate: 4 March 2021\n\n"
        "Dear Ida,\n\nWe will repair the flare.\n\nRegards\nPer\n"
    )
    assert kinds_of(text, "We will repair the flare.") == {ZoneKind.BODY}
    assert kinds_of(text, "I'll tell the others") == {ZoneKind.QUOTED}


@pytest.mark.parametrize("rule", ["-----Original Message-----\n", "________________\n", ""])
@pytest.mark.parametrize("note", ["", "For the register, I'll tell the others.\n\n"])
def test_a_subject_that_says_so_passes_a_letter_on(rule: str, note: str) -> None:
    text = (
        "From: Ida Lind <ida@riverfriends.example>\nTo: cases@office.example\nSubject: FW: Flaring\n\n"
        f"{note}{rule}From: Per <per@torvald.example>\nSent: 4 March 2021\nTo: Ida Lind\nSubject: Flaring\n\n"
        "Dear Ida,\n\nWe will repair the flare.\n\nRegards\nPer\n\n"
        "-----Original Message-----\nFrom: Ida Lind\nSubject: Flaring\n\nWe will strike in May.\n"
    )
    assert kinds_of(text, "We will repair the flare.") == {ZoneKind.BODY}
    assert kinds_of(text, "We will strike in May.") == {ZoneKind.QUOTED}


def test_of_two_letters_in_one_text_the_later_one_speaks() -> None:
    first = "2 February 2021\n\nDear Mr Torvald,\n\nWe will hold a vigil in May.\n\nYours faithfully,\nIda Lind\nRiver Friends\n\n"
    answer = "19 February 2021\n\nDear Ms Lind,\n\nWe will fence the pier soon.\n\nYours sincerely,\nPer Torvald\nTorvald Gas Ltd\n\n"
    for text in (first + answer, answer + first):
        assert kinds_of(text, "We will hold a vigil in May.") == {ZoneKind.QUOTED}
        assert kinds_of(text, "We will fence the pier soon.") == {ZoneKind.BODY}


def test_a_statement_without_salutation_is_body_up_to_its_furniture() -> None:
    text = (
        "menu\nTorvald Gas on the Aske flare\n4 March 2021\n\nTorvald Gas regrets the flaring at Aske. We will repair it.\n\n"
        "Per Torvald\n\nSign up to our newsletter and we will write to you every month.\n"
    )
    assert kinds_of(text, "We will repair it.") == {ZoneKind.BODY}
    assert kinds_of(text, "Sign up to our newsletter") == {ZoneKind.FURNITURE}


def test_quotation_marks_around_a_whole_letter_quote_nobody_else() -> None:
    text = "Torvald Gas responds\n\n\u201cWe thank you for your letter.\n\nWe will repair the flare.\nBest Regards,\nPer Torvald\u201d\n"
    assert kinds_of(text, "We will repair the flare.") == {ZoneKind.BODY}


def test_a_postscript_and_an_annex_speak_again() -> None:
    text = (
        "Dear Ida,\n\nThe flare is out.\n\nYours sincerely\n\nPer Torvald\n\nP.S. We will call you on Monday.\n\n"
        "Annex A: our answers\n\nWe will test the soil twice a year.\n"
    )
    assert kinds_of(text, "We will call you on Monday.") == {ZoneKind.BODY}
    assert kinds_of(text, "We will test the soil") == {ZoneKind.BODY}


def test_a_salutation_that_runs_into_the_first_sentence_is_cut_off() -> None:
    text = "My dear Premier, My Government accepts the offer and will build the line.\n\nYours sincerely,\nAda Thorn\n"
    assert zones_of(text)[0] == (ZoneKind.SALUTATION, "My dear Premier,")
    assert kinds_of(text, "will build the line") == {ZoneKind.BODY}
