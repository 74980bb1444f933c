"""Bodies that a letter says its author sets up or engages: "has appointed an independent panel", "a unit will be formed".

The verbs are found first, with a pattern that is quick to look for; what they act on is read only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.extraction.wordings import any_of, any_whole, fold

_SETTING_UP = re.compile(
    any_whole(
        [
            "set up",
            "sets up",
            "setting up",
            "established",
            "establishing",
            "create",
            "created",
            "convene",
            "convened",
            "appointed",
            "formed",
            "engage",
            "engaged",
            "commissioned",
            "launched",
            "retained",
        ]
    )
)
_IS_SET_UP = re.compile(
    any_whole(["will be", "has been", "is being", "is to be", "was"])
    + r"\s+(?:"
    + any_of(
        [
            "set up",
            "established",
            "created",
            "convened",
            "appointed",
            "formed",
            "engaged",
            "commissioned",
            "asked",
            "tasked",
            "instructed",
        ]
    )
    + r")\b"
)
_DESCRIBED = r"(?:an?|the|our)\s+(?P<words>(?:[\w-]+\s+){0,5}?)"
_BODY = (
    r"working group|task force|taskforce|panel|committee|group|team|board|unit|commission|council|forum|office|"
    r"inspector|adviser|advisor|auditor|consultant|expert|body"
)
_SET_UP = re.compile(
    rf"(?i:\s+{_DESCRIBED}(?P<noun>{_BODY}|chair|officer))\b(?:\s*\((?P<short>[A-Z]{{2,8}})\))?"
)
_BEING_SET_UP = re.compile(
    rf"\b{_DESCRIBED}(?P<noun>{_BODY})\s+(?:of\s+[\w-]+\s+)?(?={_IS_SET_UP.pattern})", re.IGNORECASE
)
_LONGEST = 300
"""How many characters before "will be set up" the body's name may begin."""


def find_bodies(text: str) -> frozenset[str]:
    """What these bodies are called, in small letters: whole, by their noun alone, by the acronym in brackets."""
    folded = fold(text)
    bodies: set[str] = set()
    for match in (*_set_up(text, folded), *_being_set_up(folded)):
        bodies.add((match["words"] + match["noun"]).lower())
        bodies.add(match["noun"].split()[-1].lower())
        if match.re is _SET_UP and match["short"]:
            bodies.add(match["short"].lower())
    return frozenset(bodies)


def _set_up(text: str, folded: str) -> Iterator[re.Match[str]]:
    done = 0
    for verb in _SETTING_UP.finditer(folded):
        match = _SET_UP.match(text, verb.end()) if verb.start() >= done else None
        if match is not None:
            yield match
            done = match.end()


def _being_set_up(folded: str) -> Iterator[re.Match[str]]:
    done = 0
    for verb in _IS_SET_UP.finditer(folded):
        match = _BEING_SET_UP.search(folded, max(done, verb.start() - _LONGEST), verb.end())
        if match is not None:
            yield match
            done = match.end()
