"""To whom the letter is written: by its address block, its header, its headline, and what it says of their letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.extraction.facts.head import Surroundings
from tracker.extraction.facts.names import clean_name, contains, key_of
from tracker.extraction.facts.words import NAME, FactPatterns
from tracker.extraction.wordings import any_whole, fold

_ADDRESS = re.compile(r"<[^<>]{0,200}>|\S{1,64}@\S{1,100}")
_DOMAIN = re.compile(r"@(?:[\w-]{1,60}\.)??([\w-]{4,60})\.\w{2,20}")
_GREETING = re.compile(r".*\b(?:dear|hello|hi)\s+", re.IGNORECASE)
_PART_OF = re.compile(
    r"(?:the )?(?:secretariat|office|members|board|trustees|chair|director) of (?:the )?", re.IGNORECASE
)
_PAPERS = "letter report memorandum petition questions statement communication briefing complaint inquiry enquiry note submission findings"
_GROUP = r"(?:(?:[a-z]{3,15} ){0,2}(?:group|coalition|charity|organisation|organization|network|association|union) )?"
_BY = re.compile(
    rf"{any_whole(_PAPERS.split())}(?: of [^,.\n]{{3,30}})?(?: (?:published|sent|issued|submitted))?(?: on \w+)?"
    rf" (?:by|from|of) (?:the )?{_GROUP}(?P<name>{NAME})"
)
_WROTE = [
    *("wrote to", "has written", "have written", "has asked", "have asked", "put to us"),
    *("sent us", "shared with us", "asked us", "contacted us"),
]
_WRITER = re.compile(rf"(?P<name>{NAME})(?: and [^.\n]{{3,40}})? (?:{'|'.join(_WROTE)})\b")
_ANSWERING = [
    *("written by", "led by", "provided to", "addressed to"),
    *("responds to", "replies to", "reply to", "response to", "letter to"),
]
_TO = re.compile(
    rf"{any_whole(['thanks to', *_ANSWERING, *map(str.capitalize, _ANSWERING)])} (?:the )?(?P<name>{NAME})"
)
_LETTER_OF = re.compile(rf"(?:LETTER|REPORT|QUESTIONS|PETITION) (?:OF|FROM|BY) (?:THE )?(?P<name>{NAME})")
_OPENING = 1500
"""Characters of the body in which it says what it answers."""


def find_recipient(text: str, around: Surroundings, sender: str | None, known: FactPatterns) -> str | None:
    """The organisation addressed where the letter names one, else the person; None where it names nobody."""
    lines = [_without_label(line, known) for line in _addressed(around)]
    usable = [line for line in lines if line and not known.address.search(line) and not _place(line)]
    others = [line for line in usable if not known.person.match(line) and not known.role.search(line)]
    for line in [line for line in others if known.organisation.search(line)] + _after_person(
        usable, others, known
    ):
        return clean_name(line, known) or line
    body = text[around.body_at : around.body_at + _OPENING]
    for name in _named(text, body, around, known):
        clean = clean_name(_PART_OF.sub("", name, count=1), known)
        if clean and not _same(clean, sender):
            return clean
    for line in others + usable:
        return clean_name(line, known) or line
    greeted = _GREETING.sub("", around.salutation).strip(" ,:")
    return None if known.not_name.fullmatch(greeted) or _nobody(greeted, known) else greeted or None


def _addressed(around: Surroundings) -> list[str]:
    lines = [_ADDRESS.sub("", around.fields.get("to", "")), *around.addressee]
    return [part for line in lines for part in re.split(r"[,;]\s", line)]


def _after_person(usable: list[str], others: list[str], known: FactPatterns) -> list[str]:
    """The organisation below a person and a post: a line of several words, all of them names."""
    titled = any(known.person.match(line) or known.role.search(line) for line in usable)
    return [line for line in others if titled and len(line.split()) > 1 and _all_names(line)]


def _all_names(line: str) -> bool:
    words = [
        word
        for word in line.split()
        if word not in {"of", "for", "the", "and", "on", "&", "in", "to", "without"}
    ]
    return all(word[:1].isupper() for word in words) and not line.endswith((".", ":"))


def _place(line: str) -> bool:
    """As in "In her office", "Delivered by hand"."""
    return re.match(r"\d|(?:in (?:his|her|their) |by |delivered|present\b)", line, re.IGNORECASE) is not None


def _named(text: str, body: str, around: Surroundings, known: FactPatterns) -> Iterator[str]:
    """Names that the text itself gives for its reader, the surest first."""
    compliments = known.compliments.search(fold(text[around.body_at : around.body_at + _OPENING]))
    if compliments is not None:
        named = re.match(
            rf"(?:{_PART_OF.pattern})?(?P<name>{NAME})", body[compliments.end() :], re.IGNORECASE
        )
        if named is not None:
            yield named["name"].split(" and ")[0]
    yield from _of_domain(text, around)
    for line in around.titles:
        if match := _LETTER_OF.search(line):
            yield match["name"].title()
    for line in [*around.titles, body]:
        for name in _writers(line):
            if len(name.split()) > 1 and not known.person.match(name) and not known.not_name.fullmatch(name):
                yield name


def _writers(line: str) -> Iterator[str]:
    """Who wrote what is answered, or is answered: in order and apart."""
    found = [*_BY.finditer(line), *_TO.finditer(line)]
    if any(wrote in line for wrote in _WROTE):
        found += _WRITER.finditer(line)
    end = 0
    for match in sorted(found, key=lambda one: one.start()):
        if match.start() >= end:
            yield match["name"]
            end = match.end()


def _of_domain(text: str, around: Surroundings) -> Iterator[str]:
    """The name in the letter that the reader's mail address shortens: fairpitch.example, the Fair Pitch Alliance."""
    domain = _DOMAIN.search(around.fields.get("to", ""))
    if domain is None:
        return
    label = domain[1].replace("-", "").lower()
    for match in re.finditer(NAME, text[: _OPENING * 4]):
        squashed = re.sub(r"[\W_]", "", match[0]).lower()
        if len(match[0].split()) > 1 and squashed.startswith(label):
            yield match[0]


def _without_label(line: str, known: FactPatterns) -> str:
    label = known.addressee.match(line)
    rest = (line[label.end() :] if label else line).strip(" .:<>\"'")
    return (
        ""
        if len(re.sub(r"\W", "", rest)) < 4 or rest.lower() in {"the honourable", "the right honourable"}
        else rest
    )


def _nobody(greeted: str, known: FactPatterns) -> bool:
    """As in "Reverend Sir", "Sir or Madam": titles alone."""
    words = re.findall(r"[\w.]+", greeted)
    return all(
        known.person.fullmatch(word) or word.lower() in {"sir", "sirs", "madam", "or", "and", "all"}
        for word in words
    )


def _same(one: str, other: str | None) -> bool:
    if other is None:
        return False
    a, b = key_of(one), key_of(other)
    return contains(a, b) or contains(b, a)
