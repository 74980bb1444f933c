"""What is drawn on a page and is no text, but says how the text is to be read: bullets, and the rules of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tracker.letters.lines import Line

_BULLET_GAP = 3.0
"""Of the size of type: the most between a bullet and its text."""
_NARROWEST_RULE = 15.0
"""Points."""
_MOST_SHAPES = 2000

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


def drawn_boxes(page: pdfium.PdfPage) -> list[Box]:
    """The bounds of the first shapes that are drawn on a page."""
    shapes = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=2)
    return [box for shape in islice(shapes, _MOST_SHAPES) if (box := _bounds(shape)) is not None]


def rules_of(boxes: Sequence[Box]) -> list[float]:
    """The heights of lines drawn across, and of the edges of cells."""
    wide = [box for box in boxes if box[2] - box[0] > _NARROWEST_RULE]
    return sorted({round(height, 1) for box in wide for height in (box[1], box[3])})


def with_bullets(boxes: Sequence[Box], lines: list[Line]) -> list[Line]:
    """Browsers draw bullets as dots: a small dot in front of a line is one."""
    usual = median(line.size for line in lines) if lines else 0.0
    dots = [box for box in boxes if 0.15 * usual < box[2] - box[0] < 0.7 * usual and _is_round(box)]
    marked = {
        min(behind, key=lambda line: line.left)
        for dot in dots
        if (behind := [line for line in lines if _is_before(dot, line)])
    }
    return [replace(line, text=f"\u2022 {line.text}") if line in marked else line for line in lines]


def _bounds(shape: pdfium.PdfObject) -> Box | None:
    try:
        left, bottom, right, top = shape.get_bounds()
    except pdfium.PdfiumError:
        return None
    return left, bottom, right, top


def _is_round(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return 0.7 * width < height < 1.4 * width


def _is_before(dot: Box, line: Line) -> bool:
    middle = (dot[1] + dot[3]) / 2
    return (
        0 < line.left - dot[2] < _BULLET_GAP * line.size and line.base < middle < line.base + 0.7 * line.size
    )
