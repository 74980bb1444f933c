"""The organisation that a letter binds: each kind of evidence gives points to names, and the best name wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from tracker.extraction.facts.ballot import Ballot
from tracker.extraction.facts.evidence import (
    Reading,
    Votes,
    by_first_words,
    by_foot,
    by_letterhead,
    by_mail_header,
    by_page,
    by_signature,
    by_speaker,
    by_title,
)
from tracker.extraction.facts.head import Surroundings
from tracker.extraction.facts.names import clean_name, contains, in_mixed_case, is_unit, key_of, spells
from tracker.extraction.facts.spoken import BODY_READ, by_own_words
from tracker.extraction.facts.words import NAME, FactPatterns
from tracker.extraction.wordings import places_of

FRAME: tuple[Callable[[Reading], Votes], ...] = (by_letterhead, by_signature, by_foot, by_mail_header)
WORDS: tuple[Callable[[Reading], Votes], ...] = (by_title, by_page, by_speaker, by_first_words, by_own_words)
"""Every kind of evidence for a name: from the frame of a letter, and from what it says."""

_ENOUGH = 2.5
_HARDLY = 1.5
"""Less than this, a name that stands alone stands there by chance."""
_PART_OF_WHOLE = 0.2
"""What counts of the points of an organisation's part."""
_FOOT_READ = 2_000
_BARE_OFFICE = 2
"""Words of an office without its field: "Minister", "Commissioner General"."""
_EACH_TIME, _MOST_TIMES = 0.3, 5
"""What a name gets each time that it is shortened to its noun, and how often that counts."""
_DOMAIN = re.compile(r"(?:@|\b)((?:[a-z0-9-]{1,60}\.){1,4})[a-z]{2,10}\b")
_STOP_WITHIN = re.compile(r"\.[a-z]{2}")
_NAME_AT_END = re.compile(rf"(?P<name>{NAME})\s?\Z")
_LONGEST_NAME = 600
_SHORT_FORM = re.compile(
    r"\((?:the )?\W{0,3}(?P<short>[A-Z][A-Za-z&]{1,14})\W{0,3}(?:\s?(?:or|and)\s[^()\n]{1,30})?\)"
)
_LINKS = r"(?:\s(?:and|of|for|the|on|&))*\s"


def find_sender(letter: Reading) -> str | None:
    """The name with the most points, or None where nothing speaks for anybody, or several speak together."""
    text, around, known = letter.text, letter.around, letter.known
    if any(known.joint.search(line) for line in (*around.titles, *around.opening[:2])):
        return None
    ballot = Ballot()
    _collect(ballot, FRAME, letter)
    framed = set(ballot.standing())
    _collect(ballot, WORDS, letter)
    for name, short in _acronyms(text[:BODY_READ]):
        ballot.shorten(clean_name(name, known), short)
    _vote_by_signature(ballot, around)
    _vote_by_domains(ballot, text)
    _vote_by_nouns(ballot, framed, text)
    _vote_down(ballot, around, known)
    _weigh_parts(ballot, framed, around, known)
    ranking = [(points, name) for points, name in ballot.ranking() if not known.self_name.fullmatch(name)]
    alone = len(ranking) == 1 or (len(ranking) > 1 and ranking[0][0] >= 2 * ranking[1][0])
    if ranking and (ranking[0][0] >= _ENOUGH or (alone and ranking[0][0] >= _HARDLY)):
        others = [name for points, name in ranking if points > 0]
        name = _without_post(_house_of(ranking[0][1], others, known), others, known)
        return in_mixed_case(_spell_out(name, text[:BODY_READ]), text[:BODY_READ])
    return _owner_of_page(text, around, known)


def _collect(ballot: Ballot, kinds: Sequence[Callable[[Reading], Votes]], letter: Reading) -> None:
    for kind in kinds:
        for name, points in kind(letter):
            ballot.add(name, points)


def _acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Each name with the short form in brackets behind it."""
    floor = 0
    for bracket in _SHORT_FORM.finditer(text):
        begin = max(floor, bracket.start() - _LONGEST_NAME)
        name = _NAME_AT_END.search(text, begin, bracket.start())
        if name is not None:
            yield name["name"], bracket["short"]
            floor = bracket.end()


def _owner_of_page(text: str, around: Surroundings, known: FactPatterns) -> str | None:
    """Who holds the copyright of a page on which nobody else speaks, unless it is the one addressed."""
    match = known.copyright.search(text[-_FOOT_READ:])
    name = clean_name(match["name"], known) if match else None
    addressed = key_of(" ".join((*around.addressee, around.salutation)))
    return None if name is None or contains(addressed, key_of(name)) else name


def _house_of(name: str, others: Sequence[str], known: FactPatterns) -> str:
    """The ministry where a minister won and her ministry stands as well."""
    if not known.office.match(name) or known.highest.match(name):
        return name
    return next((other for other in others if known.house.match(other)), name)


def _without_post(name: str, others: Sequence[str], known: FactPatterns) -> str:
    """The organisation alone where a signature runs a post into its name: "Head of Compliance Acme Group"."""
    if known.office.search(name):
        return name
    for other in others:
        post = name[: -len(other)]
        if post and name.lower().endswith(f" {other.lower()}") and known.role.search(post):
            return name[len(post) :]
    return name


def _spell_out(name: str, text: str) -> str:
    """The full name whose initials an acronym is, if the text writes it."""
    if not (name.isupper() and name.isalpha() and 3 <= len(name) <= 8):
        return name
    full = re.search(_LINKS.join(rf"\b{letter}[a-z]{{2,20}}" for letter in name), text)
    return " ".join(full.group().split()) if full else name


def _vote_by_signature(ballot: Ballot, around: Surroundings) -> None:
    """A name that the signature carries somewhere in a line gets more."""
    signed = key_of(" ".join(around.signature))
    for key in ballot.standing():
        if contains(signed, key):
            ballot.add(ballot.name(key), 2)


def _vote_by_domains(ballot: Ballot, text: str) -> None:
    """A name that a mail or page address of the text spells ("write to info@…") gets more."""
    read = text[:BODY_READ]
    if _STOP_WITHIN.search(read) is None:
        return
    domains = (match[1] for chunk in read.split() if "." in chunk for match in _DOMAIN.finditer(chunk))
    labels = {label for domain in domains for label in domain.split(".") if label}
    for key in ballot.standing():
        if any(spells(label, ballot.name(key)) for label in labels):
            ballot.add(ballot.name(key), 2)


def _vote_by_nouns(ballot: Ballot, framed: set[tuple[str, ...]], text: str) -> None:
    """A name of the frame that the letter shortens to its noun ("the Brigade will") gets more."""
    for key in framed:
        words = ballot.name(key).split()
        noun = words[0] if len(words) > 2 and words[1] in {"of", "for"} else words[-1]
        if noun.isalpha() and len(words) > 1:
            times = sum(1 for _ in islice(_shortened(noun.capitalize(), text[:BODY_READ]), _MOST_TIMES))
            ballot.add(ballot.name(key), times * _EACH_TIME)


def _shortened(noun: str, text: str) -> Iterator[int]:
    """Where the text says "the Brigade", "our Brigade"; not "the Brigade of"."""
    for at in places_of(f" {noun}", text):
        if _POINTS.search(text, max(at - 4, 0), at) and _STANDS_ALONE.match(text, at + 1 + len(noun)):
            yield at


_POINTS = re.compile(r"\b(?:[Tt]h(?:e|is)|[Oo]ur)\Z")
_STANDS_ALONE = re.compile(r"\b(?! (?:of|for)\b)")


def _vote_down(ballot: Ballot, around: Surroundings, known: FactPatterns) -> None:
    """Whoever is addressed, or made the page, did not write."""
    others = [*around.addressee, *around.authors, around.fields.get("to", ""), around.salutation]
    for line in others:
        for key in ballot.standing():
            if contains(key_of(line), key) and not _generic(key, known):
                ballot.add(ballot.name(key), -8)


def _weigh_parts(
    ballot: Ballot, framed: set[tuple[str, ...]], around: Surroundings, known: FactPatterns
) -> None:
    """A post is nobody; a unit, a state or a mere "Government" says less where a whole is named in the frame."""
    top = key_of(around.letterhead[0][0]) if around.letterhead else ()
    parts = {key for key in ballot.standing() if _is_part(key, ballot.name(key), known)}
    if known.house.search(" ".join(top)):
        parts.discard(top)
    whole = any(ballot.points(key) >= _HARDLY for key in framed - parts)
    named = any(ballot.points(key) >= _ENOUGH for key in ballot.standing() if key not in parts)
    for key in ballot.standing():
        name = ballot.name(key)
        if known.post.fullmatch(name) and not known.office.search(name):
            ballot.scale(key, 0)
        elif key in parts and (whole or (named and is_unit(name, known))):
            ballot.scale(key, _PART_OF_WHOLE)


def _is_part(key: tuple[str, ...], name: str, known: FactPatterns) -> bool:
    if known.office.match(name):
        return not known.highest.match(name) and len(key) <= _BARE_OFFICE
    if known.house.match(name):
        return _generic(key, known)
    return is_unit(name, known) or bool(known.state.match(name)) or _generic(key, known)


def _generic(key: tuple[str, ...], known: FactPatterns) -> bool:
    return len(key) == 1 and known.organisation.fullmatch(key[0]) is not None
