"""Tables on pages: cells side by side with the same rivers of white between them, row after row.

A cell may be several lines high. Whether lines side by side are a table is told by the order in which they were
drawn, too: tables are drawn row by row, columns of running text and blocks of a letterhead one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from tracker.letters.lines import Line, Page
from tracker.letters.paragraphs import continued

CELL_MARK = " | "
_GAP = 0.5
"""Of the size of type: the least that parts two cells of a row."""
_RIVER = 0.4
"""The least width of the white between two columns, over all rows."""
_SAME_BASE = 0.3
_ROW_GAP = 1.15
"""Of the step between the lines of a cell: more than that begins a row."""
_TABLE_END = 3.5
_WITHIN_ROW = 1.3
_FEWEST = {2: 3}
"""So many rows of two cells make a table; of more cells two are enough."""
_MOST_COLUMNS = 12

Level = list[int]
"""Places on the page of the lines that stand at one height, from left to right."""


@dataclass(slots=True)
class _Table:
    """A table that grows downwards."""

    levels: list[Level]
    rivers: list[tuple[float, float]]
    """The white between its columns, from left to right."""


def with_rows(
    pages: Sequence[Page], rules: Sequence[Sequence[float]] = (), *, hyphenated: bool
) -> list[Page]:
    """The lines of each page, each row of a table one line with " | " between its cells.

    `rules` holds, for each page, the heights of the lines that are drawn across it.
    """
    found: list[Page] = []
    for page, drawn in zip_longest(pages, rules, fillvalue=()):
        before = found[-1][-1] if found and found[-1] else None
        # The last rows of a table may stand overleaf.
        going_on = before.text.count(CELL_MARK) + 1 if before is not None and before.row else None
        found.append(_of_page(page, drawn, going_on, hyphenated=hyphenated))
    return found


def _of_page(page: Page, drawn: Sequence[float], going_on: int | None, *, hyphenated: bool) -> Page:
    levels = _levels(page)
    rows: dict[int, list[Line]] = {}
    gone: set[int] = set()
    at = 0
    while at < len(levels):
        table = _grow(page, levels, at)
        fewest = 1 if at == 0 and table and len(table.rivers) + 1 == going_on else None
        written = _rows(page, table, drawn, fewest, hyphenated=hyphenated) if table else []
        if table and written:
            inside = {place for level in table.levels for place in level}
            rows[min(inside)] = written
            gone |= inside
        at += len(table.levels) if table and written else 1
    found: list[Line] = []
    for place, line in enumerate(page):
        found += rows.get(place, [] if place in gone else [line])
    return found


def _levels(page: Page) -> list[Level]:
    levels: list[Level] = []
    for place in sorted(range(len(page)), key=lambda place: -page[place].base):
        line = page[place]
        if levels and abs(page[levels[-1][0]].base - line.base) < _SAME_BASE * line.size:
            levels[-1].append(place)
        else:
            levels.append([place])
    return [sorted(level, key=lambda place: page[place].left) for level in levels]


def _grow(page: Page, levels: Sequence[Level], start: int) -> _Table | None:
    """The table that begins at a level; None where nothing stands side by side there."""
    rivers = _white(page, levels[start])
    if not 0 < len(rivers) < _MOST_COLUMNS or len(rivers) + 1 != len(levels[start]):
        return None
    table = _Table([levels[start]], rivers)
    for above, level in pairwise(levels[start:]):
        first = page[level[0]]
        if page[above[0]].base - first.base > _TABLE_END * first.size:
            break
        narrowed = _narrowed(page, level, table.rivers)
        if narrowed is None:
            break
        table.levels.append(level)
        table.rivers = narrowed
    # Where cells are set in the middle of their rows, the first line of the highest one stands alone.
    for at in range(start - 1, -1, -1):
        top = page[table.levels[0][0]]
        narrowed = _narrowed(page, levels[at], table.rivers)
        if narrowed is None or page[levels[at][0]].base - top.base > _WITHIN_ROW * top.size:
            break
        table.levels.insert(0, levels[at])
        table.rivers = narrowed
    # Columns that no single level fills may have shown meanwhile.
    table.rivers = _all_rivers(page, table)
    return table


def _all_rivers(page: Page, table: _Table) -> list[tuple[float, float]]:
    """Wherever nothing of the table stands, from top to bottom."""
    lines = sorted((page[place] for level in table.levels for place in level), key=lambda line: line.left)
    rivers: list[tuple[float, float]] = []
    right = lines[0].right
    for line in lines:
        if line.left - right >= _RIVER * line.size:
            rivers.append((right, line.left))
        right = max(right, line.right)
    return rivers


def _white(page: Page, level: Level) -> list[tuple[float, float]]:
    return [
        (page[one].right, page[other].left)
        for one, other in pairwise(level)
        if page[other].left - page[one].right >= _GAP * page[one].size
    ]


def _narrowed(
    page: Page, level: Level, rivers: Sequence[tuple[float, float]]
) -> list[tuple[float, float]] | None:
    """The rivers as far as these lines leave them white; None where a line crosses one."""
    left_white = list(rivers)
    for place in level:
        line = page[place]
        middle = (line.left + line.right) / 2
        for number, (start, end) in enumerate(left_white):
            if middle < (start + end) / 2:
                start = max(start, line.right)  # noqa: PLW2901 - narrowed in place
            else:
                end = min(end, line.left)  # noqa: PLW2901
            if end - start < _RIVER * line.size:
                return None
            left_white[number] = (start, end)
    return left_white


def _rows(
    page: Page, table: _Table, drawn: Sequence[float], fewest: int | None, *, hyphenated: bool
) -> list[Line]:
    """Its rows; none where it is no table after all."""
    rows = [_cells(page, row, table.rivers) for row in _grouped(page, table, drawn)]
    while rows and sum(map(bool, rows[-1])) < 2 and rows[-1][0]:
        # What stands alone under the first column is the text that follows.
        table.levels = table.levels[: -len({page[place].base for place in rows[-1][0]})]
        rows.pop()
    full = sum(1 for row in rows if sum(map(bool, row)) > 1)
    columns = len(table.rivers) + 1
    if full < (fewest or _FEWEST.get(columns, 2)) or not _drawn_in_order(rows) or _labels(page, rows):
        return []
    return [_row(page, row, hyphenated=hyphenated) for row in rows]


def _grouped(page: Page, table: _Table, drawn: Sequence[float]) -> list[list[Level]]:
    """The levels that make one row each: parted by rules, where there are some, or else by wider gaps."""
    bases = [page[level[0]].base for level in table.levels]
    steps = [above - below for above, below in pairwise(bases)]
    ruled = [any(below < rule < above for rule in drawn) for above, below in pairwise(bases)]
    usual = _leading(page, table) or min(steps, default=0.0)
    even = max(steps, default=0.0) <= _ROW_GAP * usual
    rows = [[table.levels[0]]]
    for step, rule, level in zip(steps, ruled, table.levels[1:], strict=True):
        if sum(ruled) > 1:
            goes_on = not rule
        elif even:
            goes_on = len(level) == 1 and page[level[0]].text[:1].islower()
        else:
            goes_on = step <= _ROW_GAP * usual
        if goes_on:
            rows[-1].append(level)
        else:
            rows.append([level])
    return rows


def _leading(page: Page, table: _Table) -> float | None:
    """The step between the lines of a cell: the least in any column; None where each has one line at most."""
    columns = _cells(page, table.levels, table.rivers)
    steps = [page[above].base - page[below].base for column in columns for above, below in pairwise(column)]
    return min(steps, default=None)


def _cells(page: Page, levels: Sequence[Level], rivers: Sequence[tuple[float, float]]) -> list[list[int]]:
    cells: list[list[int]] = [[] for _ in range(len(rivers) + 1)]
    for level in levels:
        for place in level:
            column = sum(1 for start, _ in rivers if page[place].left >= start)
            cells[column].append(place)
    return cells


def _drawn_in_order(rows: Sequence[Sequence[Sequence[int]]]) -> bool:
    places = [[place for cell in row for place in cell] for row in rows]
    return all(max(above) < min(below) for above, below in pairwise(places))


def _labels(page: Page, rows: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Whether the first column only labels what stands beside it, as in "Our reference:"."""
    firsts = [page[row[0][-1]].text for row in rows if row[0]]
    return 2 * sum(text.endswith(":") for text in firsts) > len(rows)


def _row(page: Page, cells: Sequence[Sequence[int]], *, hyphenated: bool) -> Line:
    texts = []
    for cell in cells:
        text = ""
        for place in cell:
            text = continued(text, page[place].text, hyphenated=hyphenated)
        texts.append(text)
    lines = [page[place] for cell in cells for place in cell]
    top = max(lines, key=lambda line: line.base)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return replace(top, text=CELL_MARK.join(texts), left=left, right=right, row=True)
