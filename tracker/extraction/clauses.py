"""Clauses: the subject of a verb, the agent of a passive, and what introduces a clause."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.phrases import (
    Subject,
    clause_start,
    has_finite,
    head_noun,
    is_finite,
    is_nominal,
    noun_phrase,
)
from tracker.extraction.tokens import Tokens

_REACH = 60
"""How many words a subject may lie before its verb."""
_AGENT_REACH = 14
_POINTS = frozenset({"end", "close", "middle", "start", "beginning", "turn", "conclusion", "time", "eve"})
_CLOSERS = frozenset({",", "and", "or", "within", "before"})


def find_subject(t: Tokens, verb: int, depth: int = 0) -> Subject | None:  # noqa: PLR0911 - one answer a case
    """The subject of the finite verb at word `verb`; None where none stands before it."""
    j = _before_adverbs(t, verb - 1)
    if j < 0:
        return None
    if t.low[j] == "," or t.tags[j] & tag.JOINER or t.low[j] == "then":
        return _shared_subject(t, j, verb, depth)
    bits = t.tags[j]
    if t.low[j] in {"us", "me", "him", "her", "them"} and (told := _told(t, j)) is not None:
        return told
    governed = t.is_(j - 1, tag.PREPOSITION) and t.low[j] in {"you", "it", "her", "them", "us", "me", "him"}
    if (bits & tag.PRONOUN and not governed) or t.low[j] == "there":
        return Subject(j, j + 1, j)
    if t.low[j] in {"which", "who", "that"}:
        return _antecedent(t, j)
    if bits & tag.STOP and t.low[j] != ")":
        return _shared_subject(t, j, verb, depth) if depth < 3 and t.low[j] in "-;" else None
    return noun_phrase(t, j)


_WHATEVER = frozenset({"whatever", "anything", "everything", "nothing", "what"})


def _told(t: Tokens, j: int) -> Subject | None:
    """As in "Nothing you tell us will", "The names you send me will": the noun before "you"."""
    for k in range(j - 1, max(j - 5, 0), -1):
        if t.low[k] == "you" and t.low[k - 1] in _WHATEVER:
            return Subject(k - 1, k, k - 1)
        if (
            t.low[j] in {"us", "me"}
            and t.low[k] in {"you", "they"}
            and not t.tags[k - 1] & (tag.VERBAL | tag.STOP | tag.SUBORDINATOR)
        ):
            return noun_phrase(t, k - 1)
    return None


def _before_adverbs(t: Tokens, j: int) -> int:
    """Past adverbs and, where a comma closes it, what stands between commas."""
    while j >= 0:
        if t.low[j] == "there" and _existential(t, j):
            break
        adverb = t.tags[j] & tag.ADVERB and not t.tags[j] & tag.PRONOUN
        if t.low[j] in {"longer", "more"} and t.at(j - 1) == "no":
            j -= 2
        elif (adverb and t.low[j] not in {"all", "both", "each"}) or t.low[j] in {"never", "not"}:
            j -= 1
        elif t.low[j] == "," and (before := _before_interruption(t, j)) is not None:
            j = before
        else:
            break
    return j


def _existential(t: Tokens, j: int) -> bool:
    """As in "there will be", not "staff there will be"."""
    return j == 0 or t.is_(
        j - 1, tag.SIGN | tag.STOP | tag.JOINER | tag.RELATIVE | tag.SUBORDINATOR | tag.VERBAL
    )


def _before_interruption(t: Tokens, comma: int) -> int | None:
    """The word before the comma that pairs with this one, where a subject stands before the pair."""
    for k in range(comma - 1, max(comma - 16, -1), -1):
        if t.low[k] == ",":
            if k == 0 or t.tags[k - 1] & (tag.ADVERB | tag.STOP):
                return None
            inner = t.tags[k + 1]
            if inner & tag.JOINER and not is_nominal(t, k + 2):
                return None
            return k - 1 if not has_finite(t, clause_start(t, k - 1), k) else None
        if t.tags[k] & tag.STOP:
            return None
    return None


def _shared_subject(t: Tokens, j: int, verb: int, depth: int) -> Subject | None:
    """The subject of the nearest earlier finite verb that is not in a relative clause."""
    fallback = None
    for k in range(j - 1, max(j - _REACH, -1), -1):
        finite = t.tags[k] & tag.FINITE or (t.tags[k] & (tag.BASE | tag.THIRD | tag.PAST) and is_finite(t, k))
        if not finite or depth > 3 or t.low[k] in _NON_FINITE:
            continue
        found = find_subject(t, k, depth + 1)
        if found is None:
            continue
        shared = Subject(found.start, found.end, found.head, elided=True, relative=found.relative)
        inner = t.at(verb - 2) == "," and t.at(found.start - 1) in {"that", "which", "who"}
        if not found.relative and not inner and not _reduced_relative(t, found):
            return shared
        fallback = fallback or shared
    return fallback or (_opening_phrase(t, verb) if depth == 0 else None)


_NON_FINITE = frozenset({"be", "been", "being", "having"})


def _reduced_relative(t: Tokens, subject: Subject) -> bool:
    """As in "the advertiser you flagged": a pronoun directly after a noun opens a relative clause."""
    if subject.end - subject.start > 1 or not t.tags[subject.head] & tag.PRONOUN or subject.start == 0:
        return False
    before = t.tags[subject.start - 1]
    other = tag.SIGN | tag.STOP | tag.JOINER | tag.SUBORDINATOR | tag.ADVERB | tag.RELATIVE | tag.FINITE
    return not before & (other | tag.VERBAL) or bool(before & tag.NOUN)


def _opening_phrase(t: Tokens, verb: int) -> Subject | None:
    """The noun phrase that the sentence opens with."""
    k = 0
    while (
        k < min(verb, 16)
        and not t.tags[k] & (tag.THIRD | tag.PAST | tag.FINITE | tag.STOP)
        and t.low[k] != ","
    ):
        k += 1
    if k == 0 or t.tags[0] & (tag.PREPOSITION | tag.SUBORDINATOR):
        return None
    head = head_noun(t, 0, k)
    return Subject(0, k, head, elided=True)


def _antecedent(t: Tokens, j: int) -> Subject | None:
    """The noun before "which", "who" or a relative "that"."""
    k = j - 1
    if k >= 0 and t.low[k] == ",":
        k -= 1
    if k < 0 or t.tags[k] & tag.STOP:
        return None
    found = noun_phrase(t, k)
    if found is not None and t.low[j] == "who":
        # The person stands nearest: "I passed it to the manager, who will".
        near = [
            m + 1
            for m in range(found.start, k)
            if (t.tags[m] & tag.PREPOSITION and t.low[m] != "of")
            or (m > found.start and t.tags[m] & tag.THIRD and t.base(m) not in t.lexicon.verbs.also_nouns)
        ]
        if near and t.is_(near[-1], tag.DETERMINERS):
            return Subject(near[-1], found.end, head_noun(t, near[-1], found.end), relative=True)
    return found and Subject(found.start, found.end, found.head, relative=True)


def opener(t: Tokens, start: int) -> int | None:
    """The word that introduces the clause whose subject begins at `start`, such as "that", "if" or "because".

    None in a main clause.
    """
    k = start - 1
    opens = tag.SUBORDINATOR | tag.RELATIVE
    while k >= 0 and t.tags[k] & (tag.ADVERB | tag.DETERMINER) and not t.tags[k] & opens:
        k -= 1
    if k < 0:
        return None
    return k if t.tags[k] & opens else _opener_before_adjunct(t, k)


def _opener_before_adjunct(t: Tokens, k: int) -> int | None:
    """As in "that, in 2021, the Council will", "that from 2021 the Council will"."""
    closed = t.low[k] == ","
    for m in range(k - 1 if closed else k, max(k - 10, -1), -1):
        adjunct = t.is_(m + 1, tag.PREPOSITION) or (closed and t.at(m + 1) == ",")
        if adjunct and t.low[m] in ({"that"} if closed else {"that", "whether", "if"}):
            return m
        if t.tags[m] & tag.STOP or (not closed and (t.tags[m] & tag.FINITE or t.low[m] == ",")):
            return None
    return None


def find_agent(t: Tokens, participle: int) -> Subject | None:
    """The agent that "by" names after a passive; None without one, as in "by hand", "by 30 June"."""
    for k in range(participle + 1, min(participle + _AGENT_REACH, t.size)):
        if t.tags[k] & (tag.STOP | tag.SUBORDINATOR | tag.RELATIVE | tag.MODAL) or t.low[k] in _CLOSERS:
            return None
        if t.low[k] == "by" and (agent := _phrase_after(t, k + 1)):
            return agent
    return None


def _phrase_after(t: Tokens, start: int) -> Subject | None:
    closing = tag.STOP | tag.PREPOSITION | tag.SUBORDINATOR | tag.FINITE | tag.RELATIVE
    end = start + 1 if t.is_(start, tag.DETERMINERS) else start
    if end > start and t.is_(end, tag.PREPOSITION):
        end += 1  # "an outside laboratory", "the then chair"
    while end < t.size and (not t.tags[end] & closing or t.low[end] == "of") and t.low[end] not in _CLOSERS:
        end += 1
    if end <= start or start >= t.size or t.tags[start] & (tag.NUMBER | tag.TIME | tag.GERUND):
        return None
    if t.at(start + 1) in _POINTS and t.at(start + 2) == "of":
        return None  # "by the end of the first quarter" is a time
    head = head_noun(t, start, end)
    return None if t.tags[head] & (tag.NUMBER | tag.TIME) else Subject(start, end, head)
