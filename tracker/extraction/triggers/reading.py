"""What a trigger makes of its words, and helpers that several triggers share."""

from __future__ import annotations

from msgspec import Struct

from tracker.extraction import tags as tag
from tracker.extraction.acts import Act
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.phrases import Subject
from tracker.extraction.tokens import Tokens
from tracker.model import Strength


class Reading(Struct, frozen=True):
    """A candidate without its surroundings."""

    at: int
    """The finite word whose subject is bound."""
    act: Act
    strength: Strength
    subject: Subject | None = None
    authored: bool = False


def strength(soft: bool) -> Strength:
    """Soft or firm."""
    return Strength.SOFT if soft else Strength.FIRM


def forms_of(lexicon: Lexicon, bases: frozenset[str]) -> frozenset[str]:
    """Every form of these verbs."""
    return frozenset(form for form, base in lexicon.bases.items() if base in bases)


def _tells_when(t: Tokens, k: int) -> bool:
    """As in "have this morning directed"."""
    return (t.low[k] == "this" and t.at(k + 1) in _PARTS_OF_DAYS) or (
        t.low[k] in _PARTS_OF_DAYS and t.at(k - 1) == "this"
    )


_PARTS_OF_DAYS = frozenset({"morning", "afternoon", "evening", "week"})


def auxiliary_before(t: Tokens, i: int) -> int | None:
    """The be- or have-form that word `i` hangs on, adverbs and negation between them; None without one."""
    k = i - 1
    while k >= 0 and (t.tags[k] & (tag.ADVERB | tag.NEGATION) or _tells_when(t, k)):
        k -= 1
    return k if t.is_(k, tag.BE | tag.HAVE) else None
