"""The number under which the author files the letter: never the reader's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.extraction.deadlines import TimeWords, find_dates
from tracker.extraction.facts.head import Surroundings
from tracker.extraction.facts.words import FactPatterns

_END = re.compile(r"\s{2,}|\t|[;|]|\s(?=(?:your|our|date)\b)|\s\(", re.IGNORECASE)
_CODE = re.compile(
    r"(?=[^\s]{0,30}\d)(?=[^\s]{0,30}[A-Z/])[A-Z0-9][A-Za-z0-9]{0,12}(?:[/.-][A-Za-z0-9.]{1,12}){1,6}"
)
"""A line that is nothing but a number: "CE/18/207", "MC2019/04471"."""
_SURE_CODE = re.compile(r"\b[A-Z]{2,8}[A-Z0-9]{0,4}(?:[/-][A-Z0-9]{1,8}){1,4}[/-]\d[A-Z0-9]{0,8}\b")
_FEW_WORDS = 3


def find_reference(around: Surroundings, known: FactPatterns, times: TimeWords | None = None) -> str | None:
    """The reference that the surest line of the head gives, or None."""
    lines = [*around.titles, *(f"{name}: {value}" for name, value in around.fields.items())]
    kinds = (_labelled(lines, known.our_reference), _labelled(lines, known.reference), _bare(lines, known))
    for kind in (*kinds, _codes(around.titles, known, times)):
        for value in kind:
            return value
    return None


def _cut(rest: str) -> str:
    """The number alone, of what follows its label."""
    value = _END.split(rest, maxsplit=1)[0].strip(" .,*_")
    return value if "(" in value else value.split(")")[0]


def _labelled(lines: list[str], label: re.Pattern[str]) -> Iterator[str]:
    for line in lines:
        match = label.search(line)
        value = _cut(match["value"]) if match is not None else ""
        if len(value.split()) <= _FEW_WORDS and (any(map(str.isdigit, value)) or "/" in value):
            yield value


def _bare(lines: list[str], known: FactPatterns) -> Iterator[str]:
    """As in "No. 88/17", "Case CR-2018-55"."""
    for line in lines:
        match = known.bare_reference.match(line)
        if match is not None:
            value = _cut(match["value"])
            first = value.partition(" ")[0]
            if any(map(str.isdigit, first)) and len(first) > 2 and len(value.split()) <= _FEW_WORDS:
                yield value


def _codes(lines: list[str], known: FactPatterns, times: TimeWords | None) -> Iterator[str]:
    """A number without a label: alone on its line, else one that can hardly be anything else."""
    for line in lines:
        if _CODE.fullmatch(line) and not find_dates(line, words=times):
            yield line
    for line in lines:
        match = _SURE_CODE.search(line)
        if match is not None and not known.other_date.search(line, 0, match.start()):
            yield match.group()
