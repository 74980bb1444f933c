"""What is announced in the present progressive: "We are donating two million", "is being sent on 4 April"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import read_gerund
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading, strength


def read_announcement(t: Tokens, i: int) -> Reading | None:  # noqa: PLR0911 - one answer a case
    """As in "We are donating two million": an act announced in the present progressive."""
    after, negated = skip_adverbs(t, i + 1)
    if t.at(after) == "this" and t.is_(after + 1, tag.TIME) and t.base(after + 2) in t.lexicon.verbs.action:
        gerund = read_gerund(t, after + 2)  # "is this week writing to the owners"
        return Reading(i, replace(gerund, negated=negated), strength(gerund.softened)) if gerund else None
    if t.at(after) == "in" and (of := _stages(t, after)) and (begun := read_gerund(t, of + 1)):
        return Reading(i, replace(begun, negated=negated), strength(begun.softened))
    # "The minutes are being sent on 4 April": the act is the sending.
    told = after + (t.at(after) == "being" and t.is_(after + 1, tag.PARTICIPLE))
    if not t.is_(after, tag.GERUND) and told == after:
        return None
    if not (_is_told(t, i, told) or _soon(t, told) or _set_for(t, told)):
        return None
    if t.at(after) == "being" and told == after:
        return None
    if t.base(after) in {"hire", "recruit"} and t.is_(after + 1, tag.PREPOSITION):
        return None
    if t.base(after) == "look" and t.at(after + 1) != "into":
        return None
    act = read_gerund(t, after)
    return Reading(i, replace(act, negated=negated), strength(act.softened)) if act else None


def _stages(t: Tokens, i: int) -> int | None:
    """The "of" of "in the final stages of", "in the process of"."""
    for k in range(i + 1, min(i + 6, t.size)):
        if t.low[k] in {"stages", "stage", "process", "course"} and t.at(k + 1) == "of":
            return k + 1
    return None


def _is_told(t: Tokens, i: int, told: int) -> bool:
    """Whether the verb itself announces: by its kind, with a figure, or as in "we are moving the depot"."""
    triggers, base = t.lexicon.triggers, t.base(told)
    if base in triggers.announced:
        return True
    if base in triggers.giving and any(t.is_(k, tag.NUMBER) for k in range(told + 1, told + 6)):
        return True
    aimed = t.at(told + 1) in {"the", "our", "all", "every"} or t.is_(told + 1, tag.NUMBER)
    return aimed and t.at(i - 1) in {"we", "i"} and base in t.lexicon.acts_at_hand


def _soon(t: Tokens, i: int) -> bool:
    """Whether a time to come stands near: "we're continuing the discussion soon"."""
    known = t.base(i) in t.lexicon.verbs.action
    if known and t.low[i - 1] == "today":
        return True
    return any(
        t.low[k] in {"soon", "shortly", "tomorrow", "tonight", "later", "next"}
        or (known and (_is_coming(t, k) or (t.low[k] == "on" and _names_day(t, k + 1))))
        for k in range(i, min(i + 9, t.size))
    )


def _is_coming(t: Tokens, k: int) -> bool:
    """As in "this week", "the coming week"."""
    coming = t.at(k + 1) == "coming"
    return (t.low[k] == "this" or (t.low[k] == "the" and coming)) and t.is_(k + 1 + coming, tag.TIME)


def _names_day(t: Tokens, k: int) -> bool:
    """As in "on 4 March", "on the 9th", "on Friday"."""
    k += t.at(k) == "the"
    return t.is_(k, tag.NUMBER) or (t.is_(k, tag.TIME) and t.is_(k, tag.CAPITAL))


def _set_for(t: Tokens, i: int) -> bool:
    """Whether a day to come is named after a known act: "we are taking that number to twenty by the end of the year"."""
    if t.base(i) not in t.lexicon.acts_at_hand:
        return False
    aside = False
    for k in range(i + 1, min(i + 20, t.size - 1)):
        if t.low[k] == ",":
            aside = True
        elif aside and t.tags[k] & tag.MODAL:
            continue
        elif t.tags[k] & (tag.STOP | tag.FINITE | tag.SUBORDINATOR) and t.low[k] not in {
            "before",
            "until",
            "than",
        }:
            return False
        elif t.low[k] in _LIMITS and any(
            t.is_(m, tag.TIME) or t.low[m] == "end" or _slashed(t.low[m])
            for m in range(k + 1, min(k + 4, t.size))
        ):
            return True
    return False


_LIMITS = frozenset({"by", "from", "before", "until", "than", "effective", "starting", "beginning"})


def _slashed(word: str) -> bool:
    """As in "05/04/2024", "05.04.2024"."""
    return len(word) > 7 and 2 in {word.count("/"), word.count(".")}
