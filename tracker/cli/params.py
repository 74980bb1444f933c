"""What users type, turned into values before a command body sees it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from tracker.clock import YEARS
from tracker.errors import UnknownError


class Day(click.ParamType[date]):
    """A calendar date, YYYY-MM-DD."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Turn the word into a value, or say what to write instead."""
        if isinstance(value, date):
            return value
        try:
            day = datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2026-06-30", param, ctx)
        if day.year not in YEARS:
            self.fail(f"{value!r} lies outside the years {YEARS[0]} to {YEARS[-1]}", param, ctx)
        return day


class Instant(click.ParamType[datetime]):
    """An instant in ISO form; without an offset it is UTC, without a time it is midnight UTC."""

    name = "INSTANT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Turn the word into a value, or say what to write instead."""
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant; write it as 2026-06-30T08:00Z", param, ctx)
        if instant.year not in YEARS:
            self.fail(f"{value!r} lies outside the years {YEARS[0]} to {YEARS[-1]}", param, ctx)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


_ID = "c?[0-9]+"
"""Mail and `outbox show` write commitment 12 also as c12; asks are a12."""
_MOST_DIGITS = 9
"""More than any store will count to; and what a database takes as a number."""


def _number(word: str) -> int:
    """The number of an id. Raises UnknownError where nothing can have it."""
    digits = word.lstrip("ac").lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS:
        raise UnknownError(
            f"there is nothing with the id {word[:30]}; no id has more than {_MOST_DIGITS} digits."
        )
    return int(digits)


class Id(click.ParamType[int]):
    """One short number."""

    name = "ID"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Turn the word into a value, or say what to write instead."""
        if isinstance(value, int):
            return value
        if not re.fullmatch(_ID, value):
            self.fail(f"{value!r} is no id; write a number such as 12", param, ctx)
        return _number(value)


class Ids(click.ParamType[list[int]]):
    """Short numbers: "7", "12-15", "3,5,9-11"; a `mark` may stand before each."""

    name = "ID"

    def __init__(self, mark: str = "c") -> None:
        self.mark = mark

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        """Turn the word into a value, or say what to write instead."""
        if isinstance(value, list):
            return value
        found: list[int] = []
        for part in value.split(","):
            bounds = re.fullmatch(rf"({self.mark}?[0-9]+)(?:-({self.mark}?[0-9]+))?", part.strip())
            if bounds is None:
                some = "a7, or several: a3-a5,a9" if self.mark == "a" else "12, or several: 12-15,18"
                self.fail(f"{value!r} is no id; write one such as {some}", param, ctx)
            first, last = _number(bounds[1]), _number(bounds[2] or bounds[1])
            if last < first or last - first >= MOST_IDS:
                self.fail(f"{part!r} is no range of at most {MOST_IDS} ids, smaller first", param, ctx)
            found.extend(range(first, last + 1))
        return found


MOST_IDS = 10_000

WITNESS_COUNT = click.IntRange(min=1)


class Head(click.ParamType[str]):
    """The hash of an event, or at least as much of it as `doctor` shows."""

    name = "HASH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Turn the word into a value, or say what to write instead."""
        head = str(value).strip().lower()
        if not re.fullmatch(r"[0-9a-f]{16,64}", head):
            self.fail(f"{value!r} is no hash of an event; copy all of its 64 characters", param, ctx)
        return head


WITNESS_HEAD = Head()
DAY = Day()
INSTANT = Instant()
IDS = Ids()
# What cannot be read is said by whoever reads it, with the exit code that it has.
PATH = click.Path(path_type=Path, readable=False)

id_argument = click.argument("number", metavar="ID", type=Id())


def flatten(groups: tuple[list[int], ...]) -> list[int]:
    """Several ID arguments as one list, each id once, in the order given."""
    return list(dict.fromkeys(number for group in groups for number in group))


json_option = click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
