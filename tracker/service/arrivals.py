"""Letters as they come in, read without the store: what is in a document, and what it promises.

This is the costly half and touches nothing; it may run anywhere. `tracker.service.storing` is the other half.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tracker.followup.duplicates import sketch
from tracker.letters import LetterText
from tracker.model import Extraction, LetterFacts, Status
from tracker.service.reading import Reading, initial_status, read

_OWN_HEADERS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of a letter when she adds it; None where she leaves it to the letter."""

    sender: str | None = None
    date: dt.date | None = None
    case: str | None = None
    owner: str | None = None
    confidential: bool = False
    received: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A letter as it came in."""

    content: bytes
    source: str
    text: LetterText
    received: dt.date
    received_known: bool = False
    """Whether `received` is more than the day on which it happens to be added."""
    part_of: str | None = None
    """SHA-256 (hex) of the document that it came in, where that is stored, too."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter that was read, on its way to the store."""

    arrival: Arrival
    content_hash: str
    found: Extraction
    statuses: tuple[Status, ...]
    """Of each commitment found."""
    sketch: tuple[int, ...]


def letters_in(arrival: Arrival) -> Iterator[Arrival]:
    """The document, then all letters in it, flat; their sources tell where. A mailbox file is no letter itself."""
    text = arrival.text
    itself = bool(text.text or text.unread_reason or not text.parts)
    if itself:
        yield replace(arrival, text=replace(text, parts=()))
    enclosing = hashlib.sha256(arrival.content).hexdigest() if itself else arrival.part_of
    for number, part in enumerate(text.parts, 1):
        source = f"{arrival.source}#{number} {part.name}"
        yield from letters_in(
            replace(arrival, content=part.content, source=source, text=part.letter, part_of=enclosing)
        )


def prepare(arrivals: Iterable[Arrival], given: Given, how: Reading) -> list[Prepared]:
    """Read the promises in a document and in all that came in it (see `letters_in`)."""
    prepared: dict[str, Prepared] = {}
    for arrival in arrivals:
        around = prepared.get(arrival.part_of or "")
        content_hash = hashlib.sha256(arrival.content).hexdigest()
        prepared.setdefault(content_hash, _prepare(arrival, content_hash, around, given, how))
    return list(prepared.values())


def _prepare(
    arrival: Arrival, content_hash: str, around: Prepared | None, given: Given, how: Reading
) -> Prepared:
    arrival = _with_received(arrival, given)
    if around is not None and arrival.text.media_type not in _OWN_HEADERS:
        arrival = replace(arrival, text=_with_hints(arrival.text, around.found.facts))
    found = _read(arrival, given, how)
    statuses = tuple(initial_status(commitment, how) for commitment in found.commitments)
    return Prepared(arrival, content_hash, replace(found, zones=()), statuses, sketch(arrival.text.text))


def _with_received(arrival: Arrival, given: Given) -> Arrival:
    return replace(arrival, received=given.received, received_known=True) if given.received else arrival


def _with_hints(text: LetterText, facts: LetterFacts) -> LetterText:
    """What the mail around it says of sender and date fills the gaps of an attached letter."""
    hints = replace(text.hints, sender=text.hints.sender or facts.sender, date=text.hints.date or facts.date)
    return replace(text, hints=hints)


def _read(arrival: Arrival, given: Given, how: Reading) -> Extraction:
    """What the letter holds; of one that a person must read only what is known without reading."""
    hints = arrival.text.hints
    if arrival.text.unread_reason:
        return Extraction(replace(hints, sender=given.sender or hints.sender, date=given.date or hints.date))
    return read(
        arrival.text,
        how,
        date=given.date,
        sender=given.sender,
        received=arrival.received,
        received_known=arrival.received_known,
    )
