"""Where a statement ends and another begins: at a stop, a reason, a clause with a subject of its own."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.tokens import Tokens

_BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}


_REASONS = frozenset(
    [
        "although",
        "as",
        "because",
        "for",
        "since",
        "so",
        "though",
        "when",
        "where",
        "whereas",
        "which",
        "while",
    ]
) | {"whilst", "who", "whom", "whose"}
"""After a comma these open what is no part of the promise: a reason, a relative clause."""


def clause_end(t: Tokens, head: int, limit: int) -> int:
    """Where the clause of the act at `head` ends: before a new statement, a reason or a relative clause after a comma."""
    depth = 0
    for k in range(head + 1, limit):
        low, bits = t.low[k], t.tags[k]
        if low in _BRACKETS:
            depth += _BRACKETS[low]
            if depth < 0 or (depth == 1 and _is_statement(t, k + 1, limit)):
                return k
        elif depth:
            continue
        elif (
            low in {";", ":", "|", "!", "?"}
            or (low == "-" and (_spaced(t, k) or t.at(k + 1) == "-"))
            or (low == "." and k + 1 >= t.size)
        ):
            if low == ":" and k + 1 < t.size:
                return k
            if low == ";" and _list_goes_on(t, k):
                continue
            return k
        elif (
            (low == "," and _breaks(t, k, limit))
            or (bits & tag.JOINER and _new_statement(t, k + 1, limit))
            or low in {"because", "although", "whereas", "though"}
        ):
            return k
    return limit


def _spaced(t: Tokens, k: int) -> bool:
    return t.ends[k - 1] < t.starts[k] and k + 1 < t.size and t.starts[k + 1] > t.ends[k]


def _list_goes_on(t: Tokens, k: int) -> bool:
    return t.is_(k + 1, tag.JOINER) and t.is_(k + 2, tag.BASE)


def _breaks(t: Tokens, comma: int, limit: int) -> bool:
    after = comma + 1
    if t.is_(after, tag.JOINER) or t.at(after) in {"so", "then", "yet"}:
        return _new_statement(t, after + 1, limit) or (t.at(after) == "nor") or t.at(after) in {"so", "yet"}
    if t.at(after) in _REASONS:
        return (
            t.at(after + 1) not in t.lexicon.conditions.asides
            and not (t.at(after) == "as" and t.is_(after + 1, tag.PARTICIPLE))
            and t.at(after) not in {"where", "when"}
            and not (t.at(after) == "as" and t.at(after + 1) in {"you", "agreed", "requested", "promised"})
        )
    return (
        _is_statement(t, after, limit)
        and not t.is_(after, tag.PREPOSITION | tag.SUBORDINATOR)
        and t.at(after) not in {"provided", "subject"}
    )


def _new_statement(t: Tokens, k: int, limit: int) -> bool:
    """Whether words from `k` on open a statement of their own: a subject with a finite verb."""
    while t.is_(k, tag.ADVERB) and not t.is_(k, tag.BASE):
        k += 1
    return _is_statement(t, k, limit)


def _is_statement(t: Tokens, k: int, limit: int) -> bool:  # noqa: PLR0911 - one answer a case
    if k >= limit:
        return False
    if t.low[k] in {"have", "has"} and t.is_(k + 1, tag.PARTICIPLE):
        return True
    if t.tags[k] & tag.FINITE and t.low[k] not in {"be", "have", "do", "been", "being", "having", "need"}:
        return True
    if (
        t.tags[k] & (tag.PREPOSITION | tag.BASE)
        and not t.tags[k] & tag.DETERMINERS
        and not t.tags[k] & tag.NOUN
    ):
        return False
    for m in range(k, min(k + 9, limit)):
        bits = t.tags[m]
        if t.low[m] == "," or bits & (tag.STOP | tag.RELATIVE | tag.SUBORDINATOR):
            return False
        if m > k and bits & tag.FINITE and t.low[m] not in {"be", "been", "being", "having"}:
            return True
        if (
            bits & tag.PRONOUN
            and m == k
            and t.low[k] not in {"them", "us", "me", "him"}
            and t.is_(m + 1, tag.FINITE | tag.THIRD | tag.BASE | tag.PAST | tag.ADVERB)
        ):
            return True
        if (
            m > k
            and bits & tag.THIRD
            and not bits & tag.NOUN
            and t.base(m) not in t.lexicon.verbs.also_nouns
            and not t.is_(m - 1, tag.PREPOSITION | tag.DETERMINERS)
        ):
            return True
    return False
