"""Whether two letters are one, in two formats: a mail and its PDF, two scans of one page.

Two measures, both of words alone. A *sketch* finds the few stored letters worth a closer look: small numbers drawn
from runs of three words, by preference runs with a figure in them, since dates and sums are what letters made from
one template differ in. The closer look lays the words of both side by side. They are the same letter when

- at least `share` of the shorter one's words stand in the other in the same order, words that only look misread
  ("pub1ish") counting as the same,
- between the first and the last stretch that both have, no figure and no name of one stands where the other has a
  different one, and
- every promise of the new letter stands in the older one: so nothing that was promised leaves the lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from zlib import crc32

SKETCH_SIZE = 16
ENOUGH_SHARED = 5
"""Values of a sketch that make a closer look worth while."""
FEWEST_WORDS = 20
"""Shorter texts say too little to tell."""
MOST_WORDS = 4000
"""Of each text; a promise that stands beyond counts as not found."""

_RUN = 3
_MOST_REPEATED = 20
_FEWEST_WITH_FIGURES = 8
_PROMISE_SHARE = 1.0
_LOOKS_ALIKE = 0.6
_YEAR = 4
"""Digits."""
_ANCHOR = 3
"""Words in a row that both must have to count as a stretch of the letter itself."""
_APART = timedelta(days=7)
"""A mail may be sent some days after the letter in it was dated."""
_WORD = re.compile(r"[^\W_]+")
_HEADER_LINES = re.compile(r"(?:(?:From|To|Cc|Date|Subject): .*\n?)+\s*")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Version:
    """One letter as far as it matters here."""

    text: str
    promises: tuple[Span, ...] = ()
    """Offsets of the quotes in the text."""
    sender: str | None = None
    date: date | None = None


def sketch(text: str) -> tuple[int, ...]:
    """At most SKETCH_SIZE numbers (32 bits) that letters of nearly the same words mostly share."""
    # Of a mail with nothing in it only the lines about sender and recipient are left, which stand in others, too.
    if _HEADER_LINES.fullmatch(text):
        return ()
    # Letter by letter folding is the same for all words at once, and much faster.
    words = "\n".join(_WORD.findall(text)).casefold().split("\n")
    # A text of few words said over and over is no letter, and laying two such side by side would take for ever.
    different = set(words)
    if len(words) < FEWEST_WORDS or len(different) * _MOST_REPEATED < len(words):
        return ()
    figures = {word for word in different if not word.isalpha() and any(map(str.isdigit, word))}
    places = [at for at, word in enumerate(words) if word in figures]
    starts = {start for at in places for start in range(max(0, at - _RUN + 1), at + 1)}
    runs = _runs(words, starts)
    if len(runs) < _FEWEST_WITH_FIGURES:
        runs = _runs(words, range(len(words)))
    return tuple(sorted({crc32(run.encode()) for run in runs})[:SKETCH_SIZE])


def _runs(words: Sequence[str], starts: Iterable[int]) -> set[str]:
    """The different runs of words that begin at these places."""
    last = len(words) - _RUN
    return {" ".join(words[at : at + _RUN]) for at in starts if at <= last}


def same_letter(new: Version, old: Version, share: float, *, together: bool = False) -> bool:
    """Whether `new` is the letter `old` in another format.

    `together` says that one came in the other, as a PDF comes in a mail: their senders may then be named
    differently.
    """
    if not together and (_other_sender(new, old) or _far_apart(new.date, old.date)):
        return False
    pair = _Pair(new.text, old.text)
    return pair.share() >= share and not pair.contradicts() and all(map(pair.covers, new.promises))


def _other_sender(new: Version, old: Version) -> bool:
    """Whether each is signed by someone whom the other does not even name: one text, sent out by several."""
    if not new.sender or not old.sender or _looks_misread(new.sender.casefold(), old.sender.casefold()):
        return False
    return not (_names(old.text, new.sender) and _names(new.text, old.sender))


def _names(text: str, name: str) -> bool:
    words = set(_WORD.findall(text.casefold()))
    return words.issuperset(_WORD.findall(name.casefold()))


def _far_apart(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs(one - other) > _APART


class _Pair:
    """Two texts, their words laid side by side."""

    def __init__(self, new: str, old: str) -> None:
        self._new, self._old = _words(new), _words(old)
        matcher = SequenceMatcher(
            None,
            [word.casefold() for word, _ in self._new],
            [word.casefold() for word, _ in self._old],
            autojunk=False,
        )
        blocks = [block for block in matcher.get_matching_blocks() if block.size >= _ANCHOR]
        self._core = (blocks[0].a, blocks[-1].a + blocks[-1].size) if blocks else (0, 0)
        self._replaced = [code for code in matcher.get_opcodes() if code[0] == "replace"]
        self._found = [False] * len(self._new)
        self._matches = 0
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal" or (tag == "replace" and self._misread(i1, i2, j1, j2)):
                self._found[i1:i2] = [True] * (i2 - i1)
                self._matches += min(i2 - i1, j2 - j1)

    def share(self) -> float:
        """Of the shorter text's words, those that the other has in the same order."""
        shorter = min(len(self._new), len(self._old))
        return self._matches / shorter if shorter >= FEWEST_WORDS else 0.0

    def contradicts(self) -> bool:
        """Whether one names a figure or a name where the other names another, within what both have."""
        return any(
            self._core[0] <= i1 < self._core[1] and _contradict(self._new[i1:i2], self._old[j1:j2])
            for _, i1, i2, j1, j2 in self._replaced
        )

    def covers(self, promise: Span) -> bool:
        """Whether the words of a promise of the new text stand in the old one."""
        start, end = promise
        inside = [
            found
            for (word, at), found in zip(self._new, self._found, strict=True)
            if start <= at < end and word
        ]
        return bool(inside) and sum(inside) >= _PROMISE_SHARE * len(inside)

    def _misread(self, i1: int, i2: int, j1: int, j2: int) -> bool:
        """Whether a stretch of both is the same but for misread or split words."""
        one = "".join(word for word, _ in self._new[i1:i2]).casefold()
        other = "".join(word for word, _ in self._old[j1:j2]).casefold()
        return _looks_misread(one, other)


def _words(text: str) -> list[tuple[str, int]]:
    found = []
    for match in _WORD.finditer(text):
        found.append((match.group(), match.start()))
        if len(found) == MOST_WORDS:
            break
    return found


def _looks_misread(one: str, other: str) -> bool:
    """Alike letter by letter, as OCR misreads; two figures are never alike."""
    if one == other:
        return True
    if one.isdigit() and other.isdigit():
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LOOKS_ALIKE


def _contradict(new: Sequence[tuple[str, int]], old: Sequence[tuple[str, int]]) -> bool:
    """Whether both stretches hold a figure, or a name, that is not the other's, not even misread."""
    if "".join(word for word, _ in new) == "".join(word for word, _ in old):
        return False
    return any(
        ours and theirs and not any(_is_same(one, other) for one in ours for other in theirs)
        for ours, theirs in zip(_kinds(new), _kinds(old), strict=True)
    )


def _is_same(one: str, other: str) -> bool:
    """Alike, or a year with the mark of a note that ran on from it in one of two formats."""
    year, longer = sorted((one, other), key=len)
    marked = len(year) == _YEAR < len(longer) <= _YEAR + 2 and longer.isdigit() and longer.startswith(year)
    return marked or _looks_misread(one, other)


def _kinds(words: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """The figures, and the names, among the words."""
    yield [word for word, _ in words if word.isdigit()]
    yield [word.casefold() for word, _ in words if word[0].isupper() and len(word) > 1]
