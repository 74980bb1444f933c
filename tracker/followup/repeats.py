"""Whether a promise was made before: the same verb, and nearly the same words for what is done.

Times are left out by the action already, so that a promise that slips from year to year is still the same one.
Figures ("well 3", "well 5") and names ("the Ellis mine", "the Anson mine") tell promises apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

ALIKE = 0.7
"""Twice the shared words over all words of both (Dice's coefficient), from 0 to 1."""
FEWEST_SHARED = 2
"""Content words beside the verb: "send you a copy" says too little."""

_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    [
        "a", "an", "the", "this", "that", "these", "those", "its", "our", "your", "their", "his", "her", "my", "all",
        "any", "each", "every", "and", "or", "of", "to", "in", "on", "at", "by", "for", "with", "from", "into", "as",
        "up", "out", "it", "you", "us", "we", "them", "they", "be", "is", "are", "so", "such", "also", "again", "not",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Content:
    verb: str
    words: frozenset[str]
    figures: frozenset[str]
    names: frozenset[str]


@lru_cache(maxsize=4096)
def verb_of(action: str) -> str:
    """The verb of an action, with "not" before it where the promise is to leave something: "publish", "not sell"."""
    words = [word.casefold() for word in _WORD.findall(action)[:2]]
    return " ".join(words if words[:1] == ["not"] else words[:1])


def is_repeat(action: str, earlier: str) -> bool:
    """Whether two actions of one organisation are the same promise."""
    one, other = _content(action), _content(earlier)
    if not one.verb or one.verb != other.verb:
        return False
    if one.figures != other.figures:
        return False
    if one.names - other.words and other.names - one.words:
        return False
    shared = len(one.words & other.words)
    return shared >= FEWEST_SHARED and 2 * shared >= ALIKE * (len(one.words) + len(other.words))


@lru_cache(maxsize=4096)
def _content(action: str) -> _Content:
    """What an action says: its verb, and what beside it."""
    verb = verb_of(action)
    written = _WORD.findall(action)[len(verb.split()) :]
    words = [(word, _stem(word.casefold())) for word in written if word.casefold() not in _EMPTY]
    return _Content(
        verb,
        frozenset(stem for _, stem in words),
        frozenset(stem for _, stem in words if any(map(str.isdigit, stem))),
        frozenset(stem for word, stem in words if word[0].isupper()),
    )


def _stem(word: str) -> str:
    """Without the plural's ending."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
