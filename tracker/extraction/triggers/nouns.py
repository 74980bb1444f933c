"""Nouns that promise: "our intention is to", "it is our aim to", "we have plans to", "acknowledges an obligation to"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import read_act_noun, read_base, read_gerund
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.orders import instructed
from tracker.extraction.triggers.reading import Reading, auxiliary_before, strength

_OWNERS = frozenset(
    {"our", "my", "the", "its", "every", "a", "an", "firm", "no", "any", "ourselves", "itself"}
)


def noun_words(lexicon: Lexicon) -> frozenset[str]:
    """Nouns of promise and of intention."""
    return lexicon.promise_nouns


def read_noun(t: Tokens, i: int) -> Reading | None:  # noqa: PLR0911 - one answer a case
    """The act that a noun of promise announces, where its left side shows that it is a promise."""
    if t.is_(i - 1, tag.PRONOUN | tag.MODAL) or t.at(i - 1) == "to":
        return None
    soft = t.low[i] in t.lexicon.triggers.soft_nouns
    if (made := _made(t, i)) is not None:
        taken = read_base(t, made[1] + 1)
        own = t.at(i - 1) in {"the", "a", "our", ""}
        return (
            Reading(made[0], taken, strength(soft or taken.softened), authored=True)
            if taken and own
            else None
        )
    said = _said_to_be(t, i)
    act_at = _linked(t, i) if said is None else said
    if act_at is None:
        return None
    if t.at(act_at) == "for":
        act = instructed(t, act_at)
    else:
        act = read_base(t, act_at + 1) if t.at(act_at) == "to" else read_gerund(t, act_at + 1)
    act = act or (read_gerund(t, act_at + 1) if t.at(act_at) == "to" else None)
    if act is None:
        return None
    denied = any(word in {"no", "not", "n't"} for word in t.low[max(i - 4, 0) : i])
    act = replace(act, negated=act.negated or denied)
    if said is not None:
        owned = _owned(t, i) or (t.at(i - 1) == "the" and i < 3)  # "The plan is to"
        return Reading(i, act, strength(soft or act.softened), authored=True) if owned else None
    holder = _holder(t, i)
    if holder is None:
        return None
    authored = t.low[holder] in {"is", "are", "remains", "'s", "be"} or t.at(i - 1) in {"our", "my"}
    helper = auxiliary_before(t, holder)
    return Reading(
        holder if helper is None else helper, act, strength(soft or act.softened), authored=authored
    )


def step_words(_: Lexicon) -> frozenset[str]:
    """The words of "the next step is", "what comes next is"."""
    return frozenset({"step", "stage", "move", "next"})


_ORDINALS = frozenset({"next", "first", "second", "final", "last", "following"})


def read_step(t: Tokens, i: int) -> Reading | None:
    """As in "The next step will be our publication of the data", "What comes next is the appointment of a monitor"."""
    comes = t.low[i] == "next" and t.at(i - 1) in {"comes", "happens"}
    if not comes and _ORDINALS.isdisjoint(t.low[max(i - 3, 0) : i]):
        return None
    k = i + 1
    if t.at(k) in {"will", "shall"} and t.at(k + 1) == "be":
        k += 1
    if t.at(k) not in {"be", "is"}:
        return None
    act = instructed(t, k + 1) if t.at(k + 1) == "for" else read_act_noun(t, k + 1)
    if act is None or t.at(k + 1) in {"your", "their", "his", "her"}:
        return None
    return Reading(k, act, strength(soft=False), authored=True)


def _owned(t: Tokens, i: int) -> bool:
    """As in "our firm intention", "the Company's aim", not "your aim" or "the purpose"."""
    for k in range(i - 1, max(i - 6, -1), -1):
        if t.low[k] in {"our", "my"}:
            return True
        if t.low[k].endswith("'s"):
            return True
        if t.tags[k] & (tag.STOP | tag.FINITE) or t.low[k] in {"your", "their", "his", "her"}:
            return False
    return False


def _said_to_be(t: Tokens, i: int) -> int | None:
    """As in "our intention (for this year) is to": the place of "to"."""
    for k in range(i + 1, min(i + 9, t.size - 1)):
        if t.low[k] in {"is", "remains", "'s"}:
            after = k + 1
            while t.is_(after, tag.ADVERB):
                after += 1
            return after if t.at(after) in {"to", "for"} else None
        if t.tags[k] & (tag.STOP | tag.FINITE | tag.RELATIVE) or t.low[k] == ",":
            return None
    return None


def _linked(t: Tokens, i: int) -> int | None:
    if t.at(i + 1) == "of" and t.low[max(i - 3, 0) : i] == ["it", "is", "the"]:
        return next((k for k in range(i + 2, min(i + 8, t.size)) if t.low[k] == "to"), None)
    return i + 1 if t.at(i + 1) in {"to", "of"} else None


def _made(t: Tokens, i: int) -> tuple[int, int] | None:
    """As in "The decision has been taken to": the places of "has" and "to"."""
    if t.at(i + 1) not in {"has", "have"} or t.at(i + 2) != "been" or not t.is_(i + 3, tag.PARTICIPLE):
        return None
    to = i + 4
    return (i + 1, to) if t.at(to) == "to" and t.base(i + 3) in t.lexicon.triggers.making else None


def _holder(t: Tokens, i: int) -> int | None:
    """The verb before the noun: "it is our intention", "we have plans", "acknowledges an obligation"."""
    k = i - 1
    while (
        k > 0
        and t.low[k] not in t.lexicon.triggers.holders
        and (
            t.tags[k] & (tag.DETERMINERS | tag.ADVERB)
            or t.low[k] in _OWNERS
            or (t.low[k].endswith("'s") and len(t.low[k]) > 2)
            or not t.tags[k]
        )
    ):
        k -= 1
        if i - k > 6:
            return None
    if t.low[k] in {"is", "remains", "'s"}:
        plain = t.at(i - 1) == "the" and t.at(k - 1) == "it"  # "It is the intention to", "… of the bank to"
        return k if t.at(k - 1) in {"it", "also"} and (plain or _owned(t, i)) else None
    if t.low[k] == "are":
        return k if t.at(k - 1) == "there" else None
    if t.low[i] in {"duty", "obligation"} and t.low[k] in {"have", "has"}:
        return None  # "we have a duty to use it" tells what is, "accepts a duty to" binds
    return k if t.low[k] in t.lexicon.triggers.holders else None
