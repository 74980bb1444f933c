"""Tables on pages: lines that stand side by side, below others that begin at the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.letters.layout import Line

CELL_MARK = " | "
_GAP = 0.8
"""Of the size of type: the least that parts two cells."""
_ALIGNED = 0.3
"""Of the size of type: how far the left edges of one column may be apart."""
_FEWEST = {2: 3}
"""So many rows of two cells make a table; of more cells two are enough."""


def with_rows(page: Sequence[Line]) -> list[Line]:
    """The lines of a page, each row of a table one line with " | " between its cells."""
    groups = _side_by_side(page)
    found: list[Line] = []
    at = 0
    while at < len(groups):
        end = at + 1
        while end < len(groups) and _same_columns(groups[at], groups[end]):
            end += 1
        cells = len(groups[at])
        if cells > 1 and end - at >= _FEWEST.get(cells, 2):
            found += [_row(group) for group in groups[at:end]]
        else:
            found += [line for group in groups[at:end] for line in group]
        at = end
    return found


def _side_by_side(page: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in page:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and abs(last.base - line.base) < _ALIGNED * line.size
            and line.left >= last.right + _GAP * line.size
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _same_columns(above: Sequence[Line], below: Sequence[Line]) -> bool:
    return len(above) == len(below) and all(
        abs(one.left - other.left) <= _ALIGNED * one.size for one, other in zip(above, below, strict=True)
    )


def _row(cells: Sequence[Line]) -> Line:
    text = CELL_MARK.join(cell.text for cell in cells)
    return replace(cells[0], text=text, right=cells[-1].right, row=True)
