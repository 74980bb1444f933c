"""Acting through others: "I have asked my officials to visit", "the group has been tasked with investigating"."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.acts import Act, read_act_noun, read_base, read_gerund
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.phrases import Subject, head_noun
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading, auxiliary_before, forms_of, strength

_REACH = 22


def begun_words(lexicon: Lexicon) -> frozenset[str]:
    """Every form of the verbs of beginning."""
    return forms_of(lexicon, lexicon.triggers.beginnings)


def read_begun(t: Tokens, i: int) -> Reading | None:
    """As in "We have started a workstream for building", "have begun work to restore"."""
    helper = auxiliary_before(t, i)
    if helper is None or not t.is_(i, tag.PARTICIPLE) or t.low[helper] not in {"have", "has", "'ve"}:
        return None
    for k in range(i + 1, min(i + 7, t.size)):
        if t.low[k] in t.lexicon.triggers.works:
            act = (
                read_base(t, k + 2)
                if t.at(k + 1) == "to"
                else read_gerund(t, k + 2)
                if t.at(k + 1) in {"for", "of", "on"}
                else None
            )
            return Reading(helper, act, strength(act.softened)) if act else None
    return None


def order_words(lexicon: Lexicon) -> frozenset[str]:
    """Every form of the verbs of ordering."""
    return forms_of(lexicon, lexicon.triggers.orders)


def read_order(t: Tokens, i: int) -> Reading | None:
    """What somebody has been told to do, by the author or by nobody named."""
    bits = t.tags[i]
    helper = auxiliary_before(t, i)
    if (
        helper is None
        and bits & tag.PAST
        and t.lexicon.recent.found(t.folded, t.words)
        and _simple_past(t, i)
    ):
        act = _told(t, i)
        return Reading(i, act, strength(act.softened)) if act else None
    if helper is None or not bits & (tag.PARTICIPLE | tag.GERUND):
        return None
    if t.low[helper] == "been" and bits & tag.PARTICIPLE:
        have = auxiliary_before(t, helper)
        act = _ordered(t, i + 1) if have is not None and t.low[have] in {"has", "have", "'ve"} else None
        return Reading(have or 0, act, strength(act.softened)) if act else None
    present = (
        t.low[helper] in {"have", "has", "'ve"}
        if bits & tag.PARTICIPLE and t.is_(helper, tag.HAVE)
        else bits & tag.GERUND and t.low[helper] in {"am", "is", "are", "'m", "'re"}
    )
    if not present:
        return None
    act = _told(t, i)
    return Reading(helper, act, strength(act.softened)) if act else None


def _simple_past(t: Tokens, i: int) -> bool:
    """As in "This morning I requested the council to", not "the files requested"."""
    k = i - 1
    while (t.is_(k, tag.ADVERB | tag.TIME) or t.at(k) in {"this", "morning", "afternoon"}) and not t.is_(
        k, tag.PRONOUN
    ):
        k -= 1
    return t.at(k) in {"i", "we"} or t.at(k) in t.lexicon.agents or t.is_(k, tag.NAME)


def instruction_words(lexicon: Lexicon) -> frozenset[str]:
    """Nouns of ordering."""
    return lexicon.triggers.order_nouns


def read_instruction(t: Tokens, i: int) -> Reading | None:
    """As in "has given instructions for him to be examined", "have issued orders to halt the works"."""
    for k in range(i - 1, max(i - 5, 0), -1):
        if t.base(k) in {"give", "issue", "send"} and t.is_(k, tag.PARTICIPLE):
            helper = auxiliary_before(t, k)
            if helper is None or t.low[helper] not in {"have", "has", "'ve", "been"}:
                return None
            if t.low[helper] == "been":
                helper = auxiliary_before(t, helper)
            act = instructed(t, i + 1)
            return Reading(helper or 0, act, strength(act.softened)) if act else None
    return _given_out(t, i)


def _given_out(t: Tokens, i: int) -> Reading | None:
    """As in "Instructions have gone out to all sites to carry no passengers"."""
    if not t.is_(i + 1, tag.HAVE) or t.low[i].endswith("ion"):
        return None
    k = i + 2
    while t.is_(k, tag.ADVERB) or t.at(k) == "been":
        k += 1
    if not t.is_(k, tag.PARTICIPLE) or t.base(k) not in {"give", "issue", "send", "go", "pass"}:
        return None
    act = instructed(t, k + 1) or instructed(t, k + 2)
    return Reading(i + 1, act, strength(act.softened), authored=True) if act else None


def point_words(_: Lexicon) -> frozenset[str]:
    """What minutes write before a task that was given out."""
    return frozenset({"action", "actions"})


def read_point(t: Tokens, i: int) -> Reading | None:
    """As in "Action 3: Insp. Duffield to compare the forms": what the minutes of a meeting hand out, and to whom."""
    first = i + 1
    while first < t.size and (t.tags[first] & tag.NUMBER or t.low[first] in {":", "-", ".", "("}):
        first += 1
    if i > 1 or first == i + 1 or not t.is_(first, tag.CAPITAL | tag.DETERMINER):
        return None
    for k in range(first + 1, min(first + 9, t.size)):
        if t.low[k] == "to":
            act = read_base(t, k + 1)
            subject = Subject(first, k, head_noun(t, first, k))
            return Reading(k, act, strength(act.softened), subject) if act else None
        if t.tags[k] & (tag.FINITE | tag.STOP | tag.THIRD) or t.low[k] == ",":
            return None
    return None


def arrangement_words(lexicon: Lexicon) -> frozenset[str]:
    """Arrangements, steps and their kin."""
    return lexicon.triggers.arrangements


def read_arrangement(t: Tokens, i: int) -> Reading | None:
    """As in "Arrangements are in hand for their removal", "Steps are being taken to install a meter"."""
    if t.at(i + 1) not in {"are", "is", "have", "has"} or not _in_main_clause(t, i):
        return None
    for k in range(i + 2, min(i + 7, t.size - 1)):
        if t.tags[k] & tag.STOP or t.low[k] in {",", "not"}:
            return None
        if t.low[k] in {"to", "for"} and t.low[k - 1] in t.lexicon.triggers.in_hand:
            act = read_base(t, k + 1) if t.low[k] == "to" else _arranged(t, k + 1)
            return Reading(i + 1, act, strength(act.softened), authored=True) if act else None
    return None


def _in_main_clause(t: Tokens, i: int) -> bool:
    """Whether no name or possessive of others stands before the noun: "The police's preparations"."""
    before = t.low[:i]
    others = {"your", "their", "his", "her", "that", "which", "if", "when", "where", "before"}
    return others.isdisjoint(before) and not any(word.endswith("'s") for word in before)


def _arranged(t: Tokens, i: int) -> Act | None:
    """The act after "for": "repairing the bridge", "the repair of the bridge", "the bridge to be repaired"."""
    return read_gerund(t, i) or read_act_noun(t, i) or instructed(t, i - 1)


def instructed(t: Tokens, i: int) -> Act | None:
    """The act after "to", or after "for" and those who are to act: "for him to be examined"."""
    if t.at(i) == "to" and (act := read_base(t, i + 1)):
        return act
    if t.at(i) not in {"for", "to"}:
        return None
    for k in range(i + 1, min(i + _REACH, t.size)):
        if t.tags[k] & (tag.STOP | tag.MODAL | tag.RELATIVE):
            return None
        if t.low[k] == "to" and (act := read_base(t, k + 1)):
            return act
    return None


def _told(t: Tokens, i: int) -> Act | None:
    """The act after the one who is told: "our fund managers to make", "the Office with investigating"."""
    if t.at(i + 1) == "for" and t.base(i) in {"ask", "arrange"}:
        return instructed(t, i + 1)
    if t.at(i + 1) in {
        "not",
        "itself",
        "himself",
        "herself",
        "themselves",
        "you",
        "me",
        "us",
        "to",
        "for",
        "that",
        "whether",
        "in",
        "by",
        "with",
    }:
        return None
    aside = 0
    for k in range(i + 2, min(i + 2 * _REACH, t.size)):
        if k < aside:
            continue
        if t.low[k] == "," and t.at(k + 1) == "who" and "," in t.low[k + 1 : k + 24]:
            aside = t.low.index(",", k + 1)  # "I have asked Ms Orr, who knows the site, to"
            continue
        if t.tags[k] & (tag.STOP | tag.MODAL | tag.RELATIVE) or (not aside and k >= i + _REACH):
            return None
        if act := _ordered(t, k):
            return act
    return None


def _ordered(t: Tokens, k: int) -> Act | None:
    k, _ = skip_adverbs(t, k)
    if t.at(k) == "to" or (t.at(k) == "not" and t.at(k + 1) == "to"):
        return read_base(t, k + 1)
    return read_gerund(t, k + 1) if t.at(k) == "with" else None
