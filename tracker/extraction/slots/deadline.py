"""Which of a sentence's times binds which act."""

from __future__ import annotations

from datetime import date

from tracker.extraction.candidates import Candidate
from tracker.extraction.coordination import Segment
from tracker.extraction.slots.condition import Condition
from tracker.model import NO_DEADLINE, Deadline, DeadlineKind

_RANK = {
    DeadlineKind.RECURRING: 0,
    DeadlineKind.DATE: 1,
    DeadlineKind.RELATIVE: 2,
    DeadlineKind.EVENT: 3,
    DeadlineKind.VAGUE: 4,
    DeadlineKind.NONE: 5,
}


def choose_deadlines(
    c: Candidate, segments: list[Segment], times: list[Deadline], conditions: list[Condition], floor: int
) -> list[Deadline]:
    """The deadline of each act: one in its own words, else one before the subject, else one that covers all.

    A time inside a condition or inside another statement is no deadline; `floor` is the character at which the
    words of the statement before this one end.
    """
    t = c.tokens
    inside = [(t.starts[k.start], t.ends[k.end - 1]) for k in conditions]
    free = [
        time
        for time in times
        if not any(i <= (time.start or 0) < j for i, j in inside) and not _describes(c, time)
    ]
    chosen: list[Deadline] = []
    for segment in segments:
        start, end = t.starts[segment.act.start], t.ends[max(segment.end - 1, segment.act.head)]
        own = [time for time in free if start <= (time.start or 0) < end]
        chosen.append(_best(own))
    front = _best([time for time in free if _stands_before(c, time, floor)])
    if front is NO_DEADLINE:
        front = _best([time for time in free if t.starts[c.at] <= (time.start or 0) < t.starts[c.act.head]])
    happens = front.kind is DeadlineKind.EVENT or any(t.low[k.start] in _IFS for k in conditions)
    chosen = [_after_the_event(deadline) if happens else deadline for deadline in chosen]
    chosen = [front if _weaker(deadline, front) else deadline for deadline in chosen]
    if len(segments) > 1 and covers_all(c, segments, chosen[-1]):
        chosen = [chosen[-1] if deadline is NO_DEADLINE else deadline for deadline in chosen]
    return chosen


_IFS = frozenset({"if", "should", "once", "where", "whenever", "when"})


def _after_the_event(deadline: Deadline) -> Deadline:
    """As in "if a review is asked for, it will be done within 20 days": the days run from what may happen."""
    text = (deadline.text or "").lower()
    fixed = any(word in text for word in ("letter", "today", "date", "now", "next", "coming"))
    if deadline.kind is not DeadlineKind.RELATIVE or fixed or not text.startswith(("within", "inside")):
        return deadline
    return Deadline(
        DeadlineKind.EVENT,
        text=deadline.text,
        start=deadline.start,
        end=deadline.end,
        rule=f"{deadline.rule} after an event",
    )


def _weaker(own: Deadline, front: Deadline) -> bool:
    """Whether a time before the subject says more: "From 1 May we will not … once cutting has begun"."""
    lasting = (own.text or "").lower().startswith("for ") and front.kind is DeadlineKind.DATE
    return own is NO_DEADLINE or lasting or (own.kind is DeadlineKind.EVENT and front.latest is not None)


_DESCRIBED = frozenset({"period", "years", "dated", "of", "decade", "season"})


def _describes(c: Candidate, time: Deadline) -> bool:
    """As in "the period from 2010 to 2021", "the figures of May": the time tells which thing, not when."""
    if (time.text or "").lower().startswith(("until", "till", "by ", "no later", "not later")):
        return False
    before = c.tokens.text[: time.start].split()
    return bool(before) and before[-1].lower() in _DESCRIBED


def _stands_before(c: Candidate, time: Deadline, floor: int) -> bool:
    """Before the subject and, unless the subject is shared with an earlier verb, after that verb's words."""
    subject = c.subject
    if subject is None or subject.start >= c.at:
        return floor <= (time.start or 0) and (time.end or 0) <= c.tokens.starts[c.at]
    ahead = (time.end or 0) <= c.tokens.starts[subject.start]
    return ahead and (subject.elided or floor <= (time.start or 0))


def covers_all(c: Candidate, segments: list[Segment], deadline: Deadline) -> bool:
    """Whether a time at the end covers every act: after a comma, or after verbs that share their object."""
    if deadline.start is None or deadline.start < c.tokens.starts[segments[-1].act.head]:
        return False
    before = c.tokens.text[: deadline.start].rstrip()
    return before.endswith(",") or shares_object(segments)


def shares_object(segments: list[Segment]) -> bool:
    """As in "review and publish the policy": the first verb has no words of its own."""
    return all(segment.end - segment.act.head <= 1 for segment in segments[:-1])


_NEVER_ONE_DAY = (
    "within",
    "inside",
    "for ",
    "over",
    "during",
    "after",
    "throughout",
    "since",
    "this year",
    "in this year",
)


def is_to_come(deadline: Deadline, written: date | None) -> bool:
    """Whether a time makes an announcement of a verb in the present: one day or period still to come.

    "Within ten days" and "for a month" tell what is usual, a bare year when it was.
    """
    if deadline.kind not in {DeadlineKind.DATE, DeadlineKind.RELATIVE} or deadline.latest is None:
        return False
    text = (deadline.text or "").lower()
    if (
        text.startswith(_NEVER_ONE_DAY)
        or text[:1].isdigit()
        or (text.startswith("from") and " to " in text)
        or text.removeprefix("in ").isdigit()
    ):
        return False
    return written is None or deadline.latest >= written


def _best(times: list[Deadline]) -> Deadline:
    return min(times, key=lambda time: (_RANK[time.kind], time.latest is None), default=NO_DEADLINE)
