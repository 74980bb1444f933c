"""The organisation that a letter binds: letterhead, signature, mail header, headline and its own words vote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tracker.extraction.facts.head import Surroundings
from tracker.extraction.facts.names import Ballot, clean_name, contains, in_mixed_case, key_of
from tracker.extraction.facts.words import NAME, FactPatterns, names_in
from tracker.extraction.wordings import fold
from tracker.model import Zone, ZoneKind

_ENOUGH = 2.5
_HARDLY = 1.5
"""Less than this, a name that stands alone stands there by chance."""
_PART_OF_WHOLE = 0.3
"""What counts of the points of an organisation's part."""
_BODY_READ = 40_000
_FOOT_READ = 2_000
_MOST_NAMES = 40
_PARTS = re.compile(r"\s*(?:[,|;/\u2013\u2014]|\s-\s)\s*")
_BEFORE_LEGAL_FORM = re.compile(r",\s+(?=(?:Inc|Ltd|LLC|LLP|PLC|plc|Limited|Corp|S\.A|Pty|GmbH)\b)")
_ANSWERED = re.compile(r"\b(?:respon\w{1,8}|repl\w{1,5}|answer\w{0,4}) to\b", re.IGNORECASE)
_ADDRESS = re.compile(r"<?([\w.+-]{1,64})@([\w.-]{1,100})>?")
_DOMAIN = re.compile(r"@(?<=[\w.+-]@)([\w.-]{1,100})")
_NAME = re.compile(NAME)
_NAME_AT_END = re.compile(rf"(?P<name>{NAME})\s?\Z")
_LONGEST_NAME = 600
_SHORT_FORM = re.compile(r"\(\W{0,3}(?P<short>[A-Z][A-Za-z&]{1,9})\W{0,3}\)")
_AFTER_PREPOSITION = re.compile(r"(?<=\b(?:at|in|of|to|by|on) )")
# "At Acme, we", "we at Acme".
_AT_NAME = re.compile(
    rf"[AaWw](?<!\w.)(?:(?<=[Aa])t (?:the )?(?P<at>(?:{NAME})|[a-z]{{4,30}}),? (?:we|our)\b|(?<=[Ww])e at (?P<we>{NAME}))"
)
_TITLE_BREAKS = re.compile(
    r"\s(?:to|on|regarding|about|dated|concerning|in response|release|that|-|\u2013|\u2014)\s|[,(;]",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[A-Z]\.\s?)+")
_LINKS = r"(?:\s(?:and|of|for|the|on|&))*\s"


def find_sender(text: str, zones: Sequence[Zone], around: Surroundings, known: FactPatterns) -> str | None:
    """The name with the most points, or None where nothing speaks for anybody."""
    ballot = Ballot()
    for name, points in _votes(text, zones, around, known):
        ballot.add(name, points)
    for name, short in _acronyms(text[:_BODY_READ]):
        ballot.shorten(clean_name(name, known), short)
    _vote_by_signature(ballot, around)
    _vote_by_address(ballot, around)
    _vote_by_mentions(ballot, text)
    _vote_down(ballot, around, known)
    _weigh_parts(ballot, known)
    ranking = [(points, name) for points, name in ballot.ranking() if not known.self_name.fullmatch(name)]
    alone = len(ranking) == 1 or (len(ranking) > 1 and ranking[0][0] >= 2 * ranking[1][0])
    if ranking and (ranking[0][0] >= _ENOUGH or (alone and ranking[0][0] >= _HARDLY)):
        others = [name for points, name in ranking if points > 0]
        name = _without_post(_house_of(ranking[0][1], others), others, known)
        return in_mixed_case(_spell_out(name, text[:_BODY_READ]), text[:_BODY_READ])
    return _owner_of_page(text, around, known)


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


def _house_of(name: str, others: Sequence[str]) -> str:
    """The ministry where a minister won and her ministry stands as well."""
    house = re.sub("^minister", "ministry", name.lower())
    return next((other for other in others if other.lower() == house), name)


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


def _votes(
    text: str, zones: Sequence[Zone], around: Surroundings, known: FactPatterns
) -> Iterator[tuple[str | None, float]]:
    yield from _letterhead_votes(around, known)
    yield from _signature_votes(around, known)
    yield from _header_votes(around, known)
    yield from _title_votes(around, known)
    yield from _body_votes(text, zones, known)


def _letterhead_votes(around: Surroundings, known: FactPatterns) -> Iterator[tuple[str | None, float]]:
    for at, block in enumerate(around.letterhead):
        for nth, line in enumerate(part for whole in block[:6] for part in whole.split(" | ")):
            if len(line.split()) > 12 or _answers(line, known):
                continue
            office = known.office.match(re.sub(r"^(?:office of )?(?:the )?", "", line, flags=re.IGNORECASE))
            if office is not None and len(line.split()) <= 6:
                yield office.group(), 6
            elif _of_signatory(line, around):
                yield clean_name(_PARTS.split(line)[-1], known), 1
            elif known.organisation.search(line) and not known.address.search(line):
                yield clean_name(line, known), _letterhead_points(at == nth == 0, bool(around.salutation))
            elif at == nth == 0 and around.salutation and not known.address.search(line):
                yield clean_name(line, known), 2


def _letterhead_points(first: bool, letter: bool) -> float:
    """The first line says most; above a text that greets nobody it may be the page's."""
    if letter:
        return 4 if first else 3
    return 2.5 if first else 2


def _of_signatory(line: str, around: Surroundings) -> bool:
    """The letterhead names the one who signs, with her unit: "Name, Secretariat"."""
    person, _, unit = line.partition(",")
    return bool(unit) and contains(key_of(" ".join(around.signature[1:3])), key_of(person))


def _signature_votes(around: Surroundings, known: FactPatterns) -> Iterator[tuple[str | None, float]]:
    lines = _own_signature(around.signature, known)
    for at, line in enumerate(lines):
        signing = known.signing_for.match(line)
        if signing is not None:
            yield clean_name(signing["name"], known), 6
            continue
        if len(line.split()) > 12 or line[0].islower():
            continue
        for part in filter(None, _PARTS.split(line)):
            if known.address.search(part):
                continue
            if known.role.search(part) and not known.organisation.search(part):
                office = known.office.fullmatch(part)
                yield (office.group() if office else None), 1.5
            elif known.organisation.search(clean_name(part, known) or ""):
                yield clean_name(part, known), 2 if known.role.match(part) else 5
            elif at > 1 and at == len(lines) - 1 and not _INITIALS.match(part):
                yield clean_name(part, known), 1.2


def _own_signature(lines: list[str], known: FactPatterns) -> list[str]:
    """The lines below the close, up to an addressee that stands at the foot."""
    own: list[str] = []
    for at, line in enumerate(lines):
        if at > 2 and known.person.match(line):
            break
        own.append(line)
    return own


def _header_votes(around: Surroundings, known: FactPatterns) -> Iterator[tuple[str | None, float]]:
    sender = _ADDRESS.sub("", around.fields.get("from", "")).strip("<> \"'")
    parts = _PARTS.split(_BEFORE_LEGAL_FORM.sub(" ", sender))
    for part in parts:
        if known.organisation.search(part):
            yield clean_name(part, known), 5
    if len(parts) > 1 and not known.role.search(parts[-1]):
        yield clean_name(parts[-1], known), 2


def _title_votes(around: Surroundings, known: FactPatterns) -> Iterator[tuple[str | None, float]]:
    for line in (*around.titles, *around.opening):
        if len(line) > 200:
            continue
        for search, before in ((_answers, True), (_document_by, False), (_document_of, True)):
            match = search(line, known)
            # "responds to the letter from X": X wrote the letter that is answered.
            if match is not None and not (not before and _ANSWERED.search(line, 0, match.start())):
                yield _title_name(match["name"], before, known), 5


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


def _body_votes(text: str, zones: Sequence[Zone], known: FactPatterns) -> Iterator[tuple[str | None, float]]:
    parts = _body_parts(text, zones)
    acting: Counter[str] = Counter()
    for part in parts:
        runs = names_in(part)
        yield from _spoken_votes(part, runs, known)
        yield from _votes_of_others(part, known)
        acting.update(list(_acting(runs, known)))
    counts: Counter[str] = Counter()
    for raw, times in acting.items():
        if (name := clean_name(raw, known)) is not None:
            counts[name] += times
    read_text = text[:_BODY_READ]
    for name, times in counts.most_common(_MOST_NAMES):
        yield name, min(times, 5) * 0.6 + min(read_text.count(name) - 1, 6) * 0.4


def _body_parts(text: str, zones: Sequence[Zone]) -> list[str]:
    """The paragraphs and entries of the body, as many as are read."""
    parts: list[str] = []
    read = 0
    for zone in zones:
        if zone.kind not in {ZoneKind.BODY, ZoneKind.BULLET}:
            continue
        if read > _BODY_READ:
            break
        read += zone.end - zone.start
        parts.append(text[zone.start : min(zone.end, zone.start + _BODY_READ)])
    return parts


def _spoken_votes(
    part: str, runs: Sequence[re.Match[str]], known: FactPatterns
) -> Iterator[tuple[str | None, float]]:
    """What the author says of itself in so many words; `runs` are the names in the part."""
    if "(" in part:
        for name in _followed(runs, known.self_named):
            yield clean_name(name, known), 5
    for match in _AT_NAME.finditer(part):
        yield clean_name(match["at"] or match["we"], known), 5
    for name in _followed(runs, known.pledges):
        yield clean_name(name, known), 2
    for match in known.speaks_for.finditer(part):
        yield clean_name(match["name"] or match["board"] or match["behalf"], known), 4


def _votes_of_others(part: str, known: FactPatterns) -> Iterator[tuple[str | None, float]]:
    """For whom a law firm writes, and what a note verbale says between its author and its reader."""
    low = fold(part)
    if not any(map(low.__contains__, known.other_voices)):
        return
    for pattern, points in ((known.client, 12), (known.compliments, -8)):
        for match in pattern.finditer(low):
            named = _NAME.match(part, match.end())
            yield clean_name(named.group() if named else "", known), points


def _followed(runs: Sequence[re.Match[str]], tail: re.Pattern[str]) -> Iterator[str]:
    """The names that `tail` follows."""
    return (run.group() for run in runs if tail.match(run.string, run.end()))


def _acting(runs: Sequence[re.Match[str]], known: FactPatterns) -> Iterator[str]:
    """Names as subjects: in "to Geneva Acme will" without the word that the preposition governs."""
    for run in runs:
        if known.acts.match(run.string, run.end()):
            name: re.Match[str] | None = run
            while name is not None and _AFTER_PREPOSITION.match(run.string, name.start()):
                name = _NAME.search(run.string, name.start() + 1, run.end())
            if name is not None:
                yield name.group()


def _vote_by_signature(ballot: Ballot, around: Surroundings) -> None:
    """A name that the signature carries somewhere in a line gets more."""
    signed = key_of(" ".join(around.signature))
    for key in ballot.standing():
        if contains(signed, key):
            ballot.add(ballot.name(key), 2)


def _vote_by_address(ballot: Ballot, around: Surroundings) -> None:
    """A name that the sender's mail domain spells gets more."""
    address = _ADDRESS.search(around.fields.get("from", ""))
    if address is None:
        return
    domain = re.sub(r"[^a-z0-9]", "", address[2].lower())
    for key in ballot.standing():
        if "".join(key) in domain and len("".join(key)) > 3:
            ballot.add(ballot.name(key), 3)


def _vote_by_mentions(ballot: Ballot, text: str) -> None:
    """A name that an address for answers spells ("write to us at info@…") gets more."""
    domains = {
        label for match in _DOMAIN.finditer(text[:_BODY_READ]) for label in match[1].lower().split(".")
    }
    for key in ballot.standing():
        if "".join(key) in domains:
            ballot.add(ballot.name(key), 2)


def _vote_down(ballot: Ballot, around: Surroundings, known: FactPatterns) -> None:
    """Whoever is addressed, or made the page, did not write."""
    others = [*around.addressee, *around.authors, around.fields.get("to", ""), around.salutation]
    for line in others:
        for key in ballot.standing():
            if contains(key_of(line), key) and not _generic(key, known):
                ballot.add(ballot.name(key), -8)


def _weigh_parts(ballot: Ballot, known: FactPatterns) -> None:
    """A post is nobody, and a unit, section or directorate says less than the whole that it belongs to."""
    for key in ballot.standing():
        name = ballot.name(key)
        if known.post.fullmatch(name) and not known.office.search(name):
            ballot.scale(key, 0)
        elif known.unit.fullmatch(name):
            ballot.scale(key, _PART_OF_WHOLE)


def _generic(key: tuple[str, ...], known: FactPatterns) -> bool:
    return len(key) == 1 and known.organisation.fullmatch(key[0]) is not None
