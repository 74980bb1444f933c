"""What a letter asks of its reader: requests, needs, and conditions that the reader must fulfil.

A form finds the asking words, courtesy is turned away, then the quote is cut: the whole sentence, or the asking
clause where something else leads up to it. `forms` holds the forms, `words` what they are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracker.extraction.asks.forms import AskPatterns, ask_patterns
from tracker.extraction.asks.words import AskWords
from tracker.extraction.sentences import Sentence
from tracker.model import FoundAsk, ZoneKind

__all__ = ["AskWords", "find_asks"]

_OWN = frozenset({ZoneKind.BODY, ZoneKind.BULLET, ZoneKind.TABLE, ZoneKind.FOOTNOTE})
_LONGEST = 3000
"""Characters of a sentence that are read."""


def find_asks(text: str, sentences: Sequence[Sentence], words: AskWords) -> tuple[FoundAsk, ...]:
    """The asks of a letter, in order, at most one a sentence. Under a lead-in that asks, each bullet is one."""
    known = ask_patterns(words)
    found: list[FoundAsk] = []
    leading: dict[int, FoundAsk] = {}
    for at, sentence in enumerate(sentences):
        if sentence.zone not in _OWN:
            continue
        ask = _ask_in(text, sentence, known)
        listed = ask is None and sentence.lead_in in leading
        if (ask is None and not listed) or _restates(text, sentence.start):
            continue
        if ask is not None:
            found.append(ask)
            if sentence.view.text.endswith(":"):
                leading[at] = ask
        elif sentence.lead_in in leading:
            lead = leading[sentence.lead_in]
            if lead in found:
                found.remove(lead)
            found.append(
                FoundAsk(text[sentence.start : sentence.end], sentence.start, sentence.end, lead.rule)
            )
    return tuple(found)


_RESTATED = re.compile(
    r"\W*(?:q|question|query|request|recommendation|point)\s?(?:no\.? ?)?\d{0,3}[.:)]", re.IGNORECASE
)


def _restates(text: str, start: int) -> bool:
    """As in "Q2. Please supply the list": a question of the other side, repeated before its answer."""
    line = text.rfind("\n", 0, start) + 1
    return _RESTATED.match(text, max(line, start - 40), start + 40) is not None


def _ask_in(text: str, sentence: Sentence, known: AskPatterns) -> FoundAsk | None:
    met = known.telltales.met(sentence.view.words)
    if not met:
        return None
    cleaned = sentence.view.text[:_LONGEST]
    for rule, match in _matches(cleaned, met, known):
        polite = known.courtesy.search(cleaned, match.start())
        far = polite is None or polite.start() > match.end() + 40
        if far and known.courtesy_before.search(cleaned, 0, match.start()) is None:
            i, j = _cut(cleaned, match, known, rule)
            start, end = sentence.view.span(i, j)
            return FoundAsk(text[start:end], start, end, rule)
    return None


def _matches(cleaned: str, met: int, known: AskPatterns) -> Iterator[tuple[str, re.Match[str]]]:
    """Where the forms match of which the sentence has every telling word; `met` says which it has."""
    for form in known.forms:
        if form.needs & met == form.needs:
            for match in form.pattern.finditer(cleaned):
                yield form.rule, match


def _cut(cleaned: str, match: re.Match[str], known: AskPatterns, rule: str) -> tuple[int, int]:
    """From the asking words, or from the sentence's start where what leads up belongs to the request."""
    whole = rule != "condition" and (match.start() < 15 or known.opener.match(cleaned) is not None)
    start = 0 if whole else match.start()
    tail = known.tail.search(cleaned, match.end())
    end = tail.start() if tail else len(cleaned)
    if rule == "condition" and match.start() < 3 and (comma := cleaned.find(",", match.end())) > 0:
        end = min(end, comma)
    if not whole or tail:
        end = start + len(cleaned[start:end].rstrip(" .,;"))
    return start, end
