"""Whether a thing that a clause speaks of is the author's to command, and a thing of this letter at all."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.candidates import Candidate

_THEIRS = frozenset({"your", "their", "his", "her"})


def uncommanded(c: Candidate) -> bool:
    """As in "The price of water will", "the storm will": what nobody commands."""
    t, subject = c.tokens, c.subject
    if subject is None:
        return False
    # "The price of water", but not "Letters to the families named in chapter 3".
    end = next(
        (
            k
            for k in range(subject.head + 1, subject.end)
            if t.tags[k] & (tag.PREPOSITION | tag.RELATIVE) and t.low[k] != "of"
        ),
        subject.end,
    )
    return not t.lexicon.staging.uncommanded.isdisjoint(t.low[subject.start : end])


def of_others(c: Candidate) -> bool:
    """As in "Your meeting with the union is planned", "the hearing before the High Court": not the author's to plan."""
    t, subject = c.tokens, c.subject
    if subject is None:
        return False
    words = t.low[subject.start : subject.end]
    others = not _THEIRS.isdisjoint(words) or not t.lexicon.outside.isdisjoint(words)
    owned = any(word.endswith("'s") and len(word) > 2 for word in words)
    return owned or others or uncommanded(c)


def tells(c: Candidate) -> bool:
    """As in "The union says the plant will": somebody's words ran into the subject."""
    t, subject = c.tokens, c.subject
    if subject is None:
        return False
    for k in range(subject.start, subject.end):
        if t.low[k] in {"who", "whose", "which"}:
            return False  # "Anyone who tells us so will get it back"
        said = t.tags[k] & (tag.THIRD | tag.PAST) and not t.tags[k] & tag.NOUN
        if said and t.base(k) in t.lexicon.rejections.reporting:
            return True
    return False


def definite(c: Candidate) -> bool:
    """Whether the subject is a thing of this letter rather than things in general: "our X", "every X", "these requests"."""
    t, subject = c.tokens, c.subject
    assert subject is not None
    first = subject.start
    if t.low[first] in {"whose", "some"}:
        return False
    if t.low[first] in {"that", "this", "which", "what", "it", "there"} and subject.end - first == 1:
        return t.low[first] == "it" and t.at(c.at) in {"will", "shall", "'ll"} and c.antecedent is not None
    known = t.tags[first] & (tag.DETERMINERS | tag.NUMBER | tag.PRONOUN) or "'s" in t.low[first]
    return bool(known) or t.low[subject.head].endswith("s")
