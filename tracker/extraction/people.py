"""People whom a letter introduces with their post: "our Medical Director, Dr Fitch", "Ida Moe, our treasurer"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.extraction.wordings import matches_from

_NAME = r"(?P<name>(?:[A-Z][\w'\u2019.-]+\s){0,3}[A-Z][\w'\u2019-]+)"
_POST = r"(?P<post>(?:[\w&/-]++\s){0,5}?[\w-]++)"
_OWNERS = ("our", "Our", "my", "My", "your", "Your")
_OWN = rf"(?<!\w)(?:{'|'.join(_OWNERS)})"
_POST_FIRST = re.compile(rf"{_OWN}\s{_POST},?\s(?:is\s|will be\s|at present\s)?{_NAME}")
_NAME_FIRST = re.compile(rf"{_NAME}\Z")
# Looked for before the name, which any capital letter may begin.
_THEN_POST = re.compile(rf",\s(?:who is\s)?(?:our|my|head of our|of my|of our)\s{_POST}\b")
_LONGEST_NAME = 160


def find_people(text: str, roles: frozenset[str]) -> frozenset[str]:
    """Their surnames in small letters, where the post is one of `roles`."""
    found = [(match["post"], match["name"]) for match in matches_from(_OWNERS, _POST_FIRST, text)]
    found += _placed(text)
    surnames = {
        name.split()[-1].lower() for post, name in found if not roles.isdisjoint(post.lower().split())
    }
    return frozenset(name for name in surnames if len(name) > 2 and name not in roles)


def _placed(text: str) -> Iterator[tuple[str, str]]:
    done = 0
    for tail in _THEN_POST.finditer(text):
        name = _NAME_FIRST.search(text, max(done, tail.start() - _LONGEST_NAME), tail.start())
        if name is not None:
            yield tail["post"], name["name"]
            done = tail.end()
