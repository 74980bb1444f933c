"""Noun phrases: where one begins, read from its end, and the noun on which it hangs."""

from __future__ import annotations

from msgspec import Struct

from tracker.extraction import tags as tag
from tracker.extraction.tokens import Tokens

_REACH = 60
"""How many words a phrase may have."""
_MARKS = frozenset({"(", ")", ",", ".", '"'})
_RELATIVES = frozenset({"that", "which", "who", "whose"})
_TIME_OPENERS = frozenset({"as", "since", "before", "after", "until", "till", "once"})


class Subject(Struct, frozen=True):
    """Words [start, end) with the noun that the rest hangs on."""

    start: int
    end: int
    head: int
    elided: bool = False
    """Taken over from an earlier verb of the sentence: "… and will report"."""
    relative: bool = False
    """The verb stands in a relative clause about this noun."""


def noun_phrase(t: Tokens, j: int) -> Subject | None:
    """The noun phrase that ends with word `j`: leftwards to the boundary of its clause, fronted words aside."""
    start = j
    for k in range(j, max(j - _REACH, -1), -1):
        if _bounds(t, k, j):
            break
        start = k
    start = _past_fronted(t, start, j)
    if start > j:
        return None
    return Subject(start, j + 1, head_noun(t, start, j + 1))


def _bounds(t: Tokens, k: int, j: int) -> bool:  # noqa: PLR0911 - one answer a case
    """Whether word `k` closes, to the left, the noun phrase that ends with `j`."""
    bits, low = t.tags[k], t.low[k]
    if low in _MARKS:
        return _mark_bounds(t, k, j)
    if low == "that" and t.is_(k + 1, tag.TIME):
        return False
    if low in _RELATIVES:
        return not _is_relative(t, k, j)
    if low == "whether" and t.at(k - 2) in t.lexicon.grammar.open_matters:
        return False
    if bits & tag.SUBORDINATOR:
        return low != "than" if not bits & tag.PREPOSITION else low in _TIME_OPENERS
    if bits & tag.JOINER:
        return _joins_clauses(t, k)
    if low == "have" and t.at(k - 1) == "to":
        return False  # "any agency found to have charged fees"
    verbal = bits & (tag.MODAL | tag.HAVE | tag.DO) or (bits & tag.BE and low not in {"being", "be"})
    if verbal or (bits & tag.PRONOUN and k < j):
        return not _in_relative(t, k)
    return bool(bits & tag.STOP)


def _mark_bounds(t: Tokens, k: int, j: int) -> bool:
    """Brackets that close stay within the phrase, commas within a list."""
    low = t.low[k]
    if low in {",", "."}:
        return not _in_list(t, k, j)
    return low == "(" and ")" not in t.low[k : j + 1]


def _in_list(t: Tokens, comma: int, j: int) -> bool:
    """As in "Teachers, parents and village heads": a comma within a list that has its "and"."""
    if t.is_(comma - 1, tag.ADVERB | tag.NUMBER | tag.TIME) or comma == 0:
        return False
    if not any(t.low[k] in {"and", "or", "nor", ","} for k in range(comma + 1, j)):
        return False
    start = clause_start(t, comma)
    return not t.is_(start, tag.PREPOSITION | tag.SUBORDINATOR | tag.ADVERB) and not has_finite(
        t, start, comma
    )


def _is_relative(t: Tokens, k: int, j: int) -> bool:
    """Whether "that", "which" or "who" at `k` opens a relative clause with a verb of its own before `j` ends."""
    if k == 0 or t.at(k - 1) in t.lexicon.grammar.content_nouns:
        return False
    before = t.tags[k - 1]
    if before & tag.VERBAL and not before & tag.NOUN and t.low[k] == "that":
        return False
    own_verb = any(
        t.tags[m] & (tag.FINITE | tag.PRONOUN | tag.PAST)
        or (t.tags[m] & tag.THIRD and not _ambiguous_plural(t, m))
        for m in range(k + 1, j + 1)
    )
    return own_verb and bool(
        t.low[k - 1] in _ONES
        or before & (tag.NOUN | tag.NAME | tag.CAPITAL)
        or not before & ~(tag.VERBAL | tag.SIGN)
    )


_ONES = frozenset({"one", "those", "all", "any", "none"})
"""What "who" may follow beside nouns: "no one who", "those who"."""


def _in_relative(t: Tokens, k: int) -> bool:
    """Whether a relative word opens shortly before word `k`, so that `k` belongs to a relative clause."""
    for m in range(k - 1, max(k - 8, -1), -1):
        if t.low[m] in {"who", "which", "that", "whom", "whose", "whoever"}:
            content = t.low[m] == "that" and t.tags[m - 1] & tag.VERBAL and not t.tags[m - 1] & tag.NOUN
            return t.low[m] == "whoever" or (m > 0 and not content)
        if t.tags[m] & tag.STOP or t.low[m] == ",":
            return False
    return False


def _joins_clauses(t: Tokens, k: int) -> bool:
    """Whether "and" at `k` joins clauses rather than nouns: a finite verb stands before it in the sentence part."""
    if t.at(k - 1) == "," and not is_nominal(t, k + 1):
        return True
    if t.is_(k + 1, tag.PREPOSITION) and not t.is_(k + 1, tag.SUBORDINATOR) and _in_relative(t, k):
        return False  # "No one who spoke to you or to us will"
    start = clause_start(t, k - 1)
    start = max([start, *(m + 1 for m in range(start, k - 1) if t.low[m] == ",")])
    return has_finite(t, start, k) or _has_full_verb(t, start, k)


def is_nominal(t: Tokens, i: int) -> bool:
    """Whether a noun phrase can begin with word `i`."""
    return t.is_(i, tag.DETERMINERS | tag.CAPITAL) or t.at(i) in t.lexicon.subjects.universal


def clause_start(t: Tokens, j: int) -> int:
    """The first word of the stretch up to `j` that no sign and no subordinator parts."""
    while j > 0 and not t.tags[j - 1] & (tag.STOP | tag.SUBORDINATOR):
        j -= 1
    return j


def has_finite(t: Tokens, i: int, j: int) -> bool:
    """Whether words [i, j) hold a finite verb outside of a relative clause."""
    relative = False
    for k in range(i, j):
        if t.low[k] in {"who", "which", "that"}:
            relative = True
        elif t.tags[k] & tag.FINITE or (t.tags[k] & tag.PRONOUN and k + 1 < j):
            if not relative:
                return True
            relative = False
    return False


def _has_full_verb(t: Tokens, i: int, j: int) -> bool:
    return any(t.tags[k] & (tag.THIRD | tag.BASE | tag.PAST) and is_finite(t, k) for k in range(i, j))


def is_finite(t: Tokens, k: int) -> bool:
    """A full verb with a pronoun or a noun phrase directly before it, and no "to"."""
    before = _before_plain_adverbs(t, k - 1)
    if (
        before < 0
        or t.low[before] == "to"
        or t.tags[before] & (tag.PREPOSITION | tag.DETERMINERS | tag.BE | tag.MODAL | tag.HAVE)
    ):
        return False
    if t.tags[before] & tag.PRONOUN:
        return True
    # A bare participle after a noun is mostly a reduced relative clause ("families moved in 2018"); a third
    # person form agrees with its subject.
    if t.tags[k] & tag.PAST and t.is_(k + 1, tag.DETERMINERS | tag.NUMBER | tag.NAME | tag.PRONOUN):
        return True
    return bool(t.tags[k] & tag.THIRD) and not t.tags[k] & tag.NOUN and not _ambiguous_plural(t, k)


def _ambiguous_plural(t: Tokens, k: int) -> bool:
    """As in "reports", "plans": a plural noun as well."""
    return t.is_(k, tag.THIRD) and t.base(k) in t.lexicon.verbs.also_nouns


def _before_plain_adverbs(t: Tokens, j: int) -> int:
    while j >= 0 and t.tags[j] & (tag.ADVERB | tag.NEGATION):
        j -= 1
    return j


def _past_fronted(t: Tokens, start: int, j: int) -> int:
    """Leave out what precedes the subject without a comma: "However", "From 1 June 2020", "In the coming weeks"."""
    while (
        start <= j
        and (t.tags[start] & (tag.ADVERB | tag.JOINER) or t.low[start] == ",")
        and t.low[start] not in {"both", "all", "each"}
    ):
        start += 1
    if start < j and t.low[start] in {"whatever", "whichever"} and t.low[start + 1] in {"else", "happens"}:
        return _after_adjunct(t, start, j)
    if (
        start <= j
        and t.tags[start] & tag.PREPOSITION
        and (t.low[start] not in {"over", "under", "about", "like"} or _spans_time(t, start))
        and t.at(start + 1) not in {"least", "most", "all"}
    ):
        start = _after_adjunct(t, start, j)
    return start


def _spans_time(t: Tokens, over: int) -> bool:
    """As in "Over the next six months our volunteers will", not "over 500 families will"."""
    return t.is_(over + 1, tag.DETERMINERS) and any(t.is_(k, tag.TIME) for k in range(over + 2, over + 6))


def _after_adjunct(t: Tokens, start: int, j: int) -> int:
    """The subject after an adjunct of time or manner that no comma closes."""
    if t.low[start : start + 3] in (["from", "now", "on"], ["from", "here", "on"], ["from", "then", "on"]):
        return start + 3
    for k in range(j, start, -1):
        before = t.tags[k - 1]
        opens = t.tags[k] & tag.DETERMINERS and not t.tags[k] & tag.ADVERB
        if opens and not before & (tag.PREPOSITION | tag.DETERMINERS | tag.JOINER):
            return k
        if before & (tag.NUMBER | tag.TIME) and not t.tags[k] & (
            tag.NUMBER | tag.TIME | tag.SIGN | tag.PREPOSITION | tag.JOINER | tag.STOP
        ):
            return k
    return start


def head_noun(t: Tokens, start: int, end: int) -> int:
    """The noun on which the phrase hangs: before its first preposition, relative clause or participle."""
    head = start
    for k in range(start, end):
        bits = t.tags[k]
        described = t.is_(k - 1, tag.DETERMINER) and t.low[k] in {"outside", "inside", "off", "over"}
        if bits & (tag.PREPOSITION | tag.RELATIVE) and k > start and not described:
            if (
                t.low[k] == "of"
                and (
                    t.tags[head] & (tag.QUANTIFIER | tag.NUMBER)
                    or t.low[head] in t.lexicon.grammar.part_nouns
                )
                and k + 1 < end
            ):
                return head_noun(t, k + 1, end)
            break
        if t.low[k] in {",", "("} or (
            bits & tag.PARTICIPLE and k + 1 < end and t.is_(k + 1, tag.PREPOSITION) and k > start + 1
        ):
            break
        if bits & tag.JOINER:
            break
        if not t.low[k].endswith("'s") and not t.low[k].endswith("s'"):
            head = k
    return head
