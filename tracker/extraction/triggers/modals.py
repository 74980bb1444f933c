"""Modal verbs: "we will", "it shall", "I'll", "nor will any worker be", "we're going to", "would be willing to"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import GERUND, Act, read_base
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.phrases import Subject
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading, auxiliary_before, strength

_INVERTERS = frozenset({"nor", "neither", "only", "never", "so"})


def modal_words(lexicon: Lexicon) -> frozenset[str]:
    """Will and shall."""
    return lexicon.triggers.modals | {"wo"}


def read_modal(t: Tokens, i: int) -> Reading | None:
    """As in "will" and its kin before a verb, or before a subject after "nor"."""
    if _is_noun(t, i):
        return None
    act = read_base(t, i + 1)
    if act is None and t.is_(i - 1, tag.JOINER) and (after := _past_comma(t, i + 1)):
        act = read_base(t, after)  # "We don't, and won't, sell"
        act = act and replace(act, negated=act.negated or t.is_(i + 1, tag.NEGATION))
    if act is None:
        return _elliptic(t, i) or _inverted(t, i)
    if act.passive and (meant := _made_to(t, i, act)):
        return Reading(i, meant, strength(soft=True), authored=True)
    if t.at(i - 1) == "there" and (denied := _none_of(t, act)):
        return Reading(i, denied, strength(soft=False), authored=True)
    if t.at(i - 1) == "never":
        act = replace(act, negated=True)
    return Reading(i, act, strength(act.softened))


_STAND_ALONE = frozenset(
    [
        "all",
        "another",
        "any",
        "both",
        "each",
        "either",
        "few",
        "many",
        "most",
        "much",
        "neither",
        "none",
        "several",
    ]
) | {"some", "such", "that", "these", "this", "those"}
"""Determiners that may be subjects: "Some will"."""


def _is_noun(t: Tokens, i: int) -> bool:
    """As in "the will", "her will": with a determiner that cannot be the subject it is no modal."""
    if not t.is_(i - 1, tag.DETERMINER | tag.POSSESSIVE) or t.is_(i - 1, tag.PRONOUN | tag.ADVERB):
        return False
    object_ = t.at(i - 1) == "her" and t.is_(i - 2, tag.PREPOSITION | tag.VERBAL)
    return not object_ and t.at(i - 1) not in _STAND_ALONE


def _elliptic(t: Tokens, i: int) -> Reading | None:
    """As in "You asked us to publish it, and we will": the act is the one asked for before."""
    if t.at(i - 1) not in {"we", "i"} or not (i + 1 >= t.size or t.at(i + 1) in {".", ",", ";", "-", ":"}):
        return None
    for k in range(i - 2, 0, -1):
        asked = t.low[k - 1] == "to" and any(
            t.base(m) in t.lexicon.triggers.asked for m in range(max(k - 6, 0), k - 1)
        )
        if asked and (act := read_base(t, k)):
            return Reading(i, replace(act, start=i + 1), strength(soft=False), Subject(i - 1, i, i - 1))
    return None


_ATTEMPTS = frozenset({"effort", "efforts", "attempt", "attempts"})


def _made_to(t: Tokens, i: int, act: Act) -> Act | None:
    """As in "Every effort will be made to reunite them", "Efforts will be made, where the terrain allows, to recover"."""
    if act.base != "make" or _ATTEMPTS.isdisjoint(t.low[max(i - 6, 0) : i]):
        return None
    after, _ = skip_adverbs(t, act.head + 1)
    return read_base(t, after + 1) if t.at(after) == "to" else None


def _past_comma(t: Tokens, i: int) -> int | None:
    i += t.is_(i, tag.NEGATION)
    return i + 1 if t.at(i) == "," else None


def _none_of(t: Tokens, act: Act) -> Act | None:
    """As in "There shall be no planting on the slope": the act that is ruled out."""
    at = act.complement
    if act.base != "be" or at is None or t.at(at) not in {"no", "zero"}:
        return None
    k = at + 2 if t.at(at + 1) in {"further", "more", "such", "new"} else at + 1
    known = t.is_(k, tag.GERUND) and t.base(k) in t.lexicon.verbs.action
    return replace(act, head=k, base=t.base(k), form=GERUND, negated=True, complement=None) if known else None


def _inverted(t: Tokens, i: int) -> Reading | None:
    denied = "no" in t.low[max(i - 3, 0) : i]
    never = t.at(i - 1) == "again" and t.at(i - 2) == "never"
    only = t.low[0] == "only" and t.at(i + 1) in {"we", "i", "our"}
    if t.at(i - 1) not in _INVERTERS and not (denied or never or only):
        return None
    if t.at(i + 1) in {"we", "i"} and (act := read_base(t, i + 2)):
        negated = act.negated or not (only or t.at(i - 1) in {"only", "so"})
        return Reading(i, replace(act, negated=negated), strength(act.softened), Subject(i + 1, i + 2, i + 1))
    for k in range(i + 2, min(i + 14, t.size)):
        if t.tags[k] & (tag.STOP | tag.MODAL):
            return None
        if t.tags[k] & (tag.BASE | tag.BE) and not t.tags[k] & tag.NOUN and t.at(k - 1) != "to":
            act = read_base(t, k)
            if act is None:
                return None
            subject = Subject(i + 1, k, _last_noun(t, i + 1, k))
            negated = act.negated or denied or never or t.at(i - 1) in {"nor", "neither", "never"}
            return Reading(i, replace(act, negated=negated), strength(act.softened), subject)
    return None


def _last_noun(t: Tokens, start: int, end: int) -> int:
    for k in range(start + 1, end):
        if t.tags[k] & (tag.PREPOSITION | tag.RELATIVE):
            return k - 1
    return end - 1


def going_words(_: Lexicon) -> frozenset[str]:
    """Going."""
    return frozenset({"going", "gonna"})


def read_going_to(t: Tokens, i: int) -> Reading | None:
    """As in "are going to review"."""
    be = auxiliary_before(t, i)
    to = i if t.low[i] == "gonna" else i + 1
    if be is None or (to > i and t.at(to) != "to") or t.low[be] in {"was", "were", "been", "be"}:
        return None
    act = read_base(t, to + 1)
    return (
        Reading(be, replace(act, negated=act.negated or "not" in t.low[be:i]), strength(act.softened))
        if act
        else None
    )


def would_words(lexicon: Lexicon) -> frozenset[str]:
    """Would."""
    return lexicon.triggers.conditional_modals


def read_would(t: Tokens, i: int) -> Reading | None:
    """As in "the Government would reimburse": an offer, so soft; said on an open condition it is firm."""
    act: Act | None = read_base(t, i + 1)
    return Reading(i, act, strength(act.softened or not on_open_condition(t))) if act else None


def on_open_condition(t: Tokens) -> bool:
    """As in "Were a court to order it, we would", "If the assembly votes for it, I would": what may well come about."""
    if t.low[0] in {"were", "should"}:
        return "to" in t.low[2:14] if t.low[0] == "were" else True
    if "if" not in t.words:
        return False
    k = t.low.index("if")
    for m in range(k + 1, min(k + 14, t.size)):
        if t.low[m] == "," or t.tags[m] & tag.STOP:
            return False
        if t.low[m] == "should" or (t.tags[m] & tag.THIRD and not t.tags[m] & (tag.NOUN | tag.PAST)):
            return True
        if t.tags[m] & (tag.FINITE | tag.PAST):
            return False
    return False
