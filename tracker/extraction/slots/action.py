"""What is to be done, by whom: the action in base form, and the actor as the letter names it."""

from __future__ import annotations

from bisect import bisect_left

from tracker.extraction import tags as tag
from tracker.extraction.acts import NOUN
from tracker.extraction.candidates import Candidate
from tracker.extraction.clauses import find_agent
from tracker.extraction.coordination import Segment
from tracker.extraction.parties import Party

_PARTICLES = frozenset(
    {"up", "out", "down", "off", "over", "back", "in", "on", "away", "forward", "through", "into"}
)


def action_of(c: Candidate, segment: Segment, left_out: list[tuple[int, int]]) -> str:
    """The promised verb in its base form with its object, "not" before an abstention.

    `left_out` are character spans (condition, deadline) that have slots of their own.
    """
    t = c.tokens
    rest = _words(c, segment.act.head + 1, segment.end, left_out)
    rest = _of(rest) if segment.act.form == NOUN else rest
    verb = segment.act.base
    if segment.act.object_at is not None and segment.act.head == c.act.head:
        rest = [*_words(c, segment.act.object_at, segment.act.head, left_out), *rest]
    if segment.act.passive and c.subject is not None and not c.authored:
        gapped = segment.act.head != c.act.head and t.is_(segment.act.start, tag.DETERMINERS)
        object_ = (
            t.slice(segment.act.start, segment.act.head)
            if gapped
            else t.slice(c.subject.start, c.subject.end)
        )
        if (
            rest
            and rest[0].lower() in _PARTICLES
            and (len(rest) == 1 or rest[0].lower() not in {"in", "on", "over", "into", "through"})
        ):
            verb, rest = f"{verb} {rest[0]}", rest[1:]
        words = [verb, _lower_first(object_), *rest]
    else:
        words = [verb, *rest]
    return " ".join(["not", *words] if is_negated(c, segment) else words)


def is_negated(c: Candidate, segment: Segment) -> bool:
    """Whether this act is promised not to be done."""
    if segment.act.head == c.act.head:
        return c.negated
    return segment.act.negated or (c.negated and segment.act.form == c.act.form)


def _words(c: Candidate, start: int, end: int, left_out: list[tuple[int, int]]) -> list[str]:
    t = c.tokens
    pieces: list[str] = []
    at = None
    apart = {k for i, j in left_out for k in range(bisect_left(t.starts, i), bisect_left(t.starts, j))}
    for k in range(start, end):
        if k in apart:
            if at is not None:
                pieces.append(t.text[at : t.ends[k - 1]].rstrip(" ,"))
            at = None
        elif at is None:
            at = t.starts[k]
    if at is not None:
        pieces.append(t.text[at : t.ends[end - 1]])
    text = " ".join(piece.strip(" ,;") for piece in pieces)
    return text.split()


def _of(words: list[str]) -> list[str]:
    """The object of an act that a noun names: "the removal of the fence" is "remove the fence"."""
    return words[1:] if words[:1] == ["of"] else words


_OPENERS = frozenset(
    [
        "a",
        "all",
        "an",
        "any",
        "both",
        "each",
        "every",
        "its",
        "my",
        "no",
        "our",
        "the",
        "their",
        "these",
        "this",
    ]
) | {"those", "your"}


def _lower_first(phrase: str) -> str:
    """As in "A full report" becomes "a full report"; a name stays as it is."""
    first, _, rest = phrase.partition(" ")
    if first.lower() in _OPENERS:
        return f"{first.lower()} {rest}".strip()
    return phrase


def actor_of(c: Candidate, sender: str | None) -> str | None:
    """Who is bound, as the letter names it; the sender where it says "we" or "I", or names no agent."""
    t = c.tokens
    if c.authored:
        return sender
    if c.act.passive and c.trigger != "order":
        agent = find_agent(t, c.act.head)
        named = agent is not None and t.low[agent.head] not in {"us", "me"}
        if agent is not None and named and t.low[agent.head] not in t.lexicon.subjects.third_parties:
            return t.slice(agent.start, agent.end)
        return sender
    subject = c.subject
    if subject is None or t.tags[subject.head] & tag.PRONOUN or c.universal:
        return sender
    suffered = c.act.object_at is not None and c.party is Party.OTHER
    if c.party in {Party.THING, Party.READER} or suffered:
        return sender  # "Dealers will have their contracts terminated": by the author
    return t.slice(subject.start, subject.end)
