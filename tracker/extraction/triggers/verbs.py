"""Full verbs that promise or intend: "undertake to", "pledges to", "have agreed to", "plan to", "anticipate lifting"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import BASE, PARTICIPLE, Act, read_base, read_gerund
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading, auxiliary_before, forms_of, strength
from tracker.model import Strength

_REFLEXIVES = frozenset({"ourselves", "itself", "myself", "themselves", "himself", "herself", "you"})


def performative_words(lexicon: Lexicon) -> frozenset[str]:
    """Every form of the performative verbs."""
    return forms_of(lexicon, lexicon.triggers.performatives)


def hereby_words(_: Lexicon) -> frozenset[str]:
    """Hereby: the act is done in saying it."""
    return frozenset({"hereby", "herewith"})


def read_hereby(t: Tokens, i: int) -> Reading | None:
    """As in "The company hereby withdraws the notice", "The notices are hereby withdrawn"."""
    k = i + 1
    if not t.is_(k, tag.VERBAL) or t.base(k) not in t.lexicon.done_in_saying:
        return None
    if t.is_(i - 1, tag.BE) and t.is_(k, tag.PARTICIPLE):
        return Reading(i - 1, Act(k, k, t.base(k), PARTICIPLE, passive=True), Strength.FIRM)
    finite = t.tags[k] & (tag.BASE | tag.THIRD) and not t.is_(i - 1, tag.MODAL | tag.BE | tag.HAVE)
    return Reading(k, Act(k, k, t.base(k), BASE), Strength.FIRM) if finite else None


def soft_words(lexicon: Lexicon) -> frozenset[str]:
    """Every form of the verbs of intention."""
    return forms_of(lexicon, lexicon.triggers.soft_verbs)


def read_performative(t: Tokens, i: int) -> Reading | None:
    """As in "undertakes to consult", "have agreed to fund", "pledge £2 million"."""
    at = _finite(t, i, perfect=True)
    if at is None:
        return _impersonal(t, i)
    act = _complement(t, i) or _subjunctive(t, i) or _gift(t, i)
    return (
        Reading(at, replace(act, negated=act.negated or _denied(t, i)), strength(act.softened))
        if act
        else None
    )


def _impersonal(t: Tokens, i: int) -> Reading | None:
    """As in "It has been decided to hold a hearing": nobody named, the author meant."""
    if t.low[max(i - 3, 0) : i] != ["it", "has", "been"] or t.base(i) not in {"decide", "agree", "resolve"}:
        return None
    act = _complement(t, i)
    return Reading(i - 2, act, strength(act.softened), authored=True) if act else None


def read_soft_verb(t: Tokens, i: int) -> Reading | None:
    """As in "intend to appoint", "anticipate lifting", "expect the report to be published"."""
    at = _finite(t, i, perfect=False)
    if at is None:
        return None
    act = _complement(t, i) or _subjunctive(t, i)
    if act is None and t.base(i) in t.lexicon.triggers.takes_gerund:
        act = read_gerund(t, i + 1)
    if act is None and t.base(i) in {"expect", "intend", "want"}:
        act = _object_passive(t, i)
    return Reading(at, replace(act, negated=act.negated or _denied(t, i)), Strength.SOFT) if act else None


def timetable_words(lexicon: Lexicon) -> frozenset[str]:
    """As in "opens", "starts", "takes": the third person of what events do."""
    verbs = lexicon.staging.event_verbs
    return frozenset(
        form
        for form in forms_of(lexicon, verbs)
        if lexicon.tags[form] & tag.THIRD and not lexicon.tags[form] & tag.NOUN
    )


def read_timetable(t: Tokens, i: int) -> Reading | None:
    """As in "The consultation opens on 2 March": told in the present, with its day."""
    if t.is_(i - 1, tag.DETERMINERS | tag.PREPOSITION | tag.MODAL) or i == 0:
        return None
    after = i + 2 if t.at(i + 1) in {"place", "effect", "live", "online"} else i + 1
    dated = t.at(after) in {"on", "in", "from", "next", "this"} and any(
        t.is_(k, tag.TIME | tag.NUMBER) for k in range(after + 1, after + 4)
    )
    return Reading(i, Act(i, i, t.base(i), BASE), Strength.FIRM) if dated else None


def reflexive_words(_: Lexicon) -> frozenset[str]:
    """The words of "take it upon ourselves to"."""
    return frozenset({"myself", "ourselves", "itself", "himself", "herself"})


def read_taken_on(t: Tokens, i: int) -> Reading | None:
    """As in "I take it on myself to chase them", "The Board takes it upon itself to", "binds itself to"."""
    to, _ = skip_adverbs(t, i + 1)
    if t.at(to) != "to" or (act := read_base(t, to + 1) or read_gerund(t, to + 1)) is None:
        return None
    if t.at(i - 1) in {"on", "upon"} and t.is_(i - 2, tag.BASE | tag.THIRD | tag.PRONOUN):
        k = i - 3 if t.at(i - 2) == "it" else i - 2
        return Reading(k, act, strength(act.softened)) if t.at(k) in {"take", "takes"} else None
    bound = t.at(i - 1) in t.lexicon.triggers.self_binding
    return Reading(i - 1, act, strength(act.softened)) if bound else None


def mind_words(_: Lexicon) -> frozenset[str]:
    """The words of "have it in mind to", "carry the thought of"."""
    return frozenset({"mind", "thought", "thoughts", "idea"})


def read_in_mind(t: Tokens, i: int) -> Reading | None:
    """As in "We have it in mind to invite", "we carry ourselves with the thought of inviting"."""
    held = next((k for k in range(i - 1, max(i - 6, -1), -1) if t.low[k] in t.lexicon.triggers.holding), None)
    if held is None or t.is_(held - 1, tag.MODAL | tag.BE):
        return None
    if t.low[i] == "mind":
        act = read_base(t, i + 2) if t.at(i - 1) == "in" and t.at(i + 1) == "to" else None
    else:
        act = read_gerund(t, i + 2) if t.at(i + 1) == "of" else None
    return Reading(held, act, Strength.SOFT) if act else None


def trust_words(_: Lexicon) -> frozenset[str]:
    """The words of "count on us to", "look for me to", "expect us to", "you can expect to"."""
    return frozenset({"expect", "count", "rely", "look", "depend"})


def read_trust(t: Tokens, i: int) -> Reading | None:
    """What the reader is told to count on: "Look for me to write again by May", "You can expect to hear from us"."""
    told = i == 0 or (t.at(i - 1) in {"can", "may", "should"} and t.at(i - 2) == "you")
    told = told or (t.at(i - 1) == "can" and t.low[i] != "expect")
    told = told or (t.is_(i - 1, tag.STOP | tag.ADVERB) and i < 3)
    if not told:
        return None
    if t.at(i) == "expect" and t.at(i + 1) == "to" and i:
        act = read_base(t, i + 2)
        given = act is not None and act.base in t.lexicon.subjects.reader_verbs
        return Reading(i, act, Strength.FIRM, authored=True) if act and given else None
    k = i + 1 if t.at(i) == "expect" else i + 2
    if k == i + 2 and t.at(i + 1) not in {"on", "for", "to", "upon"}:
        return None
    k += t.at(k) in {"our", "my", "the"}
    if t.at(k) not in {"us", "me"} and t.at(k - 1) not in {"our", "my"}:
        return None
    act = read_base(t, k + 2) if t.at(k + 1) == "to" else None
    return Reading(i, act, Strength.FIRM, authored=True) if act and act.base != "be" else None


def _finite(t: Tokens, i: int, *, perfect: bool) -> int | None:
    """The word whose subject binds itself: the verb in the present, or "have" before its participle."""
    bits = t.tags[i]
    helper = auxiliary_before(t, i)
    if helper is not None:
        present = t.low[helper] in {"have", "has", "'ve"}
        return helper if perfect and present and bits & tag.PARTICIPLE else None
    lately = perfect and bits & tag.PAST and t.lexicon.recent.found(t.folded, t.words)
    if not bits & (tag.BASE | tag.THIRD) and not lately:
        return None
    k = i - 1
    while t.is_(k, tag.ADVERB | tag.NEGATION):
        k -= 1
    if t.is_(k, tag.DO):
        return k
    if k < 0 or t.low[k] == "to" or t.tags[k] & (tag.MODAL | tag.DETERMINERS | tag.PREPOSITION | tag.BE):
        return None
    return i


def _denied(t: Tokens, i: int) -> bool:
    return any(t.is_(k, tag.NEGATION) for k in range(max(i - 3, 0), i))


def _complement(t: Tokens, i: int) -> Act | None:
    after, negated = skip_adverbs(t, i + 1)
    while t.at(after) in {"last", "this"} and t.at(after + 1) in {
        "night",
        "week",
        "morning",
        "afternoon",
        "evening",
    }:
        after += 2
    if t.at(after) in _REFLEXIVES:
        after, negated = skip_adverbs(t, after + 1)
    elif t.at(after) == "with" or (
        t.base(i) in t.lexicon.triggers.promised_to and t.is_(after, tag.DETERMINERS | tag.CAPITAL)
    ):
        after = _past_partner(t, after)
    if t.at(after) not in {"to", "not", "on", "at"} and not (negated and t.at(after) == "to"):
        return None
    act = read_base(t, after + 1) if t.at(after) in {"to", "not"} else None
    act = act or read_gerund(t, after + 1)
    return act and replace(act, negated=act.negated or negated)


def _subjunctive(t: Tokens, i: int) -> Act | None:
    """As in "The Board resolves that the road be closed", "proposes that the fee be dropped"."""
    if t.at(i + 1) != "that":
        return None
    for k in range(i + 3, min(i + 16, t.size)):
        if t.low[k] == "be" and not t.tags[k - 1] & (tag.MODAL | tag.NEGATION) and t.low[k - 1] != "to":
            act = read_base(t, k)
            return act if act is not None and act.passive else None
        if t.tags[k] & (tag.MODAL | tag.STOP | tag.BE | tag.HAVE) or t.low[k] == ",":
            return None
    return None


def _past_partner(t: Tokens, i: int) -> int:
    """The "to" of "has agreed with the two villages to finance"; `i` itself where none follows."""
    for k in range(i + 1, min(i + 10, t.size - 1)):
        if t.low[k] == "to":
            return k
        if t.tags[k] & (tag.STOP | tag.FINITE | tag.SUBORDINATOR | tag.RELATIVE) or t.low[k] == ",":
            break
    return i


def _gift(t: Tokens, i: int) -> Act | None:
    """As in "We pledge £2 million", "commits a further 40 staff": the verb itself is the act."""
    given = any(t.is_(k, tag.NUMBER) for k in range(i + 1, min(i + 5, t.size)))
    return Act(i, i, t.base(i), BASE) if given and t.base(i) in t.lexicon.triggers.gifts else None


def _object_passive(t: Tokens, i: int) -> Act | None:
    """As in "expect the report to be published": the object is acted on."""
    for k in range(i + 2, min(i + 12, t.size - 1)):
        if t.tags[k] & (tag.STOP | tag.FINITE) and t.low[k] != "be":
            return None
        if t.low[k] == "to" and t.low[k + 1] == "be":
            act = read_base(t, k + 1)
            return act if act and act.passive else None
    return None
