"""Pictures of text through Tesseract, where it is installed."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from statistics import median

from PIL import Image

from tracker.letters.lettertext import Limits
from tracker.letters.lines import Line

Row = dict[str, int | float | str]
Table = dict[str, list[int | float | str]]
_INSTALL = "install Tesseract (on Debian: apt-get install tesseract-ocr), then have the letter read again"
# What Tesseract makes of a round bullet; none of these begins a line of English.
_MISREAD_BULLETS = frozenset("\u00a2\u00ab\u00bb\u00a9\u00ae\u00b0*+e")
# Below this, Tesseract is guessing at stains and logos.
_LEAST_CONFIDENCE = 30.0
# Of a page that was understood nearly all words are surer than this; of one upside down hardly any.
_SURE = 60.0
_MOSTLY = 0.5
_ENOUGH_WORDS = 20
"""A page with fewer is a picture with some words on it, which need not be sure."""
_LONG = 4
"""Letters; such a word is wider than high, unless its page lies on its side."""
_TURN = re.compile(r"^Rotate: (\d+)", re.MULTILINE)
_AGAIN = "scan it again, upright and at 300 dots per inch."


@cache
def available() -> bool:
    """Whether Tesseract can be run on this machine."""
    return shutil.which("tesseract") is not None


def read_page(
    image: Image.Image, limits: Limits, *, read_so_far: int = 0, scale: float = 1.0
) -> tuple[list[Line], str | None]:
    """The lines on a picture, or why it was not read; `scale` is the dots of the picture to a unit of the page.

    A page that lies on its side, or upside down, is turned.
    """
    if not limits.ocr or not available():
        return [], f"; {_INSTALL}."
    if read_so_far >= limits.ocr_pages:
        return [], f": a scan is read up to page {limits.ocr_pages} only; split it, or type what matters."
    try:
        table, height = _words_on(image, time.monotonic() + limits.ocr_seconds)
    except RuntimeError as error:
        late = "timeout" in str(error).lower()
        why = f"took longer than {limits.ocr_seconds:g} s" if late else "Tesseract failed"
        return [], f": {why}; {_AGAIN}"
    if not _is_understood(table):
        return [], f": hardly a word on it can be made out; {_AGAIN}"
    return list(_lines(table, height, scale)), None


def _words_on(image: Image.Image, deadline: float) -> tuple[Table, int]:
    """Tesseract's words, and the height of the picture as it was read. Raises RuntimeError, also for a timeout."""
    table = _recognised(image, deadline)
    if _is_understood(table):
        return table, image.height
    turn = _turn(image, deadline)
    if not turn:
        return table, image.height
    turned = image.rotate(-turn, expand=True)
    return _recognised(turned, deadline), turned.height


def _recognised(image: Image.Image, deadline: float) -> Table:
    import pytesseract  # noqa: PLC0415 - only scans need it

    table: Table = pytesseract.image_to_data(
        image, lang="eng", timeout=_seconds_left(deadline), output_type=pytesseract.Output.DICT
    )
    return table


def _turn(image: Image.Image, deadline: float) -> int:
    """Degrees clockwise by which the page must be turned to stand upright; 0 where that cannot be told."""
    import pytesseract  # noqa: PLC0415

    try:
        said = _TURN.search(pytesseract.image_to_osd(image, timeout=_seconds_left(deadline)))
    except pytesseract.TesseractError:  # too few letters, or a Tesseract without the data for it
        return 0
    return int(said[1]) if said else 0


def _seconds_left(deadline: float) -> float:
    """Never none: Tesseract's wrapper takes that for no limit."""
    return max(0.001, deadline - time.monotonic())


def _is_understood(table: Table) -> bool:
    """Whether Tesseract is sure of most of the words, and they lie as words do; or found only a few."""
    words = [row for row in _rows(table) if str(row["text"]).strip()]
    sure = sum(float(row["conf"]) >= _SURE for row in words)
    long = [row for row in words if len(str(row["text"])) >= _LONG]
    lying = sum(float(row["width"]) > float(row["height"]) for row in long)
    return len(words) < _ENOUGH_WORDS or (sure >= _MOSTLY * len(words) and lying >= _MOSTLY * len(long))


def _rows(table: Table) -> list[Row]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def missing(pages: Sequence[int], reason: str | None) -> str:
    """The sentence about the pages that were not read."""
    shown = ", ".join(str(page) for page in pages[:10]) + (" and more" if len(pages) > 10 else "")
    subject = f"Page {shown} is a scan and was" if len(pages) == 1 else f"Pages {shown} are scans and were"
    return f"{subject} not read{reason or '.'}"


def _lines(table: Table, page_height: int, scale: float) -> Iterable[Line]:
    """Tesseract's words, one a row, gathered into lines; places count upwards and in the page's units, as in PDF."""
    words = [row for row in _rows(table) if str(row["text"]).strip() and _is_sure(row)]
    found = [
        list(group)
        for _, group in groupby(words, key=lambda row: (row["block_num"], row["par_num"], row["line_num"]))
    ]
    heights = [_height(line) for line in found]
    for line, height in zip(found, heights, strict=True):
        if len(line) > 1 and line[0]["text"] in _MISREAD_BULLETS:
            line[0]["text"] = "\u2022"
        yield Line(
            " ".join(str(row["text"]) for row in line),
            left=float(line[0]["left"]) / scale,
            right=(float(line[-1]["left"]) + float(line[-1]["width"])) / scale,
            base=(page_height - max(float(row["top"]) + float(row["height"]) for row in line)) / scale,
            size=_rounded(height, median(heights)) / scale,
        )


def _height(line: list[Row]) -> float:
    return max(float(row["top"]) + float(row["height"]) for row in line) - min(
        float(row["top"]) for row in line
    )


def _rounded(height: float, usual: float) -> float:
    """The usual height, unless it is another size of type: a line without tall letters measures less."""
    return usual if 0.65 * usual < height < 1.4 * usual else height


def _is_sure(row: Row) -> bool:
    """Bullets at the start of a line never look sure."""
    starts_line = row["word_num"] == 1 and len(str(row["text"])) == 1
    return float(row["conf"]) >= (0 if starts_line else _LEAST_CONFIDENCE)
