"""To whom the letter is written: each kind of evidence gives points to organisations; where none has any, a person.

To add a kind of evidence, write one more function from the letter to votes and name it in `EVIDENCE`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tracker.extraction.facts.ballot import Ballot
from tracker.extraction.facts.evidence import Reading, Votes, named_like
from tracker.extraction.facts.head import Surroundings
from tracker.extraction.facts.names import all_names, clean_name, contains, is_unit, key_of
from tracker.extraction.facts.words import NAME, FactPatterns
from tracker.extraction.wordings import any_whole, fold, holds_any, matches_from
from tracker.model import ZoneKind

_ADDRESS = re.compile(r"<[^<>]{0,200}>|\S{1,64}@\S{1,100}")
_DOMAIN = re.compile(r"@([\w-]{1,60}(?:\.[\w-]{1,60}){1,4})")
_GREETING = re.compile(r".*\b(?:dear|hello|hi|respected)\s+", re.IGNORECASE)
_CARE_OF = re.compile(r"c/o\b", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?:unit|flat|apt|block|suite) )?\d|(?:in (?:his|her|their) |by |delivered|present\b)", re.IGNORECASE
)
"""No addressee, as in "In her office", "Delivered by hand", "Unit 6, Canal Wharf"."""
_PART_OF = re.compile(
    r"(?:madam |mister |mr |mrs |ms )?(?:the )?(?:secretariat|board|trustees|directors?|chair\w{0,6}|president|secretary|editor|coordinator|head)"
    r" of the ",
    re.IGNORECASE,
)
_MEMBERS = re.compile(r"(?:the )?(?:members|board|team|staff) of (?:the )?")
_FELLOWS = re.compile(r" and (?=[a-z])")
_TEAM = re.compile(
    r"(?:all at|friends (?:at|of)|members of|colleagues (?:at|of)|everyone at|the team at) (?:the )?(?P<at>.{3,60})$"
    r"|(?:the )?(?P<own>.{3,60}) (?:team|members|colleagues|friends)$",
    re.IGNORECASE,
)
_PAPERS = [
    *(
        "letter",
        "report",
        "memorandum",
        "petition",
        "questions",
        "questionnaire",
        "statement",
        "communication",
    ),
    *("briefing", "complaint", "inquiry", "enquiry", "note", "submission", "findings", "dossier"),
]
_GROUP = r"(?:(?:[a-z]{3,15} ){0,2}(?:group|coalition|charity|organisation|organization|network|association|union) )?"
_TITLE = r"(?: [\"\u201c\u2018][^\"\u201d\n]{3,100}[\"\u201d\u2019],?)?"
_BY = re.compile(
    rf"{any_whole(_PAPERS)}{_TITLE}(?: of [^,.\n]{{3,30}})?(?: (?:published|sent|issued|submitted))?(?: on [\w ]{{1,20}}?)?"
    rf" (?:by|from|of) (?:the )?{_GROUP}(?P<name>{NAME})"
)
_WROTE = [
    *("wrote to", "has written", "have written", "has asked", "have asked", "put to us", "transmitted"),
    *("sent us", "shared with us", "asked us", "contacted us", "published its report", "approached us"),
]
_WRITER = re.compile(rf"(?P<name>{NAME})(?: and [^.\n]{{3,40}})? (?:{'|'.join(_WROTE)})\b")
_LABELLED = re.compile(r"[Tt][Oo]:\s*(?P<rest>.+)")
_TO_OPENS = re.compile(rf"To (?:the )?(?P<name>{NAME}):")
_GROUP_WORDS = 7
_BEFORE_BEHALF = 60
_THANKED = re.compile(rf"(?<!\w)[Tt]hanks? (?:the )?(?P<name>{NAME}) for\b")
_BEHALF = re.compile(rf"on behalf of (?:the )?(?P<name>{NAME})")
_ANSWERING = [
    *("written by", "provided to", "addressed to"),
    *(
        "responds to",
        "replied to",
        "replies to",
        "reply to",
        "response to",
        "answers to",
        "answer to",
        "letter to",
    ),
]
_ANSWERED = ["thanks to", *_ANSWERING, *map(str.capitalize, _ANSWERING)]
_TO = re.compile(rf"{any_whole(_ANSWERED)} (?:the )?(?P<name>{NAME})")
_TO_OPENERS = frozenset(phrase.split()[0] for phrase in _ANSWERED)
_LETTER_OF = re.compile(rf"(?:LETTER|REPORT|QUESTIONS|PETITION) (?:OF|FROM|BY) (?:THE )?(?P<name>{NAME})")
_OPENING = 1500
"""Characters of the body in which it says what it answers."""
_QUOTED_READ = 600


def find_recipient(letter: Reading, sender: str | None) -> str | None:
    """The organisation addressed where the letter names one, else the person; None where it names nobody."""
    ballot = Ballot()
    for kind in EVIDENCE:
        for name, points in kind(letter):
            if name and not _same(name, sender):
                ballot.add(name, points)
    ranking = ballot.ranking()
    if ranking and ranking[0][0] >= _ENOUGH:
        return ranking[0][1]
    return _person(letter.around, letter.known)


_ENOUGH = 2


def by_address(letter: Reading) -> Votes:
    """The lines of the address block, and whom the mail header's "To" names."""
    known = letter.known
    lines = _usable(letter.around, known)
    greeted = set(key_of(letter.around.salutation))
    people = [line for line in lines if _is_person(line, known) or greeted & set(key_of(line))]
    for nth, line in enumerate(lines):
        whole = _FELLOWS.split(_PART_OF.sub("", _MEMBERS.sub("", line), count=1))[0]
        name = None if ": " in whole else clean_name(whole, known)
        if name is None or name[0].islower() or _is_person(whole, known) or known.post.fullmatch(name):
            continue
        if _CARE_OF.match(line):
            yield name, 1
        elif known.organisation.search(whole) or whole != line:
            yield name, 1 if is_unit(name, known) else 6 - nth / 10
        elif len(name.split()) > 1 and all_names(name) and line not in people:
            yield name, 5 + nth / 10 if people else 1


def by_label(letter: Reading) -> Votes:
    """A group without a name after "To:" ("All licence holders"), or who opens the first line: "To Acme: we will"."""
    around, known = letter.around, letter.known
    labelled = [match["rest"] for match in map(_LABELLED.match, around.addressee) if match]
    for line in (_ADDRESS.sub("", around.fields.get("to", "")), *labelled):
        group = line.strip(" .,<>")
        if group[:1].isupper() and 1 < len(group.split()) <= _GROUP_WORDS and not _is_person(group, known):
            yield group, 2.5 if known.everybody.match(group) else 0
    opened = _TO_OPENS.match(around.opening[0]) if around.opening else None
    if opened is not None:
        yield clean_name(opened["name"], known), 4


def by_salutation(letter: Reading) -> Votes:
    """A greeting to a whole house: "Dear Open Wards team", "Dear Harbour Coalition"."""
    known = letter.known
    greeted = _GREETING.sub("", letter.around.salutation).strip(" ,:!")
    team = _TEAM.match(greeted)
    if team is not None and (name := clean_name(team["at"] or team["own"], known)):
        yield name, 4
    elif (
        known.organisation.search(greeted)
        and not _is_person(greeted, known)
        and not known.role.search(greeted)
    ):
        yield clean_name(greeted, known), 4


def by_compliments(letter: Reading) -> Votes:
    """To whom a note verbale presents its compliments."""
    body = letter.text[letter.around.body_at : letter.around.body_at + _OPENING]
    folded = fold(body)
    holds = holds_any(folded, letter.known.complimenting)
    compliments = letter.known.compliments.search(folded) if holds else None
    if compliments is not None:
        named = re.match(rf"(?i:{_PART_OF.pattern})?(?:the )?(?P<name>{NAME})", body[compliments.end() :])
        if named is not None:
            yield clean_name(named["name"].split(" and with ")[0], letter.known), 7


def by_mail_domain(letter: Reading) -> Votes:
    """The name that the reader's mail address shortens: in the header, or above the quoted mail that is answered."""
    domains = _DOMAIN.findall(letter.around.fields.get("to", ""))
    for zone in letter.zones:
        if zone.kind is ZoneKind.QUOTED:
            domains += _DOMAIN.findall(letter.text[zone.start : zone.end][:_QUOTED_READ])[:1]
            break
    for domain in domains[:2]:
        yield named_like(domain, letter), 4


def by_title(letter: Reading) -> Votes:
    """Whose letter or report a headline says that this answers."""
    if _to_nobody(letter):
        return
    for line in letter.around.titles:
        if match := _LETTER_OF.search(line):
            yield clean_name(match["name"].title(), letter.known), 3.5
        for name in _writers(line):
            yield _of_several_words(name, letter.known), 3


def by_opening(letter: Reading) -> Votes:
    """What the first sentences say of who wrote: "the report by X", "X has written to us", "we thank X for"."""
    known = letter.known
    if _to_nobody(letter):
        return
    opening = letter.text[letter.around.body_at : letter.around.body_at + _OPENING]
    body = " ".join(line.strip(" \t") for line in opening.split("\n"))
    for rank, name in enumerate(_writers(body)):
        yield _of_several_words(name, known), 3 if rank == 0 else 2
    for match in _BEHALF.finditer(body):
        before = body[max(match.start() - _BEFORE_BEHALF, 0) : match.start()].rpartition(". ")[2]
        if known.readers.search(before):
            yield _of_several_words(match["name"], known), 3


def _to_nobody(letter: Reading) -> bool:
    """A text for the press, or of several parties."""
    known = letter.known
    return any(known.release.search(line) or known.joint.search(line) for line in letter.around.titles)


EVIDENCE: tuple[Callable[[Reading], Votes], ...] = (
    by_address,
    by_label,
    by_salutation,
    by_compliments,
    by_mail_domain,
    by_title,
    by_opening,
)
"""Every kind of evidence for the organisation addressed."""


def _usable(around: Surroundings, known: FactPatterns) -> list[str]:
    """The lines of the address block without labels, mail addresses, streets and the like."""
    lines = [_ADDRESS.sub("", around.fields.get("to", "")), *around.addressee]
    lines = [line for line in lines if not _PLACE.match(line)]
    parts = [part for line in lines for part in re.split(r"[,;]\s", line)]
    cleared = [_without_label(part, known) for part in parts]
    return [line for line in cleared if line and not known.address.search(line) and not _PLACE.match(line)]


def _without_label(line: str, known: FactPatterns) -> str:
    label = None if _CARE_OF.match(line) else known.addressee.match(line)
    rest = (line[label.end() :] if label else line).strip(" :<>/'").lstrip(". ")
    empty = len(re.sub(r"\W", "", rest)) < 4 or rest.lower() in {"the honourable", "the right honourable"}
    return "" if empty else rest


def _is_person(line: str, known: FactPatterns) -> bool:
    """A person or a post, also of several: "The Directors"."""
    posted = known.role.search(line) or known.role.search(line.removesuffix("s"))
    return bool(known.person.match(line) or (posted and not known.organisation.search(line)))


def _of_several_words(name: str, known: FactPatterns) -> str | None:
    clean = clean_name(_PART_OF.sub("", name, count=1), known)
    return clean if clean and " " in clean and not known.person.match(name) else None


def _writers(line: str) -> Iterator[str]:
    """Who wrote what is answered, or is answered: in order and apart."""
    found = [*matches_from(_PAPERS, _BY, line), *matches_from(_TO_OPENERS, _TO, line)]
    found += matches_from(("Thank", "thank"), _THANKED, line)
    if holds_any(line, _WROTE):
        found += _WRITER.finditer(line)
    end = 0
    for match in sorted(found, key=lambda one: one.start()):
        if match.start() >= end:
            yield match["name"]
            end = match.end()


def _person(around: Surroundings, known: FactPatterns) -> str | None:
    """The person of the address block, or the one greeted."""
    lines = _usable(around, known)
    office = next((line for line in lines if known.office.match(line)), None)
    if office is not None:
        return office
    lines = [line for line in lines if not _CARE_OF.match(line)]
    posts = [line for line in lines if known.person.match(line) or known.role.search(line)]
    for line in [line for line in lines if line not in posts and all_names(line)] + posts:
        if not is_unit(line, known):
            return clean_name(line, known) or line
    if around.salutation.endswith("."):
        # A sentence that somebody says, not the salutation of a letter.
        return None
    greeted = _GREETING.sub("", around.salutation).strip(" ,:!")
    return None if known.not_name.fullmatch(greeted) or _nobody(greeted, known) else greeted or None


def _nobody(greeted: str, known: FactPatterns) -> bool:
    """As in "Reverend Sir", "Sir or Madam", "Madam President": titles and posts alone."""
    words = re.findall(r"[\w.]+", greeted)
    return all(
        known.person.fullmatch(word)
        or known.role.fullmatch(word)
        or word.lower()
        in {"sir", "sirs", "madam", "or", "and", "all", "of", "my", "greatest", "highest", "consideration"}
        for word in words
    )


def _same(one: str, other: str | None) -> bool:
    if other is None:
        return False
    a, b = key_of(one), key_of(other)
    return contains(a, b) or contains(b, a)
