"""What a promise hangs on: exact words at the front, in the middle or at the end of its sentence."""

from __future__ import annotations

from bisect import bisect_left

from msgspec import Struct

from tracker.extraction import tags as tag
from tracker.extraction.tokens import Tokens

_NEEDS_START = frozenset({"were", "had", "should", "absent", "provided", "providing", "assuming", "pending"})
"""Openers that are other words too: they must open the sentence, or follow a comma."""
PLACED = frozenset({"we", "our", "i", "you", "anybody", "anyone", "people", "they"})
"""Subjects after "where" in a clause of place: "on our website, where anybody can read it"."""


class Condition(Struct, frozen=True):
    """Words [start, end) of the sentence."""

    start: int
    end: int


def find_conditions(t: Tokens) -> list[Condition]:
    """All conditions of a sentence, in order and apart."""
    found: list[Condition] = []
    for match in t.lexicon.condition_openers.all(t.folded, t.words):
        first = bisect_left(t.starts, match.start())
        if first == t.size or t.starts[first] != match.start() or (found and first < found[-1].end):
            continue
        after = _word_after(t, match.end(), first)
        end = _end(t, first, after)
        if end is not None:
            found.append(Condition(first, end))
    return sorted([*found, *_allowances(t, found)], key=lambda one: one.start)


def _allowances(t: Tokens, found: list[Condition]) -> list[Condition]:
    """As in "childcare permitting", "public health rules allowing"."""
    allowances: list[Condition] = []
    if t.words.isdisjoint(t.lexicon.conditions.allowing):
        return allowances
    for k, low in enumerate(t.low):
        if low not in t.lexicon.conditions.allowing or not (
            k + 1 >= t.size or t.is_(k + 1, tag.STOP) or t.low[k + 1] == ","
        ):
            continue
        start = next(
            (m + 1 for m in range(k - 1, max(k - 7, -1), -1) if t.low[m] == "," or t.is_(m, tag.STOP)), 0
        )
        if 0 < k - start < 6 and not any(one.start <= k < one.end for one in found):
            allowances.append(Condition(start, k + 1))
    return allowances


def _word_after(t: Tokens, offset: int, first: int) -> int:
    k = first
    while k < t.size and t.starts[k] < offset:
        k += 1
    return k


def _end(t: Tokens, first: int, after: int) -> int | None:  # noqa: PLR0911 - one answer a case
    """Where the condition opened by words [first, after) ends; None where it is none."""
    word = t.low[first]
    conditions = t.lexicon.conditions
    if (word == "as" and t.at(first - 1) in t.lexicon.conditions.measures) or (
        t.slice(first, after).lower() in {"as long as", "so long as"}
        and (_lasts(t, after) or t.at(first - 1) == "for")
    ):
        return None
    if (
        word in conditions.short_openers
        and t.at(after) == "it"
        and t.is_(after + 1, tag.BE)
        and t.at(after + 2) in conditions.short_ends
    ):
        more = t.is_(after + 3, tag.JOINER) and t.at(after + 4) in conditions.short_ends
        return after + 5 if more else after + 3
    if t.slice(first, after).lower() in conditions.permissions:
        return after
    if (
        word in conditions.short_openers
        and t.at(after) in conditions.short_ends
        and _stands_alone(t, after + 1)
    ):
        return after + 1
    if (
        word in conditions.short_openers
        and t.is_(after, tag.ADVERB)
        and t.at(after + 1) in conditions.short_ends
        and _stands_alone(t, after + 2)
    ):
        return after + 2
    if after - first == 1 and not _opens_condition(t, first):
        return None
    return _clause(t, first, after)


def _lasts(t: Tokens, after: int) -> bool:
    """As in "as long as the detention lasts" is a time."""
    return any(t.low[k] in t.lexicon.conditions.lasting for k in range(after, min(after + 8, t.size)))


def _stands_alone(t: Tokens, k: int) -> bool:
    return t.at(k) not in {"to", "by", "under", "in", "of", "from"}


def _opens_condition(t: Tokens, first: int) -> bool:  # noqa: PLR0911 - one answer a case
    """Whether a single word such as "once", "where" or "should" opens a condition here."""
    word = t.low[first]
    at_front = (
        first == 0
        or t.low[first - 1] in {",", ";", ":", "and", "but", "then"}
        or t.tags[first - 1] & tag.STOP
    )
    if word == "should" and t.is_(first + 1, tag.DETERMINER | tag.POSSESSIVE | tag.PRONOUN):
        return True
    if word in {"should", "were", "had"}:
        return bool(at_front) and not t.is_(first + 1, tag.BASE | tag.NEGATION | tag.BE | tag.PARTICIPLE)
    if word in _NEEDS_START:
        return bool(at_front) and not (word == "providing" and t.is_(first - 1, tag.JOINER))
    if word in {"as", "when", "whenever", "wherever"}:
        return word == "whenever" and bool(at_front)
    if word == "where":
        if t.at(first + 1) in PLACED and (first or t.at(first + 1) in {"we", "our", "i"}):
            return False
        after_name = first > 0 and t.is_(first - 1, tag.NAME)
        return bool(at_front) and _has_verb(t, first + 1) and not after_name
    if word == "once":
        return _free_act(t, first)
    if word == "if":
        return t.at(first - 1) not in t.lexicon.conditions.wondering
    return True


def _has_verb(t: Tokens, i: int) -> bool:
    return any(
        t.tags[k] & (tag.FINITE | tag.THIRD | tag.BASE | tag.PAST) for k in range(i, min(i + 14, t.size))
    )


def _free_act(t: Tokens, once: int) -> bool:
    """As in "once X agrees": somebody else's free act; "once the audit ends" is only a time."""
    for k in range(once + 1, min(once + 14, t.size)):
        if t.low[k] == "," or t.tags[k] & tag.STOP:
            return False
        if (
            t.tags[k] & tag.VERBAL
            and t.base(k) in t.lexicon.conditions.free_acts
            and not t.tags[k] & tag.NOUN
        ):
            passive = t.is_(k - 1, tag.BE) and not t.is_(k - 1, tag.HAVE)
            return not passive or t.base(k) in t.lexicon.conditions.granting
    return False


def _clause(t: Tokens, first: int, after: int) -> int | None:
    """To the comma that closes it before the main clause, or to the end of the sentence."""
    fronted = _fronted(t, first)
    depth = 0
    for k in range(after, t.size):
        low = t.low[k]
        if low in {"(", "["}:
            depth += 1
        elif low in {")", "]"}:
            if depth == 0:
                return k
            depth -= 1
        elif low == "," and not depth and (not fronted or _main_follows(t, k + 1)):
            if not fronted and not _closes(t, k, first):
                continue
            return k if k > after - 1 else None
        elif (
            low in {";", "|", ":"}
            or (low in {".", "!", "?"} and k + 1 >= t.size)
            or (low == "-" and t.ends[k - 1] < t.starts[k])
        ):
            return k if k > first + 1 else None
        elif fronted and k > after + 2 and _main_subject(t, k):
            return k
    return t.size if t.size > after or after - first > 1 else None


def _main_subject(t: Tokens, k: int) -> bool:
    """As in "if it falls outside our remit you will be told": the main clause begins without a comma."""
    if t.low[k] == "you":
        return t.at(k + 1) in t.lexicon.triggers.modals and not t.is_(k - 1, tag.SUBORDINATOR | tag.RELATIVE)
    return t.low[k] == "then" or (t.low[k] in {"i", "we"} and t.is_(k + 1, tag.MODAL))


def _fronted(t: Tokens, first: int) -> bool:
    """Whether the condition stands before its main clause."""
    start = next((k + 1 for k in range(first - 1, -1, -1) if t.tags[k] & (tag.STOP | tag.JOINER)), 0)
    return not any(
        t.tags[k] & (tag.FINITE | tag.BASE | tag.THIRD) and not t.tags[k] & tag.NOUN
        for k in range(start, first)
    )


def _main_follows(t: Tokens, k: int) -> bool:
    """Whether a main clause opens at word `k`: the comma before it closes a fronted condition."""
    if t.is_(k, tag.JOINER):
        return False
    for m in range(k, min(k + 25, t.size)):
        if t.low[m] == "," and m > k:
            return True
        if t.tags[m] & (tag.FINITE | tag.THIRD | tag.PAST):
            return True
    return True


def _closes(t: Tokens, comma: int, first: int) -> bool:
    """A comma ends a condition in the middle or at the end, unless a list goes on."""
    goes_on = t.is_(comma + 1, tag.JOINER) and not t.is_(comma + 2, tag.PRONOUN)
    acts = t.is_(comma + 2, tag.BASE) and not t.is_(comma + 2, tag.NOUN)
    return not goes_on or acts or t.at(first - 1) == "," or _will_follows(t, comma + 2)


def _will_follows(t: Tokens, k: int) -> bool:
    """As in "unless she is freed, and no new project will be started": a statement of its own."""
    for m in range(k, min(k + 12, t.size)):
        if t.low[m] in t.lexicon.triggers.modals:
            return True
        if t.tags[m] & (tag.FINITE | tag.STOP | tag.SUBORDINATOR) or t.low[m] == ",":
            return False
    return False
