"""One letter in two formats, and letters that only look alike."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.followup.duplicates import ENOUGH_SHARED, SKETCH_SIZE, Version, same_letter, sketch

SHARE = 0.9
PROMISE = "We will publish the full inspection report by 30 June 2024"
LETTER = f"""Northfield Mining plc
12 Harbour Street, Port Ellis
14 March 2024

Dear Ms Okafor,

Thank you for your letter of 2 February 2024 about the dam at Upper Creek. We take the concerns of the
people who live downstream of it very seriously, and our engineers have inspected the drainage works together
with the surveyors of the council. {PROMISE}. We will also meet the village council within 30 days of this letter,
and pay 4,500 dollars towards the new well of the school.

Yours sincerely,
Jane Holt
Director of Operations
"""
MISREADINGS = {"l": "1", "o": "0", "e": "c", "m": "rn", "i": "l", "h": "b"}


def version(text: str, **facts: object) -> Version:
    start = text.find("We will publish")
    promises = ((start, start + len(PROMISE)),) if start >= 0 else ()
    values: dict[str, object] = {"sender": "Northfield Mining plc", "date": date(2024, 3, 14), **facts}
    return Version(text, promises, **values)  # type: ignore[arg-type]  # values of the right types by name


def misread(text: str, seed: int, share: float = 0.04) -> str:
    """As an OCR program reads a scan: some letters wrong, figures mostly right, lines broken elsewhere."""
    random = Random(seed)
    words = []
    for word in text.split():
        wrong = [at for at, letter in enumerate(word) if letter in MISREADINGS]
        if wrong and len(word) > 3 and not any(map(str.isdigit, word)) and random.random() < share:
            at = random.choice(wrong)
            words.append(word[:at] + MISREADINGS[word[at]] + word[at + 1 :])
        else:
            words.append(word)
    return "\n".join(" ".join(words[at : at + 9]) for at in range(0, len(words), 9))


@pytest.mark.parametrize("seed", range(10))
def test_two_scans_of_one_letter(seed: int) -> None:
    one, other = misread(LETTER, seed), misread(LETTER, seed + 100)
    assert one != other
    start = one.find("\n")
    first = Version(one, ((start, start + 60),), "Northfie1d Mining plc", date(2024, 3, 14))
    assert same_letter(first, version(other), SHARE)
    assert len(set(sketch(one)) & set(sketch(other))) >= ENOUGH_SHARED


def test_a_mail_and_the_letter_attached_to_it() -> None:
    mail = f"From: Jane Holt <jane@northfield.example>\nSubject: The dam\nDate: 15 March 2024\n\n{LETTER}\nSent from my desk"
    assert same_letter(version(LETTER), version(mail, sender="Jane Holt"), SHARE, together=True)
    assert len(set(sketch(mail)) & set(sketch(LETTER))) >= ENOUGH_SHARED


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("14 March 2024", "21 March 2024"),
        ("30 June 2024", "31 July 2024"),
        ("Ms Okafor", "Mr Lindqvist"),
        ("at Upper Creek", "at Black Tarn"),
        ("4,500 dollars", "900 dollars"),
    ],
)
def test_letters_from_one_template_are_two(words: str, others: str) -> None:
    assert words in LETTER
    assert not same_letter(version(LETTER.replace(words, others)), version(LETTER), SHARE)


def test_a_promise_that_the_older_text_lacks_keeps_the_letter_in_the_lists() -> None:
    without = LETTER.replace(f" {PROMISE}.", "")
    assert not same_letter(version(LETTER), version(without), SHARE)
    assert same_letter(version(without), version(LETTER), SHARE)


def test_a_reply_above_the_whole_letter_is_a_letter_of_its_own() -> None:
    text = f"We will stop the pumps at once and for good.\n\n{LETTER}"
    assert not same_letter(Version(text, ((0, 44),)), version(LETTER), SHARE)


def test_other_senders_and_other_times_are_other_letters() -> None:
    assert not same_letter(version(LETTER), version(LETTER, sender="Halden Copper Ltd"), SHARE)
    assert not same_letter(version(LETTER), version(LETTER, date=date(2024, 6, 1)), SHARE)
    assert same_letter(version(LETTER), version(LETTER, sender=None, date=None), SHARE)


def test_a_sender_that_both_texts_name_tells_nothing() -> None:
    assert same_letter(version(LETTER, sender="Jane Holt Director of Operations"), version(LETTER), SHARE)


def test_texts_of_a_few_words_are_never_the_same() -> None:
    assert not same_letter(
        version("We have received your letter."), version("We have received your letter."), SHARE
    )
    assert sketch("We have received your letter.") == ()
    header = (
        "From: Mara Voss <m.voss@tarnquarry.example>\nTo: Eva Feld <feld@rivers.example>\n"
        "Date: 4 March 2025 10:00 +0000\nSubject: Our answer to your letter of the second of February"
    )
    # A mail with nothing in it is like any other mail of that hour.
    assert sketch(f"{header}\n\n") == ()
    assert sketch(f"{header}\n\nWe will call you next week.") != ()


def test_letters_of_one_template_share_little_of_their_sketches() -> None:
    other = LETTER
    for words, others in (
        ("14 March 2024", "9 May 2025"),
        ("30 June 2024", "1 September 2025"),
        ("2 February 2024", "11 April 2025"),
        ("4,500", "900"),
    ):
        other = other.replace(words, others)
    assert len(set(sketch(LETTER)) & set(sketch(other))) < ENOUGH_SHARED


@given(st.text(max_size=2000))
def test_any_text_has_a_sketch_and_is_itself(text: str) -> None:
    values = sketch(text)
    assert len(values) <= SKETCH_SIZE
    assert all(0 <= value < 2**32 for value in values)
    assert same_letter(Version(text), Version(text), SHARE) == bool(values)


@pytest.mark.parametrize("marked", ["20241", "2024 1", "2024[1]"])
def test_the_mark_of_a_note_makes_no_other_letter(marked: str) -> None:
    noted = LETTER.replace("2 February 2024", f"2 February {marked}")
    assert same_letter(version(noted), version(LETTER), SHARE)
    assert same_letter(version(LETTER), version(noted), SHARE)
    other = LETTER.replace("2 February 2024", "2 February 2025")
    assert not same_letter(version(other), version(LETTER), SHARE)
