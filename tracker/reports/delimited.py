"""Reports as CSV: UTF-8 with a byte order mark, so that spreadsheet programs read it right; RFC 4180 otherwise.

A cell of words that begins with a character by which spreadsheet programs know a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io

from tracker.reports.tables import Cell, Report, cells
from tracker.reports.words import line

FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""First characters of a formula, also in their full width."""


def to_csv(report: Report) -> bytes:
    """One row a commitment, under the names of the columns."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([column.label for column in report.columns])
    writer.writerows([_cell(cell) for cell in row] for row in cells(report))
    return target.getvalue().encode("utf-8-sig")


def _cell(cell: Cell) -> str | int:
    if isinstance(cell, int):
        return cell
    if isinstance(cell, str):
        return harmless(cell)
    return cell.isoformat() if cell else ""


def harmless(text: str) -> str:
    """On one line, and no formula in any spreadsheet program."""
    begins = text.lstrip(" ")[:1] in FORMULA
    clean = line(text)
    return f"'{clean}" if clean and (begins or clean[0] in FORMULA) else clean
