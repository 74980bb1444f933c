"""What a file promises, for showing only: the letter in it, and each letter that came in that one."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.model import Extraction, LetterFacts
from tracker.service.arrivals import Arrival, letters_in
from tracker.service.reading import Reading, read


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter of a file."""

    source: str
    """The file, and which of the letters in it."""
    found: Extraction
    unread_reason: str | None = None
    """Why a person must read it; then nothing was found."""


def promises_in(
    arrival: Arrival, how: Reading, *, date: dt.date | None, sender: str | None, explain: bool
) -> Iterator[Shown]:
    """The promises of the letter and of those in it; `date` and `sender` overrule what they say of themselves."""
    facts: dict[str, LetterFacts] = {}
    for each in letters_in(arrival):
        around = facts.get(each.part_of or "", LetterFacts())
        hints = each.text.hints
        hints = replace(hints, sender=hints.sender or around.sender, date=hints.date or around.date)
        text = replace(each.text, hints=hints)
        found = Extraction(LetterFacts())
        if not text.unread_reason:
            found = read(text, how, date=date, sender=sender, explain=explain)
        facts[hashlib.sha256(each.content).hexdigest()] = found.facts
        yield Shown(each.source, found, text.unread_reason)
