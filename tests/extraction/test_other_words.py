"""Promises in unlike registers are found, and what only sounds like one of them is left."""

from __future__ import annotations

import pytest

from tests.extraction.reading import read, verbs
from tests.extraction.sentences_in_other_words import (
    BY_SENDER,
    EVERY_CLASS,
    EVERY_DECOY,
    LOOSELY_MEANT,
    PRESENT,
)
from tracker.model import Strength

EVERY = [(name, *case) for name, cases in EVERY_CLASS.items() for case in cases]
DECOYS = [(name, sentence) for name, sentences in EVERY_DECOY.items() for sentence in sentences]


@pytest.mark.parametrize(("name", "sentence", "promised"), EVERY, ids=[case[1][:48] for case in EVERY])
def test_each_promised_act_is_found_once(name: str, sentence: str, promised: str) -> None:
    assert verbs(sentence) == promised.split(), name


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in LOOSELY_MEANT])
def test_what_is_only_weighed_is_soft(sentence: str) -> None:
    assert {found.strength for found in read(sentence).commitments} == {Strength.SOFT}


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in PRESENT])
def test_the_present_tense_promises_by_its_day(sentence: str) -> None:
    (found,) = read(sentence).commitments
    assert found.deadline.latest is not None
    assert found.deadline.text is not None
    assert found.deadline.text in sentence


@pytest.mark.parametrize(("sender", "sentence", "promised"), BY_SENDER)
def test_a_sender_speaks_for_its_own_bodies(sender: str, sentence: str, promised: str) -> None:
    found = read(sentence, sender=sender).commitments
    assert [each.action.split()[0] for each in found] == promised.split()


@pytest.mark.parametrize(("name", "sentence"), DECOYS, ids=[sentence[:48] for _, sentence in DECOYS])
def test_what_only_sounds_like_a_promise_is_left(name: str, sentence: str) -> None:
    assert [found.action for found in read(sentence).commitments] == [], name


def test_an_entry_of_an_action_plan_may_be_a_passive_or_name_who_acts() -> None:
    rows = (
        "No | Issue | Way forward | Timeline\n"
        "1 | Overtime | Arrears to be credited to 214 pickers | 31 August 2021\n"
        "2 | Passports | Lockers will be installed at every gate | 30 September 2021\n"
        "3 | Spraying | Site manager to retrain all gangs | 15 July 2021\n"
        "4 | Dust | No further action | -"
    )
    found = read(rows).commitments
    assert [(each.action, each.deadline.latest and each.deadline.latest.isoformat()) for each in found] == [
        ("credit arrears to 214 pickers", "2021-08-31"),
        ("install lockers at every gate", "2021-09-30"),
        ("retrain all gangs", "2021-07-15"),
    ]


def test_a_row_without_its_last_cell_has_no_day() -> None:
    rows = (
        "No | Action | Remarks | Timeline\n1 | Pay all arrears | - | 31 August 2021\n2 | Install lockers | -"
    )
    found = read(rows).commitments
    assert [(each.action, each.deadline.latest is None) for each in found] == [
        ("pay all arrears", False),
        ("install lockers", True),
    ]


def test_entries_under_what_the_author_signs_up_to_are_promises() -> None:
    body = "Here is what we are signing up to:\n - repaying the 460 spinners by June;\n - naming every mill."
    assert verbs(body) == ["repay", "name"]
