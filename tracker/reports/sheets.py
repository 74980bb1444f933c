"""Reports as XLSX: days are days, words are words and never formulas or links."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from xlsxwriter import Workbook

from tracker.reports.tables import Cell, Report, cells
from tracker.reports.words import day, line, moment

LONGEST_CELL = 32_767
"""Characters; the format allows no more."""
_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}


def to_xlsx(report: Report) -> bytes:
    """A sheet of rows under a frozen header with filters, and a sheet that says what it is."""
    target = io.BytesIO()
    with Workbook(target, _PLAIN) as book:
        book.set_properties({"title": line(report.title), "company": line(report.frame.office)})
        book.set_properties({"created": report.frame.made.replace(tzinfo=None)})
        _rows(book, report)
        _about(book, report)
    return target.getvalue()


def _rows(book: Any, report: Report) -> None:
    sheet = book.add_worksheet("Commitments")
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        dt.date: book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        # The prefix keeps a cell words when somebody edits it.
        str: book.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"}),
        int: book.add_format({"valign": "top"}),
    }
    for place, column in enumerate(report.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.label, head)
    rows = cells(report)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, formats)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(report.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, row: int, place: int, cell: Cell, formats: dict[type, Any]) -> None:
    match cell:
        case str():
            sheet.write_string(row, place, line(cell)[:LONGEST_CELL], formats[str])
        case dt.date():
            sheet.write_datetime(row, place, cell, formats[dt.date])
        case int():
            sheet.write_number(row, place, cell, formats[int])


def _about(book: Any, report: Report) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70)
    words = book.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"})
    frame = report.frame
    lines = [
        ("Report", report.title),
        ("Office", frame.office),
        ("As of the end of" if frame.past else "On", day(frame.day)),
        ("Made", f"{moment(frame.made, frame.zone)} ({frame.zone.key})"),
        *((figure.label.capitalize(), f"{figure.value} ({figure.note})") for figure in report.figures),
        ("Audit chain, events", f"{frame.position.count}"),
        ("Audit chain, head", frame.position.head),
    ]
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, line(value), words)
