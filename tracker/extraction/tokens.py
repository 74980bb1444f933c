"""A sentence as tagged words: the small part-of-speech layer under triggers, rejections and slots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from typing import TypeAlias

from tracker.extraction import tags as tag
from tracker.extraction.lazy import lazy
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.verbforms import guess_base
from tracker.extraction.wordings import Remembered, chunk_starts, fold, words_of

_WORD = re.compile(r"\d[\d.,:/]*\d|\w+(?:[-'&]\w+)*|[^\w\s]")
_CLITIC = re.compile(
    r"(?:n't|'(?:ll|ve|re|d|m))\Z|(?<=\b(?:it|he))'s\Z|(?<=\b(?:she|who))'s\Z|(?<=\b(?:that|what|here))'s\Z|(?<=\bthere)'s\Z"
)
# Closed classes that are grammar rather than vocabulary; open ones live in the lexicon.
_CLOSED = {
    tag.BE: "be am is are was were been being 'm 're 's",
    tag.HAVE: "have has had having 've",
    tag.DO: "do does did",
    tag.MODAL: "will shall wo 'll would 'd should must may might can could ca cannot ought",
    tag.PRONOUN: "i we you he she it they them us me him",
    tag.RELATIVE: "which who whom whose that",
    tag.NEGATION: "not n't never nor neither",
    tag.JOINER: "and or but nor plus &",
    tag.STOP: '; : ( ) [ ] { } | " - . ! ? *',
}
_SHORTENED = frozenset(
    {
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "prof.",
        "st.",
        "hon.",
        "rev.",
        "sgt.",
        "insp.",
        "supt.",
        "col.",
        "gen.",
        "lt.",
        "capt.",
        "no.",
        "nos.",
        "art.",
        "para.",
    }
)
"""The stop after these ends no clause."""
_BITS: dict[str, int] = {}
for _bit, _words in _CLOSED.items():
    for _word in _words.split():
        _BITS[_word] = _BITS.get(_word, 0) | _bit


class Tokens:
    """The words and signs of one sentence: lower-case forms, offsets in `text`, and tags."""

    def __init__(self, text: str, lexicon: Lexicon, words: frozenset[str] | None = None) -> None:
        """`words` are the `words_of` the text, where they are known."""
        self.text = text
        self.lexicon = lexicon
        known = _known_words(lexicon)
        self.words = words_of(text) if words is None else words
        self._chunks = text.split()
        self._read = list(map(known.__getitem__, self._chunks))
        tagged = list(chain.from_iterable(self._read))
        self.low = [low for low, _, _ in tagged]
        self.tags = [bits for _, bits, _ in tagged]
        self.size = len(tagged)

    @lazy
    def starts(self) -> list[int]:
        """Where each word begins in the text: asked only of sentences that may promise."""
        places = zip(chunk_starts(self.text, self._chunks), self._read, strict=True)
        return [at + start for at, chunk in places for _, _, start in chunk]

    @lazy
    def ends(self) -> list[int]:
        """Where each word ends in the text."""
        return [start + len(low) for start, low in zip(self.starts, self.low, strict=True)]

    @lazy
    def folded(self) -> str:
        """The text in small letters, for phrases."""
        return fold(self.text)

    @lazy
    def kinds(self) -> int:
        """What any of the words can be."""
        return reduce(or_, self.tags, 0)

    def is_(self, i: int, bits: int) -> bool:
        """Whether word `i` exists and can be one of `bits`."""
        return 0 <= i < self.size and self.tags[i] & bits != 0

    def at(self, i: int) -> str:
        """The lower-case word `i`, or "" outside of the sentence."""
        return self.low[i] if 0 <= i < self.size else ""

    def base(self, i: int) -> str:
        """The base form of the verb `i`."""
        low = self.low[i]
        return self.lexicon.bases.get(low) or guess_base(low)

    def slice(self, i: int, j: int) -> str:
        """The text from word `i` to before word `j`."""
        return self.text[self.starts[i] : self.ends[j - 1]] if i < j else ""


Word: TypeAlias = tuple[str, int, int]
"""A word in small letters, what it can be, and where it begins in its chunk."""


@lru_cache(maxsize=4)
def _known_words(lexicon: Lexicon) -> Remembered[list[Word]]:
    return Remembered(lambda chunk: list(_read_words(chunk, lexicon.tags)))


def _read_words(chunk: str, known: dict[str, int]) -> Iterator[Word]:
    """The words and signs of a chunk; a word is parted from its clitic."""
    shortened = chunk.lower() in _SHORTENED
    for match in _WORD.finditer(chunk):
        word, at = match.group(), match.start()
        if shortened and word == ".":
            yield ".", tag.SIGN, at
            continue
        clitic = _CLITIC.search(word.lower()) if "'" in word else None
        cut = clitic.start() if clitic else 0
        if cut:
            yield *_tagged(word[:cut], known), at
        yield *_tagged(word[cut:], known), at + cut


def _tagged(word: str, known: dict[str, int]) -> tuple[str, int]:
    low = word.lower()
    # Some letters grow when made small ("\u0130"); offsets need words of the same length.
    low = low if len(low) == len(word) else word
    closed = _BITS.get(low, 0)
    bits = known.get(low, 0) | closed if not closed & tag.FINITE else closed
    if word[0].isupper():
        bits |= tag.CAPITAL if bits else tag.CAPITAL | tag.NAME
    return low, bits or _guess(low)


def _guess(low: str) -> int:
    """Tags of a word that the lexicon does not know, from its ending."""
    if not low[0].isalnum():
        return tag.STOP if low in {"/", "\\", "<", ">"} else tag.SIGN
    if low[0].isdigit():
        return tag.NUMBER
    if low.endswith("ly") and len(low) > 4:
        return tag.ADVERB
    if low.endswith("ing") and len(low) > 5:
        return tag.GERUND
    if low.endswith("ed") and not low.endswith("eed") and len(low) > 4:
        return tag.PAST | tag.PARTICIPLE
    return 0
