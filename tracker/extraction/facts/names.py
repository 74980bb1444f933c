"""Names of organisations: how they are cleaned, compared and weighed against each other."""

from __future__ import annotations

import re

from tracker.extraction.facts.words import FactPatterns

_WORDS = re.compile(r"[^\W_][\w'\u2019&.+-]*|&")
_TRAILING = " \t\n,;:.-\u2013\u2014*_|\"\u201c\u201d()[]'\u2019"
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]?\s*$")
_NUMBERED = re.compile(r"(?:page )?\d{1,6}(?: of \d|,? [A-Z][a-z])", re.IGNORECASE)
"""A page number, or a house in a street."""
_ADVERB = re.compile(r"[A-Z][a-z]{3,}ly,?")
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


def key_of(name: str) -> tuple[str, ...]:
    """The words by which two names are the same."""
    words = [word.strip(".'\u2019").lower() for word in _WORDS.findall(name)]
    return tuple(word for word in words if word and word not in {"the", "&", "and"})


def contains(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether one name stands whole inside the other."""
    size = len(shorter)
    return 0 < size <= len(longer) and any(
        longer[at : at + size] == shorter for at in range(len(longer) - size + 1)
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


class Ballot:
    """Points for names; a name gets the points of the names that stand inside it, too."""

    def __init__(self) -> None:
        self._points: dict[tuple[str, ...], float] = {}
        self._names: dict[tuple[str, ...], str] = {}
        self._short: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, name: str | None, points: float) -> None:
        """Give a name points; None is nobody."""
        if name and (key := key_of(name)):
            self._points[key] = self._points.get(key, 0) + points
            self._names.setdefault(key, name)

    def shorten(self, name: str | None, short: str) -> None:
        """Note a short form: what it gets counts for the full name."""
        if name:
            self._short.setdefault(key_of(short), key_of(name))
            self._names.setdefault(key_of(name), name)

    def scale(self, key: tuple[str, ...], factor: float) -> None:
        """Weigh what a name has got so far."""
        self._points[key] *= factor

    def standing(self) -> list[tuple[str, ...]]:
        """Who stands."""
        return list(self._points)

    def name(self, key: tuple[str, ...]) -> str:
        """The name as first written."""
        return self._names[key]

    def ranking(self) -> list[tuple[float, str]]:
        """Names by points, best first; among equals the first named."""
        totals = [
            (sum(points * self._share(other, key) for other, points in self._points.items()), key)
            for key in self._names
        ]
        totals.sort(key=lambda total: (-total[0], -len(total[1])))
        return [(points, self._names[key]) for points, key in totals]

    def _share(self, other: tuple[str, ...], key: tuple[str, ...]) -> float:
        """How much of a name's points count for `key`: all of its own and its short form's, most of a part's."""
        if key in (other, self._short.get(other)):
            return 1
        return 0.8 if contains(key, other) else 0
