"""What speaks for a name as the letter's sender, kind by kind, from what stands around the body.

Each kind is a function from the letter to votes: a name (None is nobody) and its points. To add a kind, write one
more such function and name it in `FRAME` or `WORDS` of `senders`. What the author says of itself in the body is in `spoken`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tracker.extraction.facts.head import Surroundings, addressee_at_foot
from tracker.extraction.facts.names import (
    all_names,
    clean_name,
    contains,
    key_of,
    parts_of,
    spells,
    through_legal_form,
)
from tracker.extraction.facts.words import NAME, FactPatterns
from tracker.model import Zone, ZoneKind

Votes: TypeAlias = Iterator[tuple[str | None, float]]

_ANSWERED = re.compile(r"\b(?:respon\w{1,8}|repl\w{1,5}|answer\w{0,4}) to\b", re.IGNORECASE)
_ADDRESS = re.compile(r"<?([\w.+-]{1,64})@([\w.-]{1,100})>?")
_NAME = re.compile(NAME)
_TITLE_BREAKS = re.compile(
    r"\s(?:to|on|at|regarding|about|dated|concerning|in response|release|that|said|says|-|\u2013|\u2014)\s|[,(;]",
    re.IGNORECASE,
)
_READ = 40_000
_NAMES_READ = 8_000
"""Characters of a text in which a domain's name is looked for."""
_REMARK = re.compile(r"[A-Z]{1,5}/[A-Za-z]{1,5}$")
"""Initials of who dictated and who typed."""
_INITIALS = re.compile(r"(?:[A-Z]\.\s?)+")
_CELLS = re.compile(r"\s[|\u00b7\u2022]\s")
_NEWS = re.compile(rf"(?P<name>{NAME}) to (?=[a-z])")
_FROM_TEAM = re.compile(rf"\b[Bb]y (?:the )?(?P<name>{NAME}) (?:team|project|community|maintainers)\b")
_FROM = re.compile(rf"From: (?:the )?(?P<name>{NAME})$")
_SITE = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]{2,60}\.){1,3}[a-z]{2,10})(?:\s?[/>|]|$)")
_SPEAKER = re.compile(r"([A-Z][^:.\n]{2,60}):(?:\s|$)")
_DATELINE = re.compile(r"[^\n.]{0,60}?\s[-\u2013\u2014]\s+(?:The\s)?(?=[A-Z])")
_SPEAKS = re.compile(
    r"(?:\s?\([^()\n]{1,60}\))?,? (?:[a-z]{2,12}ly )?(?:today|is|are|has|have|will|does|regrets|[a-z]{3,12}s)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One letter, as evidence reads it."""

    text: str
    zones: Sequence[Zone]
    around: Surroundings
    known: FactPatterns


def by_letterhead(letter: Reading) -> Votes:
    """Offices and organisations above the salutation; the first line says most."""
    around, known = letter.around, letter.known
    written = bool(around.salutation or around.addressee)
    for at, block in enumerate(around.letterhead):
        lines = [cell for line in block[:6] for cell in _CELLS.split(line)]
        houses = [line for line in lines if known.house.search(line) and not known.state.match(line)]
        for nth, line in enumerate(lines):
            if len(line.split()) > 12 or known.answering.search(line):
                continue
            office = _office_in(line, known)
            if office is not None:
                yield office, 6 if known.highest.match(office) or len(office.split()) > 2 else 3
            elif _of_signatory(line, around):
                yield clean_name(line.rpartition(",")[2], known), 1
            elif known.address.search(line):
                continue
            elif known.organisation.search(line):
                points = _letterhead_points(at == nth == 0, written)
                # A department below its ministry, or an office below its department, is a part of it.
                lower = line in houses[1:] or known.stamp.search(line)
                yield clean_name(line, known), 1 if lower else points
            elif (site := known.site.fullmatch(line)) is not None:
                yield clean_name(site["name"], known), 2.5
            elif at == nth == 0 and (written or (all_names(line) and len(line.split()) <= 6)):
                yield clean_name(line, known), 2 if written else 1.5


def _office_in(line: str, known: FactPatterns) -> str | None:
    """The office that a short line names: "From the Minister for Ports", "PRIME MINISTER"."""
    line = re.sub(r"^(?:from )?(?:the )?(?:office of )?(?:the )?", "", line, flags=re.IGNORECASE)
    office = known.office.match(line)
    if office is None or len(line.split()) > 9:
        return None
    full = re.match(rf"{re.escape(office.group())} (?:for|of) (?:the )?[^,;|(]{{3,60}}", line, re.IGNORECASE)
    if full is None and len(line.split()) > 6:
        return None
    return clean_name((full or office).group(), known)


def _letterhead_points(first: bool, letter: bool) -> float:
    """Above a text that greets nobody the line may be the page's."""
    if letter:
        return 4 if first else 3
    return 2.5 if first else 2


def _of_signatory(line: str, around: Surroundings) -> bool:
    """The letterhead names the one who signs, with her unit: "Name, Secretariat"."""
    person, _, unit = line.partition(",")
    return bool(unit) and contains(key_of(" ".join(around.signature[1:3])), key_of(person))


def by_signature(letter: Reading) -> Votes:
    """Organisations and posts below the close; several who sign each for their own house share the points."""
    known = letter.known
    lines = _own_signature(letter.around.signature, known)
    signing = [match for match in map(known.signing_for.match, lines) if match is not None]
    for match in signing:
        yield clean_name(match["name"], known), 6 / len(signing)
    for at, line in enumerate(lines):
        if (
            known.signing_for.match(line)
            or len(line.split()) > 12
            or line[0].islower()
            or _REMARK.match(line)
        ):
            continue
        for part in parts_of(line):
            if known.address.search(part):
                continue
            if known.role.search(part) and not known.organisation.search(part):
                yield _office_in(part, known), 1.5
            elif known.organisation.search(clean_name(part, known) or ""):
                yield clean_name(part, known), 2 if known.role.match(part) else 5
            elif at > 1 and at == len(lines) - 1 and not _INITIALS.match(part):
                yield clean_name(part, known), 1.2


def _own_signature(lines: list[str], known: FactPatterns) -> list[str]:
    """The lines below the close, up to copies, or an addressee that stands at the foot."""
    own: list[str] = []
    signed = len(lines) - len(addressee_at_foot(lines, known))
    for at, line in enumerate(lines[:signed]):
        if known.copies.match(line):
            break
        if at or not line.endswith(","):
            own.append(line)
    return own


def by_foot(letter: Reading) -> Votes:
    """The house named at the foot: "Acme plc. Registered in …", "Acme | 12 Dock Road", "About Acme"."""
    known = letter.known
    for line in letter.around.foot:
        about = known.about.match(line)
        if about is not None:
            yield clean_name(about["name"], known), 4
            continue
        cells = _CELLS.split(line)
        firm = through_legal_form(line, known)
        name = clean_name(firm, known) if firm else None
        if name is not None and line.removeprefix("The ").startswith(name):
            yield name, 3
        elif len(cells) > 1 and known.organisation.search(cells[0]):
            yield clean_name(cells[0], known), 3


def by_mail_header(letter: Reading) -> Votes:
    """Whom the header's "From" names, in words or by its domain."""
    known = letter.known
    field = letter.around.fields.get("from", "")
    sender = _ADDRESS.sub("", field).strip("<> \"'")
    parts = parts_of(sender)
    for part in parts:
        if known.organisation.search(part):
            yield clean_name(part, known), 5
    if len(parts) > 1 and not known.role.search(parts[-1]):
        yield clean_name(parts[-1], known), 2
    address = _ADDRESS.search(field)
    if address is not None:
        yield named_like(address[2], letter), 3


def named_like(domain: str, letter: Reading) -> str | None:
    """The name in the letter that a mail domain shortens; one of several words is the surest."""
    labels = domain.lower().split(".")[:-1]
    single: str | None = None
    for zone in letter.zones:
        if zone.start > _NAMES_READ or zone.kind in {ZoneKind.FURNITURE, ZoneKind.RUNNING_HEADER}:
            continue
        stretch = letter.text[zone.start : zone.end][:_NAMES_READ]
        # Lines of a head or a signature stand apart, those of a paragraph are wrapped.
        for line in stretch.splitlines() if zone.kind in _APART else (stretch,):
            for raw in _NAME.findall(line):
                name = clean_name(raw, letter.known)
                if name and any(spells(label, name) for label in labels):
                    if " " in name:
                        return name
                    single = single or name
    return single


_APART = frozenset({ZoneKind.LETTERHEAD, ZoneKind.MAIL_HEADER, ZoneKind.SIGNATURE, ZoneKind.DATE_LINE})


def by_title(letter: Reading) -> Votes:
    """Whom a headline names as the one who answers, states or announces."""
    known = letter.known
    for line in (*letter.around.titles, *letter.around.opening[:3]):
        if len(line) > 250:
            continue
        for search, before in ((_answers, True), (_document_by, False), (_document_of, True)):
            match = search(line, known)
            # "responds to the letter from X": X wrote the letter that is answered.
            if match is not None and not (not before and _ANSWERED.search(line, 0, match.start())):
                yield _title_name(match["name"], before, known), 5
        if match := known.titled.match(line):
            yield clean_name(match["name"], known), 5
        if match := known.spoken_by.search(line):
            office = known.office.match(match["name"])
            yield (office.group() if office else _title_name(match["name"], False, known)), 6
        if match := _FROM_TEAM.search(line):
            yield clean_name(match["name"], known), 4
        match = None if letter.around.salutation else _NEWS.match(line)
        if match is not None and _comes_again(match["name"], letter.text):
            yield clean_name(match["name"], known), 2.5


def by_page(letter: Reading) -> Votes:
    """Whose page it is: "From: Department of Ports", "How to complain to Acme", "acme.example / blog"."""
    known = letter.known
    for line in letter.around.titles:
        if (match := _FROM.match(line)) and known.organisation.search(match["name"]):
            yield clean_name(match["name"], known), 5
        if match := known.contacted.search(line):
            yield clean_name(match["name"], known), 3
        if match := _SITE.match(line):
            yield named_like(match[1], letter), 2.5


def _answers(line: str, known: FactPatterns) -> re.Match[str] | None:
    return known.answers.search(line) if known.answering.search(line) else None


def _document_by(line: str, known: FactPatterns) -> re.Match[str] | None:
    return known.document_by.search(line)


def _document_of(line: str, known: FactPatterns) -> re.Match[str] | None:
    return known.document_of.search(line) if known.owned_document.search(line) else None


def _title_name(raw: str, before: bool, known: FactPatterns) -> str | None:
    """Whom a headline names next to its verb: `before` it or after it, up to "to", "on" or a dash."""
    part = _TITLE_BREAKS.split(raw)[-1 if before else 0].rsplit(": ", 1)[-1]
    if len(part.split()) > 5 or not (part[:1].isupper() or part.isalpha()):
        names = _NAME.findall(part)
        part = names[-1 if before else 0] if names else ""
    return clean_name(part, known)


def _comes_again(name: str, text: str) -> bool:
    """Names of several words, and single ones that the text repeats: "Best", "Skip" begin a line by chance."""
    return " " in name or text[:_READ].count(name) > 2


def by_speaker(letter: Reading) -> Votes:
    """The office whose words a transcript gives: "PREMIER: …", "Minister for Ports (Mr Holt): …"."""
    if letter.around.salutation:
        return
    for line in letter.around.opening:
        match = _SPEAKER.match(line)
        office = _office_in(match[1], letter.known) if match else None
        if office is not None:
            yield office, 4


def by_first_words(letter: Reading) -> Votes:
    """Of whom a statement speaks first: "Acme runs …", "PORT ELD, 4 May - Acme today …"."""
    if letter.around.salutation:
        return
    for line in letter.around.opening:
        dateline = _DATELINE.match(line[:100])
        name = _NAME.match(line, dateline.end() if dateline else 4 * line.startswith("The "))
        if name is not None and _SPEAKS.match(line, name.end()) and _comes_again(name.group(), letter.text):
            yield clean_name(name.group(), letter.known), 2
            return
