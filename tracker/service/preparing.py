"""Letters that came in are read without the store: what they promise and ask.

This is the costly half and touches nothing; it may run anywhere. `tracker.service.storing` is the other half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from tracker.followup.duplicates import sketch
from tracker.letters import LetterText
from tracker.model import Extraction, LetterFacts
from tracker.service.arrivals import Arrival, Given, Prepared
from tracker.service.reading import Reading, initial_status, read

_OWN_HEADERS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})


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
