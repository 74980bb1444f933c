"""Once, recurring or standing."""

from __future__ import annotations

import re

from tracker.extraction import tags as tag
from tracker.extraction.acts import GERUND
from tracker.extraction.candidates import Candidate
from tracker.extraction.coordination import Segment
from tracker.extraction.slots.action import is_negated
from tracker.extraction.wordings import fold
from tracker.model import Deadline, DeadlineKind, Kind, Strength

_NEAR = 9
"""How many words after the verb tell whether it speaks of every case."""
_FIXED = {DeadlineKind.DATE, DeadlineKind.RELATIVE, DeadlineKind.VAGUE}
_LASTING = (
    "until",
    "till",
    "while",
    "whilst",
    "as long as",
    "so long as",
    "for as long as",
    "through",
    "for the duration",
)
_ONE_EVENT = ("once", "when", "after", "following", "at our", "at the", "as soon as")
_EACH_TIME = ("where", "wherever", "whenever", "when", "as ")
"""Conditions that speak of every case: "where appropriate", "as needed"."""
_INTERVAL = re.compile(
    r"\bevery \d{1,3} (?:hours|days|weeks|months|years)\b|\d \w{3,20} (?:a|per|each) (?:day|week|month|quarter|year)\b"
)
_GENERAL = tuple(
    f"{opener} {word} " for opener in ("if", "should", "whenever") for word in ("a", "an", "any", "anyone")
)
"""As in "if a lift is out of use", "should any blast exceed the limit"."""
_THIS_CASE = tuple(
    f"{opener} {word} "
    for opener in ("where", "when")
    for word in ("the", "this", "that", "she", "he", "it", "no")
)
_ANY_CASE = frozenset({"any", "whoever", "whenever", "anyone", "everyone"})
_WHOEVER = frozenset({"any", "anybody", "every", "each", "whoever", "anyone", "anything", "whatever"})
_RELATIVES = frozenset({"who", "that", "which", "where", "whose", "we", "they"})


def kind_of(  # noqa: PLR0911 - one answer a case
    c: Candidate, segment: Segment, deadline: Deadline, conditions: list[str]
) -> Kind:
    """Recurring where the words say how often; standing for abstentions, upkeep and lasting verbs; else once."""
    lexicon, act = c.tokens.lexicon, segment.act
    words = c.tokens.slice(act.start, _object_end(c, segment))
    folded, said = fold(words), c.tokens.words
    if (
        deadline.kind is DeadlineKind.RECURRING
        or lexicon.recurring.found(folded, said)
        or _INTERVAL.search(words)
    ):
        return Kind.RECURRING
    if is_negated(c, segment) or act.continued or c.tokens.at(act.head + 1) == "no":
        return Kind.STANDING
    text = (deadline.text or "").lower()
    fronted = _fronted(c) if segment.act.head == c.act.head else ""
    if text.startswith(_LASTING) or lexicon.standing.found(f"{fold(fronted)} {folded} {text}", said):
        return Kind.STANDING
    if c.context.to_all and deadline.kind is not DeadlineKind.DATE:
        return Kind.STANDING
    if deadline.kind in _FIXED and not _opens(deadline):
        return Kind.ONCE
    if text.startswith(_ONE_EVENT):
        return Kind.ONCE
    return (
        Kind.STANDING
        if _lasts(c, segment, words, conditions) or (_opens(deadline) and act.passive)
        else Kind.ONCE
    )


def _fronted(c: Candidate) -> str:
    """The words just before the subject: "From now on", "In future"."""
    at = c.subject.start if c.subject is not None and c.subject.start < c.at else c.at
    return c.tokens.slice(max(at - 5, 0), at)


def _lasts(  # noqa: PLR0911 - one answer a case
    c: Candidate, segment: Segment, words: str, conditions: list[str]
) -> bool:
    """Whether the act itself, its object or its condition speaks of every case rather than one."""
    lexicon, act = c.tokens.lexicon, segment.act
    subject = c.subject
    if subject is not None and c.tokens.low[subject.start] in _WHOEVER:
        return True
    if c.trigger == "announcement":
        return act.base in lexicon.kinds.growing_verbs
    if c.trigger == "adjective" and c.strength is Strength.FIRM and act.form == GERUND:
        return True
    if (
        act.base in lexicon.kinds.standing_verbs
        or f"{act.base} {c.tokens.at(act.head + 1)}" in lexicon.kinds.standing_pairs
    ):
        return True
    if any(_of_every_case(condition.lower()) for condition in conditions):
        return True
    near = words.lower().split()[:_NEAR]
    if not _ANY_CASE.isdisjoint(near):
        return True
    # "each family" is a known set, "each complaint that we receive" every case to come.
    later = words.lower().split()[: _NEAR + 6]
    return any(
        word in {"each", "every"}
        and (
            not lexicon.time.cases.isdisjoint(later[k + 1 : k + 2])
            or not _RELATIVES.isdisjoint(later[k + 2 : k + 7])
        )
        for k, word in enumerate(near)
    )


def _of_every_case(condition: str) -> bool:
    """As in "where appropriate", "where a worker asks"; not "where the specialist advises it"."""
    if condition.startswith(_EACH_TIME):
        return not condition.startswith(_THIS_CASE)
    return condition.startswith(_GENERAL) and " any questions" not in condition


def _object_end(c: Candidate, segment: Segment) -> int:
    """Where the act's own words end: before a relative clause, which speaks of something else."""
    end = max(segment.end, segment.act.head + 1)
    relatives = (k for k in range(segment.act.head + 2, end) if c.tokens.tags[k] & tag.RELATIVE)
    return next(relatives, end)


def _opens(deadline: Deadline) -> bool:
    """As in "From 1 June": the act begins then and goes on."""
    return (deadline.text or "").lower().startswith(("from", "starting", "beginning"))
