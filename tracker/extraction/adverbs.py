"""What may stand between a verb and the words that it hangs on: adverbs, negation, asides."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.tokens import Tokens

_REACH = 12
"""How many words an aside between commas may have."""


def skip_adverbs(t: Tokens, i: int) -> tuple[int, bool]:
    """Past adverbs, negation and what stands between commas, with whether it was negated."""
    negated = False
    while i < t.size:
        if t.tags[i] & tag.NEGATION:
            negated = True
            i += 1
        elif t.low[i] in _DENYING and (size := _denial(t, i)):
            negated = True
            i += size
        elif (t.tags[i] & tag.ADVERB and not (t.tags[i] & tag.BASE and _must_be_verb(t, i))) or (
            t.low[i] == "either" and t.is_(i + 1, tag.VERBAL)
        ):
            i += 1
        elif t.low[i] == "," and (after := _past_interruption(t, i)):
            i = after
        elif t.low[i] == "(" and ")" in t.low[i : i + 12]:
            i = t.low.index(")", i) + 1
        elif t.low[i] in _SELVES and t.is_(i - 1, tag.MODAL | tag.ADVERB):
            i += 1
        else:
            break
    return i, negated


_SELVES = frozenset({"myself", "ourselves", "itself", "himself", "herself", "themselves"})


def _denial(t: Tokens, i: int) -> int:
    """How many words at `i` deny as a phrase: "no longer", "in no way", "under no circumstances"; 0 for none."""
    if t.low[i] == "no" and t.at(i + 1) in {"longer", "more"}:
        return 2
    if t.at(i + 1) == "no" and f"{t.low[i]} {t.at(i + 2)}" in _DENIALS:
        return 3
    return 0


_DENIALS = frozenset(
    {
        "in way",
        "in event",
        "in case",
        "in circumstances",
        "under circumstances",
        "on account",
        "at time",
        "at point",
        "by means",
    }
)


_DENYING = frozenset(phrase.split()[0] for phrase in _DENIALS) | {"no"}


def _must_be_verb(t: Tokens, i: int) -> bool:
    """A word that is adverb and verb is the verb where no other follows: "will further our aims"."""
    return not t.is_(i + 1, tag.BASE | tag.BE | tag.HAVE)


def _past_interruption(t: Tokens, i: int) -> int | None:
    """The word after ", of course," or ", where appropriate,"; None where no second comma is near."""
    for k in range(i + 1, min(i + _REACH, t.size)):
        if t.low[k] == ",":
            return k + 1
        if t.tags[k] & tag.STOP:
            return None
    return None
