"""The exact words of a promise: from its subject or modal to its end, with its deadline and condition."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.candidates import Candidate
from tracker.extraction.coordination import Segment

Span = tuple[int, int]


def quote_span(c: Candidate, segments: list[Segment], n: int, fronted: list[Span], shared_tail: bool) -> Span:
    """Characters [start, end) of the sentence's text that the quote of the `n`th act holds.

    `fronted` are the spans of conditions and deadlines before the subject; with `shared_tail` a time or
    condition at the end covers all acts, and each quote holds them all.
    """
    t = c.tokens
    first, last = segments[n], segments[-1 if shared_tail else n]
    if n == 0 or shared_tail:
        start = t.starts[_opening(c)]
        start = min([start, *(begin for begin, _ in fronted if not _in_brackets(t.text, begin, start))])
    else:
        opening = first.start
        while opening < first.act.head and t.low[opening] == ",":
            opening += 1
        start = t.starts[opening]
    return start, t.ends[max(last.end - 1, first.act.head)]


def _in_brackets(text: str, begin: int, start: int) -> bool:
    """Whether a bracket closes between a time and the subject: the time then is an aside."""
    between = text[begin:start]
    return between.count(")") > between.count("(")


def _opening(c: Candidate) -> int:
    """The word with which the clause opens: its subject, or the modal where the subject stands elsewhere."""
    t = c.tokens
    subject = c.subject
    if c.authored:
        return _noun_opening(c)
    if subject is None or subject.elided:
        return _group_start(c)
    if subject.start > c.at:
        return c.at - 1 if t.at(c.at - 1) in {"nor", "neither"} else c.at
    start = subject.start
    if c.opener is not None and t.low[c.opener] == "that":
        start = _promising_clause(c, c.opener)
    return start


def _group_start(c: Candidate) -> int:
    t, k = c.tokens, c.at
    while k > 0 and t.tags[k - 1] & (tag.ADVERB | tag.NEGATION) and not t.tags[k - 1] & tag.JOINER:
        k -= 1
    return k


def _noun_opening(c: Candidate) -> int:
    """A noun promise opens with its clause: "Our commitment to you is", "It is our intention"."""
    t, k = c.tokens, c.at
    while k > 0 and not t.tags[k - 1] & (tag.STOP | tag.JOINER | tag.SUBORDINATOR) and t.low[k - 1] != ",":
        k -= 1
    return k


def _promising_clause(c: Candidate, that: int) -> int:
    """As in "I can promise you that the Council will": the promise opens with "I"."""
    t, k = c.tokens, that
    while k > 0 and not t.tags[k - 1] & (tag.STOP | tag.JOINER | tag.SUBORDINATOR) and t.low[k - 1] != ",":
        k -= 1
    return k
