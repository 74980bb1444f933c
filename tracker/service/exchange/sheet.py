"""A table that a spreadsheet program wrote as CSV: which bytes are letters, which letters part the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.errors import UnreadableError

SEPARATORS = (",", ";", "\t", "|")
_SAID = re.compile(r"sep=([,;|\t])\r?\n", re.IGNORECASE)
"""The line by which Excel is told the separator; it is no row."""
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""How Excel is made to keep leading zeros."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows below a header."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Each with its number, as a spreadsheet program counts: the header is row 1."""
    encoding: str
    """"UTF-8", "UTF-16" or "Windows-1252"."""


def read_sheet(content: bytes, name: str) -> Sheet:
    """The table in the bytes of the file `name`. Raises UnreadableError, which says where it is wrong."""
    text, encoding = _decoded(content, name)
    separator = None
    if said := _SAID.match(text):
        separator, text = said[1], text[said.end() :]
    if (place := text.find("\0")) >= 0:
        row = text.count("\n", 0, place) + 1
        raise UnreadableError(f"{name}: line {row} holds a NUL byte; save it again as CSV (UTF-8).")
    rows = _rows(text, separator or _separator(text), name)
    header = next(rows, None)
    if header is None:
        raise UnreadableError(f"{name}: holds no rows; its first one must name the columns.")
    return Sheet(header[1], tuple(rows), encoding)


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableError(f"{name}: is a workbook, not CSV; save it as CSV (UTF-8) first.")
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16"), "UTF-16"
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"{name}: line {line} is neither UTF-8 nor Windows-1252; save it as CSV (UTF-8)."
        ) from error


def _separator(text: str) -> str:
    """The one that parts the first line into the most cells."""
    line = text.lstrip("\r\n").replace("\r", "\n").partition("\n")[0]
    return max(SEPARATORS, key=lambda each: len(next(csv.reader([line], delimiter=each), [])))


def _rows(text: str, separator: str, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row that holds anything, with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(map(str.strip, cells)):
                yield number, tuple(_clean(cell) for cell in cells)
    except csv.Error as error:
        raise UnreadableError(f"{name}: row {number + 1} {_why(error)}") from error


def _why(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        most = csv.field_size_limit()
        return f"has a cell of more than {most} characters; is a quotation mark never closed before it?"
    if "unexpected end" in said:
        return 'has a quotation mark that is never closed; write one within a cell twice: "".'
    return f"has a quotation mark out of place; write one within a cell twice, the cell in quotation marks ({said})."


def _clean(cell: str) -> str:
    cell = cell.strip()
    kept = _AS_TEXT.fullmatch(cell)
    return kept[1] if kept else cell
