"""Who wrote to whom, when, and under which number.

`head` reads the lines around the body; `dates`, `senders` and `recipients` weigh what they say, `evidence` and
`spoken` hold what speaks for a sender, `names` compares names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day

from tracker.extraction.deadlines import TimeWords
from tracker.extraction.facts.dates import find_letter_date
from tracker.extraction.facts.evidence import Reading
from tracker.extraction.facts.head import read_surroundings
from tracker.extraction.facts.recipients import find_recipient
from tracker.extraction.facts.references import find_reference
from tracker.extraction.facts.senders import find_sender
from tracker.extraction.facts.words import FactWords, fact_patterns
from tracker.model import LetterFacts, Zone

__all__ = ["FactWords", "find_facts"]

_NO_FACTS = LetterFacts()


def find_facts(
    text: str,
    zones: Sequence[Zone],
    words: FactWords,
    *,
    hints: LetterFacts = _NO_FACTS,
    date: day | None = None,
    sender: str | None = None,
    times: TimeWords | None = None,
) -> LetterFacts:
    """The facts of a letter.

    `date` and `sender` are what a person said, and win; `hints` are what the letter's container says (mail
    header, page), and fill gaps. `times` are the words of time, None for those of the shipped lexicon.
    """
    known = fact_patterns(words)
    letter = Reading(text, zones, read_surroundings(text, zones, known), known)
    author = sender or find_sender(letter) or hints.sender
    return LetterFacts(
        sender=author,
        recipient=find_recipient(letter, author) or hints.recipient,
        date=date or find_letter_date(text, zones, known, times) or hints.date,
        reference=find_reference(letter.around, known, times) or hints.reference,
    )
