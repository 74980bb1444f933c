"""Who wrote to whom, when, and under which number.

`head` reads the lines around the body; `dates`, `senders` and `recipients` weigh what they say, `names` compares names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as day

from tracker.extraction.facts.dates import find_letter_date
from tracker.extraction.facts.head import Surroundings, read_surroundings
from tracker.extraction.facts.recipients import find_recipient
from tracker.extraction.facts.senders import find_sender
from tracker.extraction.facts.words import FactPatterns, FactWords, fact_patterns
from tracker.model import LetterFacts, Zone

__all__ = ["FactWords", "find_facts"]

_NO_FACTS = LetterFacts()
_END_OF_REFERENCE = re.compile(r"\s{2,}|\t|[;|]|\s(?=(?:your|our|date)\b)", re.IGNORECASE)


def find_facts(
    text: str,
    zones: Sequence[Zone],
    words: FactWords,
    *,
    hints: LetterFacts = _NO_FACTS,
    date: day | None = None,
    sender: str | None = None,
) -> LetterFacts:
    """The facts of a letter.

    `date` and `sender` are what a person said, and win; `hints` are what the letter's container says (mail
    header, page), and fill gaps.
    """
    known = fact_patterns(words)
    around = read_surroundings(text, zones, known)
    author = sender or find_sender(text, zones, around, known) or hints.sender
    return LetterFacts(
        sender=author,
        recipient=find_recipient(text, around, author, known) or hints.recipient,
        date=date or find_letter_date(text, zones, known) or hints.date,
        reference=_find_reference(around, known) or hints.reference,
    )


def _find_reference(around: Surroundings, known: FactPatterns) -> str | None:
    lines = around.titles + [f"{name}: {value}" for name, value in around.fields.items()]
    for pattern in (known.our_reference, known.reference):
        for line in lines:
            match = pattern.search(line)
            if match is not None and any(map(str.isdigit, match["value"])):
                return _END_OF_REFERENCE.split(match["value"], maxsplit=1)[0].strip(" .,*_")
    return None
