"""What the author says of itself in the body, as evidence of who it is; kinds of it as in `evidence`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tracker.extraction.facts.evidence import Reading, Votes
from tracker.extraction.facts.names import clean_name
from tracker.extraction.facts.words import NAME, FactPatterns, names_in
from tracker.extraction.wordings import fold, holds_any
from tracker.model import ZoneKind

BODY_READ = 40_000
"""Characters of the body that are read."""
_MOST_NAMES = 40
_BEFORE_BEHALF = 60
_NAME = re.compile(NAME)
_AFTER_PREPOSITION = re.compile(r"(?<=\b(?:at|in|of|to|by|on) )")
_SPEAKERS = ("name", "board", "house", "editors", "behalf")
_SPEAKING = ("oard of ", "ditors of ", "ehalf of ", "I ")
"""What a text holds in which somebody speaks for a body."""
_INITIAL = re.compile(r"(?<=\b[A-Z]\. )")
# "At Acme, we", "we at Acme".
_AT_NAME = re.compile(
    rf"[AaWw](?:t (?<=[Aa]..)(?<!\w...)(?:the )?(?P<at>(?:{NAME})|[a-z]{{4,30}}),? (?:we|our)\b|e at (?<=[Ww].....)(?<!\w......)(?P<we>{NAME}))"
)


def by_own_words(letter: Reading) -> Votes:
    """Names that the body defines as its author, or makes the subject of what an author says."""
    known = letter.known
    acting: Counter[str] = Counter()
    read = 0
    for zone in letter.zones:
        if zone.kind not in {ZoneKind.BODY, ZoneKind.BULLET} or read > BODY_READ:
            continue
        read += zone.end - zone.start
        part = letter.text[zone.start : min(zone.end, zone.start + BODY_READ)]
        if known.copyright.match(part):
            continue
        runs = names_in(part)
        saying = [run for run in runs if known.says.match(part, run.end())]
        yield from _told(part, runs, saying, known)
        acting.update(_acting(saying, known))
    counts: Counter[str] = Counter()
    for raw, times in acting.items():
        if (name := clean_name(raw, known)) is not None:
            counts[name] += times
    read_text = letter.text[:BODY_READ]
    for name, times in counts.most_common(_MOST_NAMES):
        yield name, min(times, 5) * 0.6 + min(read_text.count(name) - 1, 6) * 0.4


def _told(
    part: str, runs: Sequence[re.Match[str]], saying: Sequence[re.Match[str]], known: FactPatterns
) -> Votes:
    """What the author says of itself in so many words; `runs` are the names in the part, some `saying` something."""
    if "(" in part:
        for name in _followed(runs, known.self_named):
            yield clean_name(name, known), 5
    for match in _AT_NAME.finditer(part):
        yield clean_name(match["at"] or match["we"], known), 5
    for name in _followed(saying, known.pledges):
        yield clean_name(name, known), 2
    for match in known.speaks_for.finditer(part) if holds_any(part, _SPEAKING) else ():
        before = part[max(match.start() - _BEFORE_BEHALF, 0) : match.start()].rpartition(". ")[2]
        if not (match["behalf"] and known.readers.search(before)):
            name = next(filter(None, map(match.group, _SPEAKERS)))
            yield clean_name(name, known), 6 if match["we"] else 4
    low = fold(part)
    voices = ((known.client, known.acting, 12), (known.compliments, known.complimenting, -8))
    for pattern, pieces, points in voices:
        for match in pattern.finditer(low) if holds_any(low, pieces) else ():
            named = _NAME.match(part, match.end())
            yield clean_name(named.group() if named else "", known), points


def _followed(runs: Sequence[re.Match[str]], tail: re.Pattern[str]) -> Iterator[str]:
    """The names that `tail` follows."""
    return (run.group() for run in runs if tail.match(run.string, run.end()))


def _acting(runs: Sequence[re.Match[str]], known: FactPatterns) -> Iterator[str]:
    """Names as subjects: in "to Geneva Acme will" without the word that the preposition governs."""
    for run in runs:
        if known.acts.match(run.string, run.end()):
            name: re.Match[str] | None = run
            while name is not None and _AFTER_PREPOSITION.match(run.string, name.start()):
                name = _NAME.search(run.string, name.start() + 1, run.end())
            if (
                name is not None
                and " and the " not in name.group()
                and not _INITIAL.match(name.string, name.start())
            ):
                yield name.group()
