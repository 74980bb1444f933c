"""Interviews and questions with answers: lines that begin with who speaks. Only the author's turns are the author's."""

from __future__ import annotations

import re
from collections import Counter

from tracker.extraction.zones.lines import Line, shape_of
from tracker.extraction.zones.words import Patterns
from tracker.model import ZoneKind

_LABEL = re.compile(
    r"((?:[A-Z][\w.'\u2019-]{0,24} ){0,4}[A-Z][\w.'\u2019-]{0,24})(?: \([^()]{1,40}\))? {0,2}:\s+(?=\S)"
)
_FARTHEST = 60
"""Characters in which the colon after a speaker's name stands."""
_FEWEST = 4
"""Turns that make a dialogue."""


def mark_dialogue(lines: list[Line], known: Patterns) -> None:
    """Part each turn from its label, and label as quoted what others than the author say."""
    turns = _turns(lines)
    if len(turns) < _FEWEST:
        return
    counts = Counter(turns.values())
    speakers = {name for name, times in counts.items() if times > 1}
    if len(speakers) < 2 or sum(counts[name] for name in speakers) < _FEWEST:
        return
    own = _own_speakers(lines, turns, speakers, known)
    asked, _ = _asked(lines, turns, known)
    heard = {name for name in counts if name in speakers or name in own or asked[name]}
    _part(lines, {at: name for at, name in turns.items() if name in heard}, own)


def _turns(lines: list[Line]) -> dict[int, str]:
    """Line numbers with the speaker whose turn begins there."""
    turns: dict[int, str] = {}
    for at, line in enumerate(lines):
        if line.kind is None and line.text.find(":", 0, _FARTHEST) > 0:
            match = _LABEL.match(line.text)
            if match is not None:
                turns[at] = match[1].lower().rstrip(".")
    return turns


def _own_speakers(
    lines: list[Line], turns: dict[int, str], speakers: set[str], known: Patterns
) -> frozenset[str]:
    """Who of the speakers is the author: who answers; else who holds an office; else who never asks; else who says most."""
    answering = {name for name in speakers if known.answering.fullmatch(name)}
    if answering:
        return frozenset(answering)
    asked, said = _asked(lines, turns, known)
    others = {name for name in speakers if not known.asking.fullmatch(name)}
    officers = {name for name in others if known.office.search(name)}
    if officers or not others:
        return frozenset(officers)
    answerers = {name for name in set(turns.values()) if not asked[name]}
    if answerers and len(answerers) < len(set(turns.values())):
        return frozenset(answerers)
    return frozenset([max(others, key=lambda name: (said[name], name))])


def _asked(lines: list[Line], turns: dict[int, str], known: Patterns) -> tuple[Counter[str], Counter[str]]:
    """How many questions and how many words each speaker has."""
    asked: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for at, name in turns.items():
        line = lines[at]
        said[name] += line.shape.words
        asked[name] += line.text.endswith("?") or known.to_ask.search(line.low, 0, 200) is not None
    return asked, said


def _part(lines: list[Line], turns: dict[int, str], own: frozenset[str]) -> None:
    """Cut the labels off, last line first, so that line numbers hold."""
    ends = [*sorted(turns)[1:], len(lines)]
    for at, end in zip(sorted(turns, reverse=True), reversed(ends), strict=True):
        if turns[at] not in own:
            for line in lines[at:end]:
                line.kind = line.kind or ZoneKind.QUOTED
            continue
        line = lines[at]
        match = _LABEL.match(line.text)
        assert match is not None
        cut = match.end()
        said = line.text[cut:]
        rest = Line(line.start + cut, line.end, said, 0, 0, shape_of(said), line.low[cut:], opens=True)
        label = match.group().rstrip()
        line.text, line.low, line.end = label, line.low[: len(label)], line.start + len(label)
        line.shape, line.kind = shape_of(label), ZoneKind.FURNITURE
        lines.insert(at + 1, rest)
