"""Lines on pages become paragraphs; what the page adds stays out."""

from __future__ import annotations

import shutil
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from tests.letter_formats.samples import BODY, DATE, LINES, Pages, as_pdf, lines_of
from tracker.letters import Limits, read_letter
from tracker.letters.layout import flow
from tracker.letters.lines import Line

HEAD = "Northfield Mining plc, registered in Port Ellis"


def test_running_heads_and_page_numbers_stay_out_of_a_long_letter() -> None:
    letter = read_letter(as_pdf(HEAD, fill=40), "a.pdf")
    assert lines_of(letter.text) == (HEAD, *LINES[:6], *(BODY[1],) * 40, *LINES[6:])
    assert "Page 2" not in letter.text
    assert len(letter.page_starts) == 4
    assert list(letter.page_starts) == sorted(set(letter.page_starts))


def test_offsets_of_pages_point_at_their_first_words() -> None:
    pages = Pages()
    for number in ("one", "two", "three"):
        pages.add_page()
        pages.paragraph(f"The promise on sheet {number} is that we will pay.")
    letter = read_letter(bytes(pages.output()), "a.pdf")
    found = [letter.text[start:].split("\n")[0] for start in letter.page_starts]
    assert found == [
        f"The promise on sheet {number} is that we will pay." for number in ("one", "two", "three")
    ]


def test_a_sentence_goes_on_over_the_page() -> None:
    text = f"{BODY[1]} " * 30
    pages = Pages()
    pages.add_page()
    pages.paragraph(text.strip())
    letter = read_letter(bytes(pages.output()), "a.pdf")
    assert len(letter.page_starts) == 2
    assert letter.text == text.strip()


def test_the_rows_of_a_table_are_lines_with_marks_between_their_cells() -> None:
    pages = Pages()
    pages.add_page()
    pages.paragraph(BODY[1], align="J")
    with pages.table(line_height=6, text_align="LEFT", first_row_as_headings=False) as table:
        for texts in (
            ("Well", "State", "By"),
            ("North", "in use", "May 2024"),
            ("South", "closed", "June 2024"),
        ):
            row = table.row()
            for text in texts:
                row.cell(text)
    pages.paragraph("We will pay.")
    text = read_letter(bytes(pages.output()), "a.pdf").text
    rows = "Well | State | By\nNorth | in use | May 2024\nSouth | closed | June 2024"
    assert text == f"{BODY[1]}\n\n{rows}\n\nWe will pay."


def test_two_addresses_side_by_side_are_no_table() -> None:
    left, right = lines("Northfield plc", "Port Ellis"), lines("Ms Okafor", "Upper Creek", left=300)
    text, _ = flow([[left[0], right[0], left[1], right[1]]])
    assert text.split() == ["Northfield", "plc", "Ms", "Okafor", "Port", "Ellis", "Upper", "Creek"]


def test_a_head_that_begins_on_the_second_page_stays_out() -> None:
    pages = Pages("Our answer to the Watch", from_page=2)
    pages.add_page()
    for _ in range(60):
        pages.paragraph(BODY[1], align="J")
    letter = read_letter(bytes(pages.output()), "a.pdf")
    assert len(letter.page_starts) >= 3
    assert "Our answer" not in letter.text


def lines(*texts: str, size: float = 10, left: float = 0, top: float = 700) -> list[Line]:
    """Lines of type with the usual leading; each letter is half as wide as it is high."""
    return [
        Line(text, left, left + len(text) * size / 2, top - 1.2 * size * number, size)
        for number, text in enumerate(texts)
    ]


def test_words_broken_at_the_end_of_a_line_are_whole_again() -> None:
    page = lines("We will pay compen-", "sation for long-", "term harm by May.")
    assert flow([page])[0] == "We will pay compensation for long-term harm by May."


def test_a_word_that_the_letter_writes_apart_keeps_its_hyphen() -> None:
    page = lines("Our engineer and both managers met the engineer-", "managers of the council.")
    assert flow([page])[0].endswith("met the engineer-managers of the council.")


def test_lowercase_goes_on_over_a_page() -> None:
    first = lines("We will send all of the samples to the laboratory in", "spite of that, our")
    assert flow([first, lines("buying team will also start talks in May 2024.")])[0].endswith(
        "our buying team will also start talks in May 2024."
    )


def test_a_heading_at_the_end_of_a_page_is_a_paragraph() -> None:
    first = lines("We will send all of the samples to the laboratory in June.", "After the plan")
    text, _ = flow([first, lines("Two of our staff will visit.")])
    assert text.endswith("After the plan\n\nTwo of our staff will visit.")


def test_a_dash_is_no_hyphen() -> None:
    page = lines(
        "We will pay all of it by May -", "as we have said, in 2020-", "2021 and in this year again."
    )
    assert (
        flow([page])[0]
        == "We will pay all of it by May - as we have said, in 2020-2021 and in this year again."
    )


def test_a_page_of_footnotes_only_begins_with_them() -> None:
    body = lines("We will pay all of it by May.")
    assert flow([body, lines("1 As agreed.", size=6)])[0].endswith("by May.\n\n1 As agreed.")
    assert flow([lines("1 As agreed.", size=6)])[0] == "1 As agreed."


def test_a_break_that_was_meant_is_kept() -> None:
    page = lines("Jane Holt", "Director", top=700) + lines(
        "We will answer every single letter in June", top=640
    )
    assert flow([page])[0] == "Jane Holt\nDirector\n\nWe will answer every single letter in June"


def test_footnotes_follow_the_text() -> None:
    first = lines("We will do as we said in our report\u00b9 of last", top=700)
    note = lines("1 See the report, page 4.", size=7, top=80)
    second = lines("year, and nothing else than that, by June 2024.", top=700)
    text, starts = flow([first + note, second])
    assert text == (
        "We will do as we said in our report\u00b9 of last year, and nothing else than that, by June 2024.\n\n"
        "1 See the report, page 4."
    )
    assert text[starts[1] :].startswith("year,")


def test_the_mark_of_a_note_does_not_run_on_from_a_year() -> None:
    pages = Pages()
    pages.add_page()
    pages.write(5, "We will pay all of it by 30 June 2024")
    pages.char_vpos = "SUP"
    pages.write(5, "12")
    pages.char_vpos = "LINE"
    pages.write(5, " for the 30 m")
    pages.char_vpos = "SUP"
    pages.write(5, "2")
    pages.char_vpos = "LINE"
    pages.write(5, " at the weir.")
    text = read_letter(bytes(pages.output()), "a.pdf").text
    assert text == "We will pay all of it by 30 June 2024[12] for the 30 m2 at the weir."


def test_nothing_on_any_page_is_nothing() -> None:
    assert flow([]) == ("", (0,))
    assert flow([[], []]) == ("", (0, 0))


def test_a_locked_pdf_says_so() -> None:
    pages = Pages()
    pages.add_page()
    pages.paragraph("We will pay.")
    pages.set_encryption("owner", "user")
    letter = read_letter(bytes(pages.output()), "a.pdf")
    assert letter.text == ""
    assert letter.unread_reason is not None
    assert "password" in letter.unread_reason


def scan(content: bytes) -> Image.Image:
    """The first page as a scanner would see it."""
    image: Image.Image = pypdfium2.PdfDocument(content)[0].render(scale=200 / 72).to_pil()
    return image


def test_a_scan_says_what_would_help() -> None:
    stream = BytesIO()
    scan(as_pdf()).save(stream, "PDF")
    letter = read_letter(stream.getvalue(), "a.pdf")
    assert letter.text == ""
    assert letter.scanned_pages == (1,)
    assert letter.unread_reason is not None
    assert "apt-get install tesseract-ocr" in letter.unread_reason


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_scans_and_pictures_read_as_the_typed_letter(kind: str) -> None:
    stream = BytesIO()
    scan(as_pdf()).save(stream, kind)
    letter = read_letter(stream.getvalue(), "a", limits=Limits(ocr=True))
    assert letter.unread_reason is None
    assert letter.scanned_pages == ()
    assert [line.replace("\u20ac", "") for line in lines_of(letter.text)][3:9] == list(LINES[3:9])
    assert lines_of(letter.text)[-3:] == LINES[-3:]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_scan_that_lies_on_its_side_is_turned(turn: int) -> None:
    stream = BytesIO()
    scan(as_pdf()).rotate(turn, expand=True).save(stream, "PNG")
    letter = read_letter(stream.getvalue(), "a", limits=Limits(ocr=True))
    assert letter.unread_reason is None
    assert lines_of(letter.text)[3:8] == LINES[3:8]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_photograph_is_read_the_way_up_that_the_telephone_noted() -> None:
    stream = BytesIO()
    orientation = Image.Exif()
    orientation[0x0112] = 6  # turn it by 90 degrees clockwise to see it upright
    scan(as_pdf()).convert("L").rotate(90, expand=True).save(stream, "JPEG", exif=orientation)
    # Too little for Tesseract to find out by itself which way is up.
    with Image.open(stream) as photograph:
        assert photograph.height < photograph.width
    letter = read_letter(stream.getvalue(), "a", limits=Limits(ocr=True))
    assert lines_of(letter.text)[3:8] == LINES[3:8]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_scan_of_which_hardly_a_word_can_be_made_out_is_left_to_a_person() -> None:
    stream = BytesIO()
    blurred = scan(as_pdf()).filter(ImageFilter.GaussianBlur(4))
    blurred.save(stream, "PDF")
    letter = read_letter(stream.getvalue(), "a", limits=Limits(ocr=True))
    assert letter.scanned_pages == (1,)
    assert "hardly a word on it can be made out" in (letter.unread_reason or "")


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_typed_and_scanned_pages_of_one_letter_stand_in_their_order() -> None:
    """Dots and points are different units: measured alike, the typed page would look like footnotes."""
    pages = Pages()
    pages.add_page()
    for text in ("Northfield Mining plc", "12 Harbour Street", DATE, *BODY[:2]):
        pages.paragraph(text)
    pages.add_page()
    pages.image(scan(as_pdf()), 0, 0, 210)
    letter = read_letter(bytes(pages.output()), "a.pdf", limits=Limits(ocr=True))
    assert lines_of(letter.text)[:5] == ("Northfield Mining plc", "12 Harbour Street", DATE, *BODY[:2])
    assert letter.page_starts[1] > letter.text.index(BODY[1])


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_ocr_has_its_own_time_limit() -> None:
    stream = BytesIO()
    scan(as_pdf()).save(stream, "PNG")
    letter = read_letter(stream.getvalue(), "a", limits=Limits(ocr=True, ocr_seconds=0.01))
    assert letter.text == ""
    assert "longer than 0.01 s" in (letter.unread_reason or "")


def test_a_damaged_picture_is_left_to_a_person() -> None:
    stream = BytesIO()
    Image.new("L", (50, 50)).save(stream, "PNG")
    letter = read_letter(stream.getvalue()[:60], "a", limits=Limits(ocr=True))
    assert "damaged" in (letter.unread_reason or "")
