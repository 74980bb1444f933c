"""A line of type at its place on a page, and the measures of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type; places in points or pixels, counted upwards and to the right."""

    text: str
    left: float
    right: float
    base: float
    """The line that its letters stand on."""
    size: float
    """The size of its type."""
    row: bool = False
    """Whether it is a row of a table, with marks between its cells."""


Page = Sequence[Line]

SAME_SIZE = 0.12
"""Of the size of type: so much may two sizes differ and still be one."""


def usual_size(pages: Sequence[Page]) -> float:
    """The size of type that most letters have."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def usual_leading(pages: Sequence[Page]) -> float:
    """The distance between lines of a paragraph: the lower median of all steps down."""
    steps = [
        above.base - below.base
        for page in pages
        for above, below in pairwise(page)
        if 0.6 * below.size < above.base - below.base < 3 * below.size
    ]
    if not steps:
        return 1.2 * usual_size(pages)
    return median(sorted(steps)[: max(1, len(steps) // 2)])
