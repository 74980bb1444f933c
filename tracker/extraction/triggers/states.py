"""What is so by the author's word: "is to be fitted", "is waived", "stands ready to"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import (
    PARTICIPLE,
    Act,
    read_base,
    read_linked,
)
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.clauses import find_subject
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading, strength

_PRESENT = frozenset({"am", "is", "are", "'m", "'re", "'s"})


def be_words(_: Lexicon) -> frozenset[str]:
    """The present forms of be."""
    return _PRESENT


def standing_words(_: Lexicon) -> frozenset[str]:
    """Be, stand and remain."""
    return _PRESENT | {"stand", "stands", "remain", "remains"}


def read_is_to(t: Tokens, i: int) -> Reading | None:
    """As in "are to be fitted", "the team is to report"."""
    after, negated = skip_adverbs(t, i + 1)
    if t.at(after) != "to" or "here" in t.low[i:after]:
        return None
    act = read_base(t, after + 1)
    dated = (
        act is not None and t.at(i - 1) == "it" and t.kinds & tag.TIME and act.base in t.lexicon.verbs.action
    )
    if act is None or (not act.passive and not dated and _says_what(t, i)):
        return None
    return Reading(i, replace(act, negated=act.negated or negated), strength(act.softened))


def _says_what(t: Tokens, i: int) -> bool:
    """As in "Our aim is to", "the purpose of the visit is to": the verb says what a noun is."""
    subject = find_subject(t, i)
    if subject is None or t.low[i - 1] in _POINTERS:
        return True
    said = t.low[subject.head]
    return said in t.lexicon.promise_nouns or said in t.lexicon.triggers.described_nouns or said in _POINTERS


_POINTERS = frozenset({"it", "this", "that", "what"})


def cost_words(_: Lexicon) -> frozenset[str]:
    """Is and are."""
    return frozenset({"is", "are"})


def read_cost(t: Tokens, i: int) -> Reading | None:
    """As in "The fee is waived", "The costs are borne by us": who pays is settled in the saying."""
    after, negated = skip_adverbs(t, i + 1)
    if negated or not t.is_(after, tag.PARTICIPLE) or t.base(after) not in t.lexicon.settled_costs:
        return None
    subject = find_subject(t, i)
    if subject is None or t.low[subject.head] not in t.lexicon.staging.charges:
        return None
    by_us = any(t.low[k] == "by" and t.at(k + 1) in {"us", "our"} for k in range(after + 1, after + 4))
    if not by_us and t.base(after) not in t.lexicon.triggers.forgiven:
        return None
    return Reading(i, Act(after, after, t.base(after), PARTICIPLE, passive=True), strength(soft=False))


def read_adjective(t: Tokens, i: int) -> Reading | None:
    """As in "is committed to avoiding", "stands ready to second", "are prepared to meet"."""
    after, negated = skip_adverbs(t, i + 1)
    after += t.at(after) == "than" and t.at(after - 1) == "more"
    triggers = t.lexicon.triggers
    word = t.at(after)
    if (to := _under_way(t, after)) is not None and (act := read_base(t, to + 1)):
        return Reading(i, replace(act, negated=act.negated or negated), strength(act.softened))
    if word not in t.lexicon.promise_adjectives:
        return None
    if t.low[i] in {"stand", "stands", "remain", "remains"} and word.endswith("ing") and word != "willing":
        return None
    act = read_linked(t, after + 1)
    if act is None or t.at(after + 1) in {"for", "by", "in", "with", "from"} or not t.low[act.head].isalpha():
        return None
    soft = word in triggers.soft_adjectives or act.softened
    return Reading(i, replace(act, negated=act.negated or negated), strength(soft))


def _under_way(t: Tokens, i: int) -> int | None:
    """The "to" of "on course to", "about to"."""
    if t.at(i) == "on" and t.at(i + 1) in {"track", "course", "schedule", "target"}:
        return i + 2 if t.at(i + 2) == "to" else None
    if t.at(i) == "down" and t.at(i + 1) == "to":
        return i + 1
    return i + 1 if t.at(i) == "about" and t.at(i + 1) == "to" else None
