"""What is planned: "is due to be published", "is scheduled for May", "it is hoped to", "What we will do is"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import NOUN, Act, read_base
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.clauses import find_subject
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading, strength


def read_schedule(t: Tokens, i: int) -> Reading | None:
    """As in "is due to be published", "are planned to be replaced", "is expected to report"."""
    after, negated = skip_adverbs(t, i + 1)
    triggers = t.lexicon.triggers
    if t.at(after) not in t.lexicon.schedules:
        return None
    act = read_base(t, after + 2) if t.at(after + 1) == "to" else None
    if act is None:
        return None if negated else _fixed_for(t, i, after)
    soft = t.at(after) in triggers.soft_schedules
    impersonal = (
        t.at(i - 1) == "it" and t.at(after) in triggers.impersonal_plans and not _serves(t, after, act)
    )
    return Reading(
        i,
        replace(act, negated=act.negated or negated),
        strength(soft or act.softened),
        authored=impersonal,
    )


def _fixed_for(t: Tokens, i: int, planned: int) -> Reading | None:
    """As in "Delivery of the filters is scheduled for May", "the next inspection is due in June"."""
    day = planned + 2
    dated = t.at(planned + 1) in {"for", "in", "on", "by", "before"} and any(
        t.is_(k, tag.TIME) or t.at(k) == "half" or (t.at(k) == "may" and t.is_(k, tag.CAPITAL))
        for k in range(day, day + 3)
    )
    subject = find_subject(t, i) if dated else None
    if subject is None:
        return None
    verb = t.lexicon.act_nouns.get(t.low[subject.head])
    held = t.low[subject.head] in t.lexicon.staging.events
    base = verb or ("hold" if held else None)
    soft = t.low[planned] in t.lexicon.triggers.soft_schedules
    return Reading(i, Act(planned, planned, base, NOUN), strength(soft)) if base else None


def _serves(t: Tokens, planned: int, act: Act) -> bool:
    """As in "it is intended to protect the bank": what "it" is for, rather than what somebody plans."""
    lexicon = t.lexicon
    blocks = (lexicon.kinds.standing_verbs, lexicon.rejections.effects, lexicon.rejections.impersonal)
    aims = any(act.base in block for block in blocks)
    return t.low[planned] not in {"hoped", "proposed"} and (act.passive or aims)


def plan_words(lexicon: Lexicon) -> frozenset[str]:
    """Hoped, proposed and their kin."""
    return lexicon.triggers.impersonal_plans


def read_second_plan(t: Tokens, i: int) -> Reading | None:
    """As in "It is hoped to open a reading room, and proposed to whitewash the cells"."""
    if not t.is_(i - 1, tag.JOINER) or t.at(i + 1) != "to" or "is" not in t.low[: i - 1]:
        return None
    first = any(t.low[k] == "it" and t.at(k + 1) == "is" for k in range(i - 1))
    act = read_base(t, i + 2) if first else None
    return Reading(i, act, strength(soft=True), authored=True) if act else None


def read_cleft(t: Tokens, i: int) -> Reading | None:
    """As in "What we will do is open the files", "What I won't do is walk away"."""
    if t.at(i - 1) != "do" or t.low[i] != "is":
        return None
    what = next((k for k in range(i - 2, max(i - 9, -1), -1) if t.low[k] == "what"), None)
    if what is None or t.at(what + 1) not in {"we", "i"}:
        return None
    act = read_base(t, i + 2 if t.at(i + 1) == "to" else i + 1)
    denied = any(t.tags[k] & tag.NEGATION for k in range(what, i))
    return (
        Reading(i, replace(act, negated=act.negated or denied), strength(act.softened), authored=True)
        if act
        else None
    )
