"""When two names are surely one organisation: they differ in nothing but case, stops, an article or a legal form.

Everything else ("Halden" and "Halden Copper") a person must say.
"""

from __future__ import annotations

import re
from functools import lru_cache

UNKNOWN_SENDER = "Unknown sender"
"""Whom promises are filed under while nobody has said who made them."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|&")
_STOPS = re.compile(r"(?<=\b[^\W\d_])\.(?=\s?[^\W\d_]\b)\s?")
"""Of abbreviations: "S.A.", "N. V."."""
_ARTICLES = frozenset({"the"})
_LEGAL_FORMS = frozenset(
    [
        "ltd", "limited", "inc", "incorporated", "llc", "llp", "lp", "plc", "corp", "corporation", "gmbh", "mbh", "ag",
        "kg", "kgaa", "ev", "se", "sa", "sas", "sarl", "srl", "spa", "nv", "bv", "ab", "asa", "as", "oyj", "oy", "aps",
        "pty", "pte", "pvt", "wll", "kk", "bhd", "sdn", "pjsc", "jsc", "ooo", "pao", "cic",
    ]
)  # fmt: skip
_BESIDE_OTHERS = frozenset({"private", "public", "co", "company", "&", "and"})
"""Dropped only before a legal form: "Private Limited", "& Co KG"."""


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """What two names of one organisation have in common; never empty for a name that holds a letter or digit."""
    words = [word.casefold() for word in _WORD.findall(_STOPS.sub("", name))]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
        while len(words) > 1 and words[-1] in _BESIDE_OTHERS:
            words.pop()
    return " ".join("and" if word == "&" else word for word in words) or name.strip().casefold()
