"""Pictures of text through Tesseract, where it is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from statistics import median

from PIL import Image

from tracker.letters.lettertext import Limits
from tracker.letters.lines import Line

Row = dict[str, int | float | str]
_INSTALL = "install Tesseract (on Debian: apt-get install tesseract-ocr) and add the letter again"
# What Tesseract makes of a round bullet; none of these begins a line of English.
_MISREAD_BULLETS = frozenset("\u00a2\u00ab\u00bb\u00a9\u00ae\u00b0*+e")
# Below this, Tesseract is guessing at stains and logos.
_LEAST_CONFIDENCE = 30.0


@cache
def available() -> bool:
    """Whether Tesseract can be run on this machine."""
    return shutil.which("tesseract") is not None


def read_page(image: Image.Image, limits: Limits, *, read_so_far: int = 0) -> tuple[list[Line], str | None]:
    """The lines on a picture, or why it was not read."""
    if not limits.ocr or not available():
        return [], f"; {_INSTALL}."
    if read_so_far >= limits.ocr_pages:
        return [], f": a scan is read up to page {limits.ocr_pages} only; split it, or type what matters."
    import pytesseract  # noqa: PLC0415 - only scans need it

    try:
        table = pytesseract.image_to_data(
            image, lang="eng", timeout=limits.ocr_seconds, output_type=pytesseract.Output.DICT
        )
    except RuntimeError as error:
        late = "timeout" in str(error).lower()
        why = f"took longer than {limits.ocr_seconds:g} s" if late else "Tesseract failed"
        return [], f": {why}; scan it again, upright and at 300 dots per inch."
    return list(_lines(table, image.height)), None


def missing(pages: Sequence[int], reason: str | None) -> str:
    """The sentence about the pages that were not read."""
    shown = ", ".join(str(page) for page in pages[:10]) + (" and more" if len(pages) > 10 else "")
    subject = f"Page {shown} is a scan and was" if len(pages) == 1 else f"Pages {shown} are scans and were"
    return f"{subject} not read{reason or '.'}"


def _lines(table: dict[str, list[int | float | str]], page_height: int) -> Iterable[Line]:
    """Tesseract's words, one a row, gathered into lines; places count upwards as in PDF."""
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    words = [row for row in rows if str(row["text"]).strip() and _is_sure(row)]
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
            left=float(line[0]["left"]),
            right=float(line[-1]["left"]) + float(line[-1]["width"]),
            base=page_height - max(float(row["top"]) + float(row["height"]) for row in line),
            size=_rounded(height, median(heights)),
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
