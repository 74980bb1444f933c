"""Names of organisations: how they are cleaned, compared and weighed against each other."""

from __future__ import annotations

import re
from functools import lru_cache

from tracker.extraction.facts.words import FactPatterns

_WORDS = re.compile(r"[^\W_][\w'\u2019&.+-]*|&")
_TRAILING = " \t\n,;:.-\u2013\u2014*_|\"\u201c\u201d()[]'\u2019"
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]?\s*$")
_NUMBERED = re.compile(r"(?:page )?\d{1,6}(?: of \d|,? [A-Z][a-z])", re.IGNORECASE)
"""A page number, or a house in a street."""
_ADVERB = re.compile(r"[A-Z][a-z]{3,}ly,?")
_PARTS = re.compile(
    r"\s*(?:,(?!\s(?:Inc|Ltd|LLC|LLP|PLC|plc|Limited|Corp|S\.A|Pty|GmbH)\b)|[|;/\u2013\u2014\u00b7\u2022]|\s-\s)\s*"
)
_SHORTEST_DOMAIN = 4
_LINK = 3
"""Length of the longest small word within a name, as in "Defensoras del Valle"."""
_NOT_LETTERS = re.compile(r"[\W_]+")
_SMALL = {"of", "for", "the", "and", "on", "in", "to", "at"}


def clean_name(raw: str, known: FactPatterns) -> str | None:
    """The name without article, brackets, markup and the openers that only begin a sentence; None if none."""
    name = _BRACKETED.sub("", " ".join(raw.split())).strip(_TRAILING)
    for _ in range(3):
        first, _, rest = name.partition(" ")
        if not known.not_name.fullmatch(first.strip(_TRAILING)) and not (
            _ADVERB.fullmatch(first) and rest[:1].isupper()
        ):
            break
        name = rest.strip(_TRAILING)
    name = re.sub(r"['\u2019]s$", "", name)
    if (
        known.not_name.fullmatch(name)
        or known.legal_form.fullmatch(name)
        or known.title_of_document.fullmatch(name)
        or len(name) < 2
        or len(name) > 100
        or not re.search(r"[^\W\d_]{2}", name)
        or _NUMBERED.match(name)
        or len(name.split()) > 12
    ):
        return None
    spoken = sum(word[0].islower() and word not in _SMALL for word in name.split())
    nobody = spoken > 1 or known.person.match(name) or any(mark in name for mark in "<>=@#|\u2022")
    return None if nobody else _legal_stop(name, raw)


def _legal_stop(name: str, raw: str) -> str:
    """Keep the stop of "Inc." and "W.L.L."."""
    return (
        f"{name}." if f"{name}." in raw and re.search(r"\.[A-Za-z]$|\b(?:Inc|Co|Corp|Ltd)$", name) else name
    )


def is_unit(name: str, known: FactPatterns) -> bool:
    """A part of an organisation: by its last word ("Consumer Care"), or its first ("Directorate for Prisons")."""
    match = known.unit.fullmatch(name)
    return match is not None and (match["head"] is not None or not re.search(r" (?:of|for|on) ", name))


def parts_of(line: str) -> list[str]:
    """The parts of a line of names and posts: at commas, bars and dashes, but not before "Ltd"."""
    return [part for part in _PARTS.split(line) if part]


def through_legal_form(line: str, known: FactPatterns) -> str | None:
    """The name that a line begins with, up to its legal form: "Acme Mills Ltd. Registered in …"."""
    match = known.firm.match(line)
    return match["name"] if match else None


def all_names(line: str) -> bool:
    """Whether every word is written as a name's."""
    words = [
        word.lstrip('"\u201c\u2018(') for word in line.split() if not (word.islower() and len(word) <= _LINK)
    ]
    return all(word[:1].isupper() for word in words) and not line.endswith((".", ":"))


def spells(label: str, name: str) -> bool:
    """Whether a mail domain's label shortens a name: its first words, some of its words, or its initials."""
    label = _NOT_LETTERS.sub("", label).lower()
    key = key_of(name)
    squashed = _NOT_LETTERS.sub("", "".join(key))
    initials = "".join(word[0] for word in key)
    if len(label) < _SHORTEST_DOMAIN:
        return False
    if squashed.startswith(label) or initials == label or (len(squashed) > 4 and label.startswith(squashed)):
        return True
    taken = 0
    for word in key:
        if label.startswith(_NOT_LETTERS.sub("", word), taken):
            taken += len(word)
    return taken == len(label) and len(key) > 1 and label.startswith(key[0])


@lru_cache(maxsize=2048)
def key_of(name: str) -> tuple[str, ...]:
    """The words by which two names are the same."""
    words = [word.strip(".'\u2019").lower() for word in _WORDS.findall(name)]
    return tuple(word for word in words if word and word not in {"the", "&", "and"})


def contains(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether one name stands whole inside the other."""
    size = len(shorter)
    return (
        0 < size <= len(longer)
        and shorter[0] in longer
        and any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))
    )


def in_mixed_case(name: str, text: str) -> str:
    """A name printed in capitals as the text writes it elsewhere, else with capital initials."""
    if not name.isupper() or " " not in name:
        return name
    again = re.compile(r"\s+".join(map(re.escape, name.split())), re.IGNORECASE)
    for match in again.finditer(text):
        found = " ".join(match.group().split())
        if not found.isupper() and not found.islower():
            return found
    words = name.split()
    return " ".join(_capital(word, at) for at, word in enumerate(words))


def _capital(word: str, at: int) -> str:
    if at and word.lower() in _SMALL:
        return word.lower()
    return (
        word
        if len(word) <= 3 or "." in word
        else word.title().replace("'S", "'s").replace("\u2019S", "\u2019s")
    )
