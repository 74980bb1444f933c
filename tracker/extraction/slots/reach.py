"""How far the words of a promise reach among its neighbours, and which of its acts a condition holds."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.candidates import Candidate
from tracker.extraction.coordination import Segment
from tracker.extraction.phrases import has_finite
from tracker.extraction.slots.condition import Condition
from tracker.extraction.slots.deadline import shares_object
from tracker.extraction.tokens import Tokens


def floor_of(c: Candidate, before: Candidate | None) -> int:
    """The character at which the statement of `c` can begin: after the act before it, and after "and" or a stop."""
    t = c.tokens
    floor = t.ends[before.act.head] if before else 0
    subject = c.subject
    if subject is not None and subject.elided:
        return floor
    at = subject.start if subject is not None and subject.start < c.at else c.at
    for k in range(at - 1, 0, -1):
        joined = t.tags[k] & tag.JOINER and (t.low[k - 1] == "," or k == at - 1)
        if (joined and has_finite(t, 0, k)) or t.low[k] in {";", ":"}:
            return max(floor, t.ends[k])
    return floor


def limit_of(kept: list[tuple[Candidate, str | None]], n: int) -> int:
    """Where the words of candidate `n` end at the latest: before the next one that is joined to it."""
    c = kept[n][0]
    t = c.tokens
    for later, _ in kept[n + 1 :]:
        at = (
            later.subject.start
            if later.subject and not later.subject.elided and c.act.head < later.subject.start < later.at
            else later.at
        )
        if at > c.act.head and (t.is_(at - 1, tag.JOINER | tag.ADVERB) or t.at(at - 1) in {",", ";"}):
            return _before_aside(t, at)
    return t.size


def _before_aside(t: Tokens, at: int) -> int:
    """As in "and, if warranted, will open": the aside belongs to what follows."""
    if t.at(at - 1) != ",":
        return at
    for k in range(at - 2, max(at - 14, 0), -1):
        if t.low[k] == ",":
            return k if t.is_(k - 1, tag.JOINER) else at
    return at


def inside(c: Candidate, conditions: list[Condition]) -> bool:
    """Whether a candidate stands inside a condition."""
    return any(k.start < c.at < k.end for k in conditions)


def less_conditions(segments: list[Segment], conditions: list[Condition]) -> list[Segment]:
    """Drop acts that stand inside a condition."""
    return [
        s
        for n, s in enumerate(segments)
        if n == 0 or not any(k.start <= s.act.head < k.end for k in conditions)
    ]


def reaches(c: Candidate, k: Condition, floor: int) -> bool:
    """Whether a condition stands in the statement of `c`, or before a subject that it shares."""
    return c.tokens.starts[k.start] >= floor or (c.subject is not None and c.subject.elided)


def holds(c: Candidate, segments: list[Segment], n: int, k: Condition) -> bool:
    """Whether condition `k` makes the `n`th act conditional: at the front all, else the act that it stands by."""
    if k.end <= c.act.head:
        subject = c.subject
        inside = subject is not None and not subject.elided and k.start >= subject.start
        return subject is None or k.end <= subject.start or c.at - k.end <= 2 or inside
    last = segments[-1]
    if k.start > last.end + 1:
        return False
    if k.start >= last.act.head and _after_comma(c, k):
        return n == len(segments) - 1 or _covers(c, segments, k)
    segment = segments[n]
    return segment.act.start <= k.start < max(segment.end, segment.act.head + 1) or (
        n == len(segments) - 1 and k.start >= segment.act.head
    )


def _covers(c: Candidate, segments: list[Segment], k: Condition) -> bool:
    return (_after_comma(c, k) and k.end - k.start <= 3) or shares_object(segments)


def _after_comma(c: Candidate, k: Condition) -> bool:
    return c.tokens.at(k.start - 1) == ","


def shares_condition(c: Candidate, segments: list[Segment], held: list[Condition]) -> bool:
    """Whether a condition after the last act holds of the acts before it too."""
    return any(k.start >= segments[-1].act.head and _covers(c, segments, k) for k in held)
