"""Reads the promised act: the verb group after "will", "to", "are committed to" or "will be"."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.tokens import Tokens

BASE, GERUND, PARTICIPLE, NOUN = "base", "gerund", "participle", "noun"
_REACH = 9
"""How many words may stand between a modal and its verb: "will within thirty days of receipt provide"."""


class Act(Struct, frozen=True):
    """One promised act. Indices count the words of the sentence."""

    start: int
    """First word of the verb group after the trigger, adverbs and negation included."""
    head: int
    """The word whose base form names the act."""
    base: str
    form: str
    """The form in which it, and what is coordinated with it, stands: base, gerund or participle."""
    passive: bool = False
    negated: bool = False
    softened: bool = False
    """Reached through "seek to", "try to", "be willing to"."""
    continued: bool = False
    """Reached through "continue to", "keep"."""
    able: bool = False
    """Reached through "be able to"."""
    perfect: bool = False
    """As in "will have completed"."""
    complement: int | None = None
    """For the verb "be": the word after it."""
    object_at: int | None = None
    """Where the object begins that stands before the head: "have the contracts reviewed"."""


def read_base(t: Tokens, i: int, *, known: bool = False) -> Act | None:
    """The act whose verb stands in its base form at or soon after word `i`; None where there is no verb.

    With `known` a word that the lexicon does not know as a verb is none ("open to dialogue").
    """
    start = i
    i, negated = skip_adverbs(t, i)
    if i < t.size and t.tags[i] & tag.PREPOSITION and not t.tags[i] & tag.BASE:
        i = _past_adjunct(t, i)
    if (
        i >= t.size
        or not _can_be_base(t, i)
        or (known and not t.tags[i] & tag.BASE and t.low[i] not in {"be", "have", "do"})
    ):
        return None
    return _grow(t, Act(start, i, t.base(i), BASE, negated=negated))


def read_finite(t: Tokens, i: int) -> Act:
    """The act whose verb is finite at word `i`: "publish", "gets exchanged"."""
    return _grow(t, Act(i, i, t.base(i), BASE))


def read_gerund(t: Tokens, i: int) -> Act | None:
    """The act whose verb stands in "-ing" at or soon after word `i`."""
    start = i
    i, negated = skip_adverbs(t, i)
    if t.at(i) == "being" and (passive := _read_participle(t, i + 1)):
        return replace(passive, start=start, negated=negated)
    if not t.is_(i, tag.GERUND):
        return None
    return _grow(t, Act(start, i, t.base(i), GERUND, negated=negated))


def read_act_noun(t: Tokens, i: int) -> Act | None:
    """The act that a noun phrase at word `i` names: "the removal of the fence", "our publication of the data"."""
    start = i
    while t.is_(i, tag.DETERMINERS) or (t.at(i).endswith("'s") and len(t.at(i)) > 2):
        i += 1
    for k in range(i, min(i + 4, t.size)):
        verb = t.lexicon.act_nouns.get(t.low[k])
        if verb is not None:
            return Act(start, k, verb, NOUN)
        if t.tags[k] & (tag.PREPOSITION | tag.STOP | tag.FINITE | tag.JOINER) or t.low[k] == ",":
            return None
    return None


def read_be(  # noqa: PLR0911 - one answer a case
    t: Tokens, i: int, start: int, *, negated: bool
) -> Act:
    """What "be" at word `i` leads to: a passive, a progressive, a soft or binding adjective, or itself."""
    after, denied = skip_adverbs(t, i + 1)
    negated = negated or denied
    soft = t.lexicon.triggers.soft_adjectives
    if t.at(after) in t.lexicon.promise_adjectives and (linked := read_linked(t, after + 1)):
        return replace(linked, start=start, negated=negated or linked.negated, softened=t.at(after) in soft)
    if (
        t.at(after) in t.lexicon.triggers.glad
        and t.at(i - 2) != "you"
        and t.at(after + 1) == "to"
        and t.kinds & tag.TIME
        and (seen := read_base(t, after + 2))
    ):
        return replace(seen, start=start, negated=negated or seen.negated)
    if t.at(after) == "able" and t.at(after + 1) == "to" and (able := read_base(t, after + 2)):
        return replace(able, start=start, able=True, negated=negated)
    if (
        t.low[after : after + 4] == ["in", "a", "position", "to"]
        and not negated
        and (able := read_base(t, after + 4))
    ):
        return replace(able, start=start, softened=True)
    if passive := _read_participle(t, after):
        return replace(passive, start=start, negated=negated)
    if progressive := read_gerund(t, after):
        return replace(progressive, start=start, negated=negated or progressive.negated)
    return Act(start, i, "be", BASE, negated=negated, complement=after)


def read_linked(t: Tokens, i: int) -> Act | None:
    """What follows "committed", "ready", "aim": "to V", "to V-ing", "on V-ing", "V-ing"."""
    i, _ = skip_adverbs(t, i)
    if t.is_(i, tag.PREPOSITION):
        known = t.at(i - 1) in t.lexicon.triggers.takes_nouns
        return read_gerund(t, i + 1) or (read_base(t, i + 1, known=known) if t.at(i) == "to" else None)
    return read_gerund(t, i) if t.is_(i, tag.GERUND) else None


def _read_participle(t: Tokens, i: int) -> Act | None:
    i, negated = skip_adverbs(t, i)
    if t.at(i) == "so" and t.is_(i + 1, tag.PARTICIPLE):
        i += 1
    if not t.is_(i, tag.PARTICIPLE):
        return None
    return Act(i, i, t.base(i), PARTICIPLE, passive=True, negated=negated)


def _past_adjunct(t: Tokens, i: int) -> int:
    """From "will in due course publish" to "publish"; `i` itself where no verb is near."""
    for k in range(i + 1, min(i + _REACH, t.size)):
        if t.tags[k] & (tag.STOP | tag.SUBORDINATOR | tag.MODAL):
            break
        if (
            t.tags[k] & (tag.BASE | tag.BE)
            and (
                not t.tags[k] & (tag.NOUN | tag.TIME)
                or t.at(k - 1) in {"them", "us"}
                or (k > i + 1 and t.base(k) in t.lexicon.verbs.action and t.is_(k + 1, tag.DETERMINERS))
            )
            and t.at(k - 1) not in {"the", "a"}
        ):
            return k
    return i


def _can_be_base(t: Tokens, i: int) -> bool:
    bits = t.tags[i]
    if bits & tag.BASE or t.low[i] in {"be", "have", "do"}:
        return True
    if not bits and t.low[i].endswith("s") and not t.low[i].endswith("ss"):
        return False
    other = tag.DETERMINERS | tag.PREPOSITION | tag.SUBORDINATOR | tag.PRONOUN | tag.FINITE | tag.JOINER
    other |= (
        tag.NUMBER | tag.SIGN | tag.STOP | tag.CAPITAL | tag.ADVERB | tag.GERUND | tag.PARTICIPLE | tag.THIRD
    )
    return not bits & (other | tag.RELATIVE | tag.NEGATION)


def _grow(t: Tokens, act: Act) -> Act:  # noqa: C901, PLR0911 - one answer a case
    """Follow the verbs that hand the promise on: "continue to publish", "keep paying", "seek to recruit"."""
    verbs = t.lexicon.verbs
    if act.base == "be":
        return read_be(t, act.head, act.start, negated=act.negated)
    if act.base == "have":
        return _perfect(t, act)
    after, _ = skip_adverbs(t, act.head + 1)
    if act.base == "get":
        return _got(t, act, after)
    if act.base in t.lexicon.verbs.effort_verbs and (tried := _tried(t, act, after)):
        return tried
    if act.base == "see" and (caused := _caused(t, act, after)):
        return caused
    inner = None
    if act.negated and act.base in verbs.ceasing:
        return _unceasing(t, act, after)
    if act.base in {"go", "carry"} and t.at(after) == "on" and (inner := read_gerund(t, after + 1)):
        return replace(inner, start=act.start, negated=act.negated or inner.negated, continued=True)
    if act.base == "work" and after > act.head + 1:
        return act
    and_try = act.base == "try" and t.at(after) == "and" and t.is_(after + 1, tag.BASE)
    if and_try or (act.base in verbs.carriers_to and t.at(after) == "to"):
        inner = read_base(t, after + 1)
    elif act.base in verbs.carriers_ing and t.is_(after, tag.GERUND):
        inner = read_gerund(t, after)
    if inner is None:
        return act
    return replace(
        inner,
        start=act.start,
        form=inner.form,
        negated=act.negated or inner.negated,
        softened=inner.softened or act.base in verbs.softening,
        continued=inner.continued or act.base in verbs.continuing,
    )


def _tried(t: Tokens, act: Act, after: int) -> Act | None:
    """As in "do our best to find it", "make every effort to reply": the act is what is tried."""
    for k in range(after, min(after + 5, t.size - 1)):
        if t.low[k] in t.lexicon.verbs.effort_nouns and t.low[k + 1] == "to":
            inner = read_base(t, k + 2)
            negated = act.negated and act.base != "spare"
            return inner and replace(inner, start=act.start, negated=negated or inner.negated, softened=True)
        if t.tags[k] & (tag.STOP | tag.FINITE | tag.PREPOSITION):
            return None
    return None


def _unceasing(t: Tokens, act: Act, after: int) -> Act:
    """As in "will not fail to send", "will never cease to help", "will not stop publishing"."""
    if t.at(after) in {"to", "of", "from"} or t.is_(after, tag.GERUND):
        to = t.at(after) == "to"
        inner = read_base(t, after + 1) if to else read_gerund(t, after + (not t.is_(after, tag.GERUND)))
        if inner is not None and (to or act.base in {"cease", "stop", "tire"}):
            return replace(inner, start=act.start, continued=inner.continued or act.base != "fail")
    return act


def _got(t: Tokens, act: Act, after: int) -> Act:
    """As in "get exchanged": a passive; "get the roof mended": the act is mending."""
    if t.is_(after, tag.PARTICIPLE) and not t.is_(after, tag.NOUN | tag.GERUND):
        passive = _read_participle(t, after)
        return replace(passive, start=act.start, negated=act.negated) if passive else act
    return _caused(t, act, after) or act


_CAUSED_REACH = 9


def _caused(t: Tokens, act: Act, after: int) -> Act | None:
    """As in "have the contracts reviewed by an expert": what the author has others do."""
    pointed = act.base == "have" and t.at(after) in {"that", "this"}
    if not pointed and not t.is_(after, tag.DETERMINER | tag.POSSESSIVE | tag.PRONOUN | tag.QUANTIFIER):
        return None
    for k in range(after + 1, min(after + _CAUSED_REACH, t.size)):
        bits = t.tags[k]
        if bits & (tag.STOP | tag.FINITE | tag.RELATIVE | tag.SUBORDINATOR | tag.JOINER) or t.low[k] == ",":
            return None
        if bits & tag.PREPOSITION and t.low[k] != "of":
            return None
        done = (
            bits & tag.PARTICIPLE and t.base(k) in t.lexicon.verbs.action and not bits & (tag.BASE | tag.NOUN)
        )
        if done and _closes_phrase(t, k + 1):
            return replace(act, head=k, base=t.base(k), form=PARTICIPLE, object_at=after)
    return None


def _closes_phrase(t: Tokens, k: int) -> bool:
    """Whether nothing follows that the participle before word `k` could describe."""
    ends = tag.PREPOSITION | tag.STOP | tag.ADVERB | tag.JOINER | tag.SUBORDINATOR
    return k >= t.size or t.is_(k, ends) or t.low[k] in {",", "by"} or t.is_(k, tag.TIME)


def _perfect(t: Tokens, act: Act) -> Act:
    after, _ = skip_adverbs(t, act.head + 1)
    if t.at(after) == "been" and (passive := _read_participle(t, after + 1)):
        return replace(passive, start=act.start, negated=act.negated, perfect=True)
    if t.at(after) == "had":
        return replace(act, perfect=True)
    if t.is_(after, tag.PARTICIPLE) and not t.is_(after, tag.NOUN):
        return replace(act, head=after, base=t.base(after), form=PARTICIPLE, perfect=True)
    for k in range(after, min(after + 4, t.size - 1)):
        if t.low[k] == "to" and t.low[k + 1] in t.lexicon.verbs.telling and k > act.head + 1:
            return replace(act, head=k + 1, base=t.low[k + 1])
    return _caused(t, act, after) or act
