"""Bodies that a letter says its author sets up or engages: "has appointed an independent panel", "a unit will be formed".

The verbs are found first, with a pattern that is quick to look for; what they act on is read only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tracker.extraction.lexicon import Lexicon
from tracker.extraction.wordings import any_of, any_whole, fold, holds_any, matches_from, telling

_DESCRIBED = r"(?:an?|the|our)\s+(?P<words>(?:[\w-]+\s+){0,5}?)"
_LONGEST = 300
"""How many characters before "will be set up" the body's name may begin."""


class _Patterns(NamedTuple):
    """The words compiled."""

    founding: frozenset[str]
    """What `setting_up` begins with."""
    founded: frozenset[str]
    """Without a word of these a text holds no `is_set_up`."""
    setting_up: re.Pattern[str]
    named: re.Pattern[str]
    """What stands after these: "an independent panel (IP)"."""
    is_set_up: re.Pattern[str]
    being_set_up: re.Pattern[str]


@lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> _Patterns:
    words = lexicon.subjects
    body, posts = any_of(words.bodies), any_of(words.body_posts)
    is_set_up = any_whole(["will be", "has been", "is being", "is to be", "was"])
    is_set_up += rf"\s+(?:{any_of(words.is_set_up)})\b"
    return _Patterns(
        frozenset(phrase.split()[0] for phrase in words.sets_up),
        telling(words.is_set_up),
        re.compile(any_whole(words.sets_up)),
        re.compile(rf"(?i:\s+{_DESCRIBED}(?P<noun>{body}|{posts}))\b(?:\s*\((?P<short>[A-Z]{{2,8}})\))?"),
        re.compile(is_set_up),
        re.compile(rf"\b{_DESCRIBED}(?P<noun>{body})\s+(?:of\s+[\w-]+\s+)?(?={is_set_up})", re.IGNORECASE),
    )


def find_bodies(text: str, lexicon: Lexicon) -> frozenset[str]:
    """What these bodies are called, in small letters: whole, by their noun alone, by the acronym in brackets."""
    folded, known = fold(text), _patterns(lexicon)
    bodies: set[str] = set()
    for match in (*_set_up(text, folded, known), *_being_set_up(folded, known)):
        bodies.add((match["words"] + match["noun"]).lower())
        bodies.add(match["noun"].split()[-1].lower())
        if match.re is known.named and match["short"]:
            bodies.add(match["short"].lower())
    return frozenset(bodies)


def _set_up(text: str, folded: str, known: _Patterns) -> Iterator[re.Match[str]]:
    done = 0
    for verb in matches_from(known.founding, known.setting_up, folded):
        match = known.named.match(text, verb.end()) if verb.start() >= done else None
        if match is not None:
            yield match
            done = match.end()


def _being_set_up(folded: str, known: _Patterns) -> Iterator[re.Match[str]]:
    done = 0
    for verb in known.is_set_up.finditer(folded) if holds_any(folded, known.founded) else ():
        match = known.being_set_up.search(folded, max(done, verb.start() - _LONGEST), verb.end())
        if match is not None:
            yield match
            done = match.end()
