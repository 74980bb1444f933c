"""By which names and nouns one letter speaks of its author: told by the sender's name and by the text itself."""

from __future__ import annotations

import re

from tracker.extraction.bodies import find_bodies
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.parties import Parties
from tracker.extraction.people import find_people
from tracker.extraction.wordings import places_of


def find_parties(text: str, sender: str | None, lexicon: Lexicon) -> Parties:
    """The parties of a letter by `sender` (None: unknown), from its name and what the letter itself defines."""
    words = re.findall(r"[\w&.'-]+", (sender or "").lower())
    forms = lexicon.subjects.legal_forms
    core = [word for word in words if word.strip(".") not in forms and word != "the"]
    names = {" ".join(words), " ".join(core)}
    names |= _short_names(core, sender or "", lexicon)
    nouns = {word for word in words if word in lexicon.subjects.organisation_nouns}
    if any(word.strip(".") in forms for word in words) or (words and not nouns):
        nouns |= lexicon.subjects.company_nouns
    nouns |= {word for word in words if word in lexicon.subjects.own_roles} - lexicon.subjects.ranks
    nouns |= lexicon.subjects.own_offices & set(words)
    for word in words:
        nouns |= lexicon.speaks_for.get(word, frozenset())
    nouns |= _state_nouns(words, lexicon)
    first = core[0] if core else None
    for match in _DEFINED.finditer(text):
        named = text[max(match.start() - _BEFORE_DEFINED, 0) : match.start()].lower()
        if sender is not None and first and first in named:
            alias = match.group(1).lower().strip()
            (nouns if alias in lexicon.subjects.organisation_nouns else names).add(alias)
    names |= _heading_name(text)
    if sender is not None and "company" in nouns:
        nouns |= _bare_nouns(text, nouns, lexicon)
    if sender is None:
        nouns |= _frequent_noun(text, lexicon)
    people = find_people(text, lexicon.insiders)
    return Parties(frozenset(filter(None, names)), frozenset(nouns), find_bodies(text, lexicon), people)


_DEFINED = re.compile(
    r"\((?:(?:together|collectively|jointly),?\s+|(?:hereinafter|hereafter)\s+(?:referred to as\s+)?)?(?:the\s+)?[\"\u201c'\u2018]?(?:the\s+)?([\w& .-]{2,40})[\"\u201d'\u2019]?\)"
)


_BEFORE_DEFINED = 80
"""How many characters before a bracket hold the name that it shortens."""


def _state_nouns(words: list[str], lexicon: Lexicon) -> frozenset[str]:
    """What a government or a ministry whose name has these words also speaks for."""
    known = lexicon.subjects
    if not known.government_marks.isdisjoint(words) or "permanent mission" in " ".join(words):
        return known.governed
    return frozenset() if known.ministries.isdisjoint(words) else lexicon.ministerial


def _short_names(core: list[str], sender: str, lexicon: Lexicon) -> set[str]:
    names: set[str] = set()
    if (
        core
        and core[0] not in lexicon.agents
        and len(core[0]) > 3
        and core[0] not in lexicon.subjects.never_short
    ):
        names.add(core[0])
    initials = re.findall(r"\b([A-Z])\w*|(&)", sender)
    letters = "".join(a or b for a, b in initials).lower()
    if len(letters) > 2:
        names |= {letters, letters.replace("&", "")}
        names |= {letters[:-1]} if core and "&" in letters[:-1] else set()
    return names


_HEADING = re.compile(r"\s*([A-Z][\w&'.-]*(?: [A-Z&][\w&'.-]*){0,4})[ \t]*\n")


def _heading_name(text: str) -> set[str]:
    """A name that stands alone in the first line, where the letter then says what it does: "Acme will"."""
    heading = _HEADING.match(text)
    if heading is None:
        return set()
    name = heading[1]
    acts = any(
        _ACTS.match(text, at + len(name)) is not None and not _is_word(text[at - 1 : at])
        for at in places_of(name, text)
    )
    return {name.lower()} if acts else set()


_ACTS = re.compile(r" (?:will|shall|is|has|takes|commits|intends|plans|undertakes)\b")


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


_BARE = re.compile(r"he (?<=\b[Tt]he )([A-Z]\w+) (?:will|shall|is|has|undertakes|intends|plans|would)\b")
_FREQUENT = re.compile(r"he (?<=\b[Tt]he )([A-Z]\w+) (?:will|shall|has|is|undertakes|intends)\b")


def _bare_nouns(text: str, nouns: set[str], lexicon: Lexicon) -> set[str]:
    """Nouns by which an author calls itself beside those of its name: "the Bank", where no other bank is named.

    A noun of the name that the text uses so tells that none else is needed.
    """
    bare = {m.lower() for m in _BARE.findall(text)}
    if bare & nouns:
        return set()
    return {
        noun
        for noun in bare & lexicon.subjects.bare_nouns & lexicon.subjects.organisation_nouns
        if not re.search(
            rf"\b[A-Z]\w+ {noun.capitalize()}\b|\b{noun.capitalize()} (?:of|for)\b",
            re.sub(r"\bThe ", "the ", text),
        )
    }


def _frequent_noun(text: str, lexicon: Lexicon) -> set[str]:
    """With no sender known: the noun that the letter most often gives a modal, as in "the Council will"."""
    found = [
        noun
        for noun in map(str.lower, _FREQUENT.findall(text))
        if noun in lexicon.subjects.organisation_nouns
    ]
    return {max(set(found), key=lambda noun: (found.count(noun), noun))} if found else set()
