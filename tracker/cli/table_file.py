"""Lists as CSV on standard output: RFC 4180 in UTF-8, days in ISO form, and no formula in any spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from tracker.cli.output import emit, plain
from tracker.reports.delimited import harmless


def print_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """The rows under their names, which are `columns` where there is no row. Several values stand in one cell: "a; b".

    What has names within stands in its cell as JSON.
    """
    heads = list(rows[0]) if rows else list(columns)
    lines: list[list[Any]] = [heads, *([_cell(row[head]) for head in heads] for row in rows)]
    for line in lines:
        target = io.StringIO(newline="")
        csv.writer(target, lineterminator="").writerow(line)
        emit(target.getvalue())


def _cell(value: Any) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return value
        case date():
            return value.isoformat()
        case dict():
            text = msgspec.json.encode(value).decode()
        case list() | tuple():
            text = "; ".join(str(_cell(each)) for each in value)
        case _:
            text = str(value)
    return harmless(plain(text))
