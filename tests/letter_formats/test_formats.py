"""The same letter reads the same in every format."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.letter_formats.samples import FORMATS, LINES, lines_of
from tracker.errors import UnreadableError
from tracker.letters import read_letter

HEADER_LINES = ("From: ", "To: ", "Date: ", "Subject: ")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_letter_reads_the_same_in_every_format(name: str) -> None:
    letter = read_letter(FORMATS[name](), name)
    assert letter.unread_reason is None
    assert letter.language == "en"
    assert tuple(line for line in lines_of(letter.text) if not line.startswith(HEADER_LINES)) == LINES


@pytest.mark.parametrize("name", ["mail", "outlook"])
def test_mails_begin_with_the_lines_that_a_reader_sees(name: str) -> None:
    letter = read_letter(FORMATS[name](), name)
    head = letter.text.split("\n\n")[0].split("\n")
    assert head[0].startswith("From: ")
    assert "jane.holt@northfield.example" in head[0]
    assert "To: Ada Okafor <okafor@rivers.example>" in head
    assert any(line.startswith("Date: 14 March 2024 0") for line in head)
    assert head[-1] == "Subject: The dam at Upper Creek"
    assert letter.hints.date == dt.date(2024, 3, 14)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_cut_off_is_read_or_left_to_a_person_with_a_reason(name: str) -> None:
    content = FORMATS[name]()
    for share in (0.3, 0.6, 0.9, 0.99):
        try:
            letter = read_letter(content[: int(share * len(content))], name)
        except UnreadableError as error:
            # Without its directory an Outlook mail cannot be told from other old Office files.
            assert "damaged" in str(error)  # noqa: PT017 - only one of the formats ends here
        else:
            assert letter.text.strip() or letter.unread_reason
