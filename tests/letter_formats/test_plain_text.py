"""Plain text in the encodings and states that letters come in."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UnreadableError
from tracker.letters import read_letter
from tracker.letters.cleaning import clean, says_again

LETTER = "12 May 2024\n\nDear Ms Okafor,\n\nWe\u2019ll repay \u20ac500 \u2013 \u201cin full\u201d \u2013 to the caf\u00e9.\n\nYours sincerely,\nA. Brook\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_common_encoding_gives_the_same_text(encoding: str) -> None:
    letter = read_letter(LETTER.encode(encoding), "a.txt")
    assert letter.text == LETTER
    assert letter.media_type == "text/plain"
    assert letter.unread_reason is None


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1252"])
def test_quotes_and_sums_stand_whatever_machine_saved_them(encoding: str) -> None:
    text = "S\xf6hne plc\n\nWe'll pay \xa3400 to each of the caf\xe9s by 30 June 2025.\n"
    assert read_letter(text.encode(encoding), "a.txt").text == text


def test_an_old_mac_s_apostrophe_is_one() -> None:
    """As Windows reads it, "We\u2019ll" of a Mac is "We\xd5ll", which promises nothing, and 400 euros are \xdb400."""
    text = "We\u2019ll pay the \u201ccrew\u201d \u20ac400 by 30 June 2025.\n"
    assert read_letter(text.encode("mac_roman"), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859_2"])
def test_names_of_central_europe_stand_in_an_english_letter(encoding: str) -> None:
    text = (
        "Huta \u0141\xf3d\u017a S.A.\nul. Pi\u0142sudskiego 4\n\nDear Ms \u017b\xf3\u0142\u0107,\n\n"
        + "We will publish the report by 30 June 2025. " * 6
    )
    assert read_letter(text.encode(encoding), "a.txt").text == text


def test_japanese_that_looks_like_ascii_is_japanese() -> None:
    text = "\u5317\u91ce\u5de5\u696d\u3002\u5831\u544a\u66f8\u3092\u516c\u8868\u3044\u305f\u3057\u307e\u3059\u3002"
    letter = read_letter(text.encode("iso2022_jp"), "a.txt")
    assert (letter.text, letter.language) == (text, "ja")


def test_other_encodings_are_told_apart() -> None:
    text = "Уважаемые господа, мы ответим на ваше письмо до конца года. " * 5
    assert read_letter(text.encode("cp1251"), "a.txt").text == text


def test_a_few_broken_bytes_do_not_spoil_the_rest() -> None:
    content = LETTER.encode().replace(b"Yours", b"Yo\xffurs")
    assert "caf\u00e9" in read_letter(content, "a.txt").text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028"])
def test_line_ends_become_one_kind(end: str) -> None:
    assert read_letter(LETTER.replace("\n", end).encode(), "a.txt").text == LETTER


def test_invisible_characters_are_left_out() -> None:
    noisy = LETTER.replace("repay", "re\u00adp\x00a\u200by\u202e\u2066").replace("café", "cafe\u0301")
    assert read_letter(noisy.encode(), "a.txt").text == LETTER


def test_form_feeds_begin_pages() -> None:
    letter = read_letter(b"page one\fpage two\fpage three\n", "a.txt")
    assert letter.text == "page one\npage two\npage three\n"
    assert [letter.text[start : start + 6] for start in letter.page_starts] == ["page o", "page t", "page t"]


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf\n", b"\x00\x00 \n", "\u200b\u00a0\n".encode()]
)
def test_nothing_in_it_is_said(content: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"^a\.txt: .*no letter in it\.$"):
        read_letter(content, "a.txt")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bytes(range(256)) * 40, "binary data"),
        (b"\x1f\x8b\x08" + bytes(100), "gzip"),
        (b"\x7fELF\x02" + bytes(100), "a program"),
        (b"PK\x03\x04" + bytes(100), "ZIP"),
        (b"PK\x03\x04" + bytes(26) + b"letter.pdf%PDF-1.7\n", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "old or damaged Office file"),
    ],
)
def test_what_is_no_letter_is_refused_with_a_reason(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as caught:
        read_letter(content, "in/box.bin")
    assert str(caught.value).startswith("in/box.bin: ")


def test_a_typed_mail_head_is_still_plain_text() -> None:
    content = b"From: Ada\nTo: Ben\nSubject: Filters\n\nWe will reply.\n"
    assert read_letter(content, "a.txt").media_type == "text/plain"


def test_runs_of_marks_take_linear_time() -> None:
    text = "e" + "\u0315\u0300" * 200_000
    start = time.process_time()
    assert len(clean(text)) <= 31
    assert time.process_time() - start < 2


@given(st.text())
def test_cleaned_text_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\t\n" for c in cleaned)


def test_a_running_head_that_the_letter_says_itself_is_told_apart() -> None:
    letter = ["Oldbrook Mill Ltd\n4 Weir Lane", "9 April 2024", "Dear Ms Feld,"]
    assert says_again("OLDBROOK MILL LTD, 4 Weir Lane", letter)
    assert not says_again("Oldbrook Mill", ["Old Brook Mill"])
    assert not says_again("Dear Ms Feld", ["\n".join(["Mill"] * 12), "Dear Ms Feld,"])
