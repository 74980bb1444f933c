"""A letter's text in, what it promises and asks out. Pure: the lexicon and the calendar are handed in.

`zones` and `sentences` find the author's own words, `triggers` raise candidates, `rejections` judge them by
name, `slots` and `deadlines` say what is promised until when; `engine` leads through these rooms in order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tracker.extraction.asks import find_asks
from tracker.extraction.authors import find_parties
from tracker.extraction.deadlines import WEEKDAYS, Anchors, WorkingCalendar, writes_month_first
from tracker.extraction.engine import Reader
from tracker.extraction.facts import find_facts
from tracker.extraction.lexicon import Lexicon, load_lexicon
from tracker.extraction.sentences import find_sentences
from tracker.extraction.wordings import fold, words_of
from tracker.extraction.zones import find_zones
from tracker.model import Extraction, LetterFacts, Zone, ZoneKind

__all__ = ["Lexicon", "extract", "load_lexicon"]


def extract(
    text: str,
    lexicon: Lexicon,
    *,
    calendar: WorkingCalendar = WEEKDAYS,
    date: dt.date | None = None,
    sender: str | None = None,
    received: dt.date | None = None,
    hints: LetterFacts = LetterFacts(),  # noqa: B008 - a frozen value
    explain: bool = False,
) -> Extraction:
    """All that `text` yields: facts, commitments, asks, zones.

    `date` and `sender` overrule what the letter says; `hints` stand where it says nothing. Without a letter
    date relative deadlines have no day, but for those counted from the day `received`. With `explain` each
    candidate has its verdict. Never raises for any text.
    """
    zones = find_zones(text, lexicon.zones, lexicon.time)
    sentences = find_sentences(text, zones)
    facts = find_facts(text, zones, lexicon.facts, hints=hints, date=date, sender=sender, times=lexicon.time)
    reader = Reader(
        text,
        lexicon,
        find_parties(text, facts.sender, lexicon),
        facts.sender,
        Anchors(facts.date, received, ()),
        calendar,
        writes_month_first(text),
        _is_for_all(text, zones, lexicon),
    )
    verdicts = tuple(reader.read(sentences))
    found = sorted((v.commitment for v in verdicts if v.commitment), key=lambda one: (one.start, one.end))
    return Extraction(
        facts,
        tuple(found),
        find_asks(text, sentences, lexicon.asks),
        zones,
        verdicts if explain else (),
    )


_TITLE = 400
"""Characters in which a page says what it is."""


def _is_for_all(text: str, zones: Sequence[Zone], lexicon: Lexicon) -> bool:
    """Whether the text is a page for everybody: greeted is nobody, and its title names a procedure or a charter."""
    if any(zone.kind is ZoneKind.SALUTATION for zone in zones):
        return False
    title = fold(text[:_TITLE])
    return lexicon.standing_pages.found(title, words_of(title))
