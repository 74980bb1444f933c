"""PDF, typed or scanned, through pdfium."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from tracker.letters import formats, ocr
from tracker.letters.drawings import drawn_boxes, rules_of, with_bullets
from tracker.letters.layout import flow
from tracker.letters.lettertext import LetterText, Limits
from tracker.letters.lines import Line, Page

# What pdfium makes of a hyphen at the end of a line, running on without a line end.
_LINE_HYPHEN = "\ufffe"
_LINE = re.compile(f"[^\n{_LINE_HYPHEN}]+")
_BLANK = re.compile(r"(?<=\S) +(?=\S)")
_ENDS_IN_DIGIT = re.compile(r"[^\W_][^\W_]*[.,;:)\"\u201d\u2019]?\d{1,2}(?!\w)")
_UNIT = re.compile(r"(?:[mckd]?m|ft|in|CO|NO)\d$")
_RAISED = 0.8
"""Of the size of the word before: smaller digits after it are the mark of a note."""
_LOOSE = 1.12
"""Of the usual width of a letter on the page."""
_CELL_GAP = 0.7
"""Of the size of type; blanks in justified text are narrower."""
_FEWEST_LETTERS = 8
"""A page with fewer is a picture: scanners stamp numbers on it as text."""
_DOTS_PER_INCH = 300
_MOST_PIXELS = 40_000_000
_POINTS_PER_INCH = 72


def read(content: bytes, _source: str, limits: Limits) -> LetterText:
    """The text of all pages; those that only OCR could read are in `scanned_pages`."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        return LetterText("", formats.PDF, unread_reason=_why(error))
    reason: str | None
    with closing(document):
        if len(document) > limits.pages:
            reason = f"The PDF has more than {limits.pages} pages; give only the pages of the letter."
            return LetterText("", formats.PDF, unread_reason=reason)
        pages, rules, scans, reason = _read_pages(document, limits)
    text, starts = flow(pages, rules)
    if not text and reason is None:
        reason = "No text was found in the PDF; type what matters, or scan or print it again."
    return LetterText(text, formats.PDF, starts, unread_reason=reason, scanned_pages=tuple(scans))


def _read_pages(
    document: pdfium.PdfDocument, limits: Limits
) -> tuple[list[Page], list[list[float]], list[int], str | None]:
    """Lines of each page and the rules between them, the numbers of pages that were not read, and why not."""
    pages: list[Page] = []
    rules: list[list[float]] = []
    scans: list[int] = []
    reason: str | None = None
    recognised = 0
    for number in range(1, len(document) + 1):
        with closing(document[number - 1]) as page:
            lines = list(_lines(page))
            if _is_scan(page, lines):
                image, scale = _render(page)
                found, why = ocr.read_page(image, limits, read_so_far=recognised, scale=scale)
                recognised += 1
                lines = found or lines
                scans.extend([number] if why else [])
                reason = why or reason
            boxes = drawn_boxes(page)
            pages.append(with_bullets(boxes, lines))
            rules.append(rules_of(boxes))
    return pages, rules, scans, ocr.missing(scans, reason) if scans else None


def _lines(page: pdfium.PdfPage) -> Iterator[Line]:
    """The lines of a page in the order in which they were written; the cells of a table's row apart."""
    with closing(page.get_textpage()) as textpage:
        text = textpage.get_text_range()
        found: list[tuple[Line, int]] = []
        for match in _LINE.finditer(text):
            line = match[0].strip()
            if line:
                first = match.start() + match[0].index(line)
                hyphen = "-" if text[match.end() : match.end() + 1] == _LINE_HYPHEN else ""
                found.append((_place(textpage, line + hyphen, first, first + len(line) - 1), first))
        wide = _wide([line for line, _ in found])
        for (placed, first), is_wide in zip(found, wide, strict=True):
            pieces = _cells(textpage, placed, first) if is_wide else ((placed, first),)
            yield from (_with_marks(textpage, piece, at) for piece, at in pieces)


def _with_marks(textpage: pdfium.PdfTextPage, line: Line, first: int) -> Line:
    """The line with the raised marks of notes in brackets: else "2024" and its note 1 are 20241."""
    text, end = [], 0
    for word in _ENDS_IN_DIGIT.finditer(line.text):
        start, last = first + word.start(), first + word.end() - 1
        least = _RAISED * _size_at(textpage, start)
        if _size_at(textpage, last) >= least or _UNIT.match(word[0]):
            continue
        at = next(k for k in range(word.start() + 1, word.end()) if _size_at(textpage, first + k) < least)
        text += [line.text[end:at], "[", line.text[at : word.end()], "]"]
        end = word.end()
    return replace(line, text="".join([*text, line.text[end:]])) if text else line


def _wide(lines: list[Line]) -> list[bool]:
    """Which lines may have gaps within: letters of usual width do not fill them, or others stand beside them.

    So may the lines next to these.

    To look at each blank of each line would take as long as all the rest.
    """
    widths = [(line.right - line.left) / (len(line.text) * line.size or 1.0) for line in lines]
    usual = median(widths) if widths else 0.0
    levels = Counter(round(line.base) for line in lines)
    loose = [
        False,
        *(
            " " in line.text and (width > _LOOSE * usual or levels[round(line.base)] > 1)
            for line, width in zip(lines, widths, strict=True)
        ),
        False,
    ]
    return [any(loose[at : at + 3]) for at in range(len(lines))]


def _cells(textpage: pdfium.PdfTextPage, line: Line, first: int) -> Iterator[tuple[Line, int]]:
    """The line, cut at its wide gaps, each piece with the place of its first letter in the page's text."""
    start = 0
    for blank in _BLANK.finditer(line.text):
        _, left = _sides(textpage, first + blank.start() - 1)
        right, _ = _sides(textpage, first + blank.end())
        if right - left > _CELL_GAP * line.size:
            piece = line.text[start : blank.start()]
            yield _place(textpage, piece, first + start, first + blank.start() - 1), first + start
            start = blank.end()
    if start == 0:
        yield line, first
    else:
        last = first + len(line.text.removesuffix("-")) - 1
        yield _place(textpage, line.text[start:], first + start, last), first + start


def _place(textpage: pdfium.PdfTextPage, text: str, first: int, last: int) -> Line:
    left, _ = _sides(textpage, first)
    _, right = _sides(textpage, last)
    # A letter from the middle: bullets and note marks at the start are of another size.
    index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, (first + last) // 2)
    x, base = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(textpage, index, ctypes.byref(x), ctypes.byref(base))
    return Line(text, left, right, base.value, _size(textpage, index))


def _sides(textpage: pdfium.PdfTextPage, text_index: int) -> tuple[float, float]:
    """Left and right edge of the character at an index of the text; zeros where it has no place."""
    index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, text_index)
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box))
    return box.left, box.right


def _size_at(textpage: pdfium.PdfTextPage, text_index: int) -> float:
    return _size(textpage, pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, text_index))


def _size(textpage: pdfium.PdfTextPage, index: int) -> float:
    """The size of type in points; many programs set size 1 and scale it."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix))
    size: float = pdfium_c.FPDFText_GetFontSize(textpage, index)
    return size * math.hypot(matrix.c, matrix.d)


def _is_scan(page: pdfium.PdfPage, lines: list[Line]) -> bool:
    letters = (character for line in lines for character in line.text if character.isalpha())
    few = len(list(islice(letters, _FEWEST_LETTERS))) < _FEWEST_LETTERS
    return few and pdfium_c.FPDFPage_CountObjects(page) > 0


def _render(page: pdfium.PdfPage) -> tuple[Image.Image, float]:
    """The page as a picture, and its dots to a point."""
    width, height = page.get_size()
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return image, scale


def _why(error: pdfium.PdfiumError) -> str:
    if "password" in str(error).lower():
        return "The PDF is locked with a password; save a copy without one and add that."
    return "The PDF is damaged or cut off; fetch it again, or print it to a new PDF."
