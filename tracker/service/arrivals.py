"""Letters on their way in: as they came, and as they were read. `preparing` and `storing` are the ways between."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.letters import LetterText
from tracker.model import Extraction, Status


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
        yield replace(arrival, text=replace(text, parts=())) if text.parts else arrival
    if not text.parts:
        return
    enclosing = hashlib.sha256(arrival.content).hexdigest() if itself else arrival.part_of
    for number, part in enumerate(text.parts, 1):
        source = f"{arrival.source}#{number} {part.name}"
        yield from letters_in(
            replace(arrival, content=part.content, source=source, text=part.letter, part_of=enclosing)
        )
