"""Many phrases as one pattern that is quick to look for.

A pattern of the machine's that begins with one of some known signs is looked for far faster than one that
begins with a boundary or matches in any case: texts are folded first, and boundaries stand behind the first sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import accumulate, chain
from operator import or_
from typing import TypeAlias, TypeVar

Read = TypeVar("Read")

_Tree: TypeAlias = "dict[str, _Tree]"

# Typographic and straight apostrophes, and wide blanks, are the same to a reader.
_ALIKE = {"'": "['\u2019]", " ": r"\s{1,3}"}


def fold(text: str) -> str:
    """`text` in small letters, sign for sign: offsets hold."""
    return text.replace("\u0130", "i").lower()


class Remembered(dict[str, Read]):
    """What `read` makes of a chunk of text, asked once for the chunks that come again.

    A chunk is what stands between two blanks: a word with the signs around it. Chunks are bounded in size and
    number, so that a text of ever new words does not fill the memory.
    """

    def __init__(self, read: Callable[[str], Read]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, chunk: str) -> Read:
        answer = self._read(chunk)
        if len(chunk) <= _LONGEST_CHUNK and len(self) < _MOST_CHUNKS:
            self[chunk] = answer
        return answer


_CHUNK = re.compile(r"\S+")


def chunk_starts(text: str, chunks: Sequence[str]) -> list[int]:
    """Where each of the chunks that `text.split()` gave begins."""
    ends = accumulate(map(len, chunks[:-1]), initial=0)
    starts = [at + blanks for blanks, at in enumerate(ends)]
    if not chunks or starts[-1] + len(chunks[-1]) == len(text):
        return starts[: len(chunks)]  # single blanks, as in a cleaned text
    return [chunk.start() for chunk in _CHUNK.finditer(text)]


_LONGEST_CHUNK = 40
_MOST_CHUNKS = 50_000

_WORD = re.compile(r"[a-z]+|\d+")
_words_in: Remembered[list[str]] = Remembered(_WORD.findall)


def words_of(text: str) -> frozenset[str]:
    """The words of a text in small letters, cut at every sign.

    What a sentence has none of, no pattern and no rule need look for in it: this set is asked first.
    """
    return frozenset(chain.from_iterable(map(_words_in.__getitem__, text.lower().split())))


def holds_any(text: str, pieces: Iterable[str]) -> bool:
    """Whether any of the pieces stands in the text: the cheapest question that a long text can be asked."""
    return any(map(text.__contains__, pieces))


def places_of(piece: str, text: str) -> Iterator[int]:
    """Where a piece stands in the text."""
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def matches_from(openers: Iterable[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """As `pattern.finditer(text)` of a pattern that begins with one of these openers: they are quicker to look for."""
    end = 0
    starts = [place for opener in openers if opener in text for place in places_of(opener, text)]
    for start in sorted(starts):
        match = pattern.match(text, start) if start >= end else None
        if match is not None:
            yield match
            end = match.end()


def telling(phrases: Iterable[str]) -> frozenset[str]:
    """A word of each phrase, the longest that is not a common one: without any of them a text holds no phrase."""
    return frozenset(
        max(_WORD.findall(phrase), key=lambda word: (word not in _COMMON, len(word))) for phrase in phrases
    )


_COMMON = frozenset(
    {"be", "been", "have", "it", "should", "that", "the", "this", "to", "very", "would", "you", "your"}
)


class Telltales:
    """Sets of words of which some pattern needs a word, numbered as bits: one look at a sentence answers for all."""

    def __init__(self) -> None:
        self._bits: dict[frozenset[str], int] = {}
        self._by_word: dict[str, int] = {}

    def mask(self, sets: Iterable[frozenset[str]]) -> int:
        """The bits of these sets."""
        return reduce(or_, map(self._bit, sets), 0)

    def _bit(self, words: frozenset[str]) -> int:
        bit = self._bits.setdefault(words, 1 << len(self._bits))
        for word in words:
            self._by_word[word] = self._by_word.get(word, 0) | bit
        return bit

    def met(self, words: frozenset[str]) -> int:
        """The bits of the sets that share a word with `words`."""
        return reduce(or_, map(self._by_word.__getitem__, self._by_word.keys() & words), 0)


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases in a folded text, the longest that fits.

    Phrases that begin alike share their beginning in it: the first sign decides which few are compared.
    """
    return _join(_tree(phrases))


def any_whole(phrases: Iterable[str]) -> str:
    r"""Any of the phrases between word boundaries, as `\b(?:…)\b`; each ends with a letter or digit."""
    return rf"(?:{'|'.join(_begun(first, rest) for first, rest in _tree(phrases).items())})\b"


def _begun(first: str, rest: _Tree) -> str:
    """Phrases by their first two signs, which most places in a text fail, before the boundary is looked at."""
    edge = "!" if first.isalnum() else "="
    branches = [
        rf"{re.escape(second)}(?<{edge}\w..){_join(after)}"
        if second.isalnum()
        else rf"(?<{edge}\w.){_join({second: after}) if second else ''}"
        for second, after in sorted(rest.items(), reverse=True)
    ]
    return f"{re.escape(first)}(?:{'|'.join(branches)})"


class Wording:
    """Phrases to be looked for in folded sentences.

    The words of the sentence (`words_of` it, or of more) are asked first: most sentences hold none that tells of a
    phrase, and no pattern need look at them.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self._pattern = re.compile(any_whole(phrases))
        self._telling = telling(phrases)

    def told_by(self, words: frozenset[str]) -> bool:
        """Whether any of the words tells of a phrase."""
        return not self._telling.isdisjoint(words)

    def found(self, folded: str, words: frozenset[str], start: int = 0) -> bool:
        """Whether a phrase stands at or after character `start`."""
        return self.told_by(words) and self._pattern.search(folded, start) is not None

    def all(self, folded: str, words: frozenset[str]) -> Iterable[re.Match[str]]:
        """Where phrases stand, in order and apart."""
        return self._pattern.finditer(folded) if self.told_by(words) else ()

    def opens(self, folded: str, start: int) -> bool:
        """Whether a phrase begins at character `start`."""
        return self._pattern.match(folded, start) is not None


def _tree(phrases: Iterable[str]) -> _Tree:
    root: _Tree = {}
    for phrase in phrases:
        node = root
        for sign in phrase:
            node = node.setdefault(sign, {})
        node[""] = {}
    return root


def _join(node: _Tree) -> str:
    branches = [_ALIKE.get(sign, re.escape(sign)) + _join(after) for sign, after in node.items() if sign]
    if not branches:
        return ""
    if len(branches) == 1 and "" not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if '' in node else ''}"
