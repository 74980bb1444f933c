"""What a form of "be" opens: "is to be fitted", "is due to", "stands ready to", "are considering", "are building"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import (
    GERUND,
    NOUN,
    PARTICIPLE,
    Act,
    read_act_noun,
    read_base,
    read_gerund,
    read_linked,
    skip_adverbs,
)
from tracker.extraction.clauses import find_subject
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading, strength

_PRESENT = frozenset({"am", "is", "are", "'m", "'re", "'s"})


def be_words(_: Lexicon) -> frozenset[str]:
    """The present forms of be."""
    return _PRESENT


def standing_words(_: Lexicon) -> frozenset[str]:
    """Be, stand and remain."""
    return _PRESENT | {"stand", "stands", "remain", "remains"}


def read_is_to(t: Tokens, i: int) -> Reading | None:
    """As in "are to be fitted", "the team is to report"."""
    after, negated = skip_adverbs(t, i + 1)
    if t.at(after) != "to" or "here" in t.low[i:after]:
        return None
    act = read_base(t, after + 1)
    dated = (
        act is not None and t.at(i - 1) == "it" and t.kinds & tag.TIME and act.base in t.lexicon.verbs.action
    )
    if act is None or (not act.passive and not dated and _says_what(t, i)):
        return None
    return Reading(i, replace(act, negated=act.negated or negated), strength(act.softened))


def _says_what(t: Tokens, i: int) -> bool:
    """As in "Our aim is to", "the purpose of the visit is to": the verb says what a noun is."""
    subject = find_subject(t, i)
    if subject is None or t.low[i - 1] in _POINTERS:
        return True
    said = t.low[subject.head]
    return said in t.lexicon.promise_nouns or said in _SAID or said in _POINTERS


_POINTERS = frozenset({"it", "this", "that", "what"})
_SAID = frozenset(
    [
        "purpose",
        "role",
        "task",
        "job",
        "way",
        "idea",
        "step",
        "answer",
        "approach",
        "policy",
        "function",
        "point",
        "remedy",
        "solution",
        "priority",
        "mission",
        "mandate",
        "duty",
        "effect",
        "key",
        "challenge",
        "question",
    ]
)


def read_schedule(t: Tokens, i: int) -> Reading | None:
    """As in "is due to be published", "are planned to be replaced", "is expected to report"."""
    after, negated = skip_adverbs(t, i + 1)
    triggers = t.lexicon.triggers
    if t.at(after) not in t.lexicon.schedules:
        return None
    act = read_base(t, after + 2) if t.at(after + 1) == "to" else None
    if act is None:
        return None if negated else _fixed_for(t, i, after)
    soft = t.at(after) in triggers.soft_schedules
    impersonal = (
        t.at(i - 1) == "it" and t.at(after) in triggers.impersonal_plans and not _serves(t, after, act)
    )
    return Reading(
        i,
        replace(act, negated=act.negated or negated),
        strength(soft or act.softened),
        authored=impersonal,
    )


def _fixed_for(t: Tokens, i: int, planned: int) -> Reading | None:
    """As in "Delivery of the filters is scheduled for May", "the next inspection is due in June"."""
    day = planned + 2
    dated = t.at(planned + 1) in {"for", "in", "on", "by", "before"} and any(
        t.is_(k, tag.TIME) or t.at(k) == "half" or (t.at(k) == "may" and t.is_(k, tag.CAPITAL))
        for k in range(day, day + 3)
    )
    subject = find_subject(t, i) if dated else None
    if subject is None:
        return None
    verb = t.lexicon.act_nouns.get(t.low[subject.head])
    held = t.low[subject.head] in t.lexicon.subjects.events
    base = verb or ("hold" if held else None)
    soft = t.low[planned] in t.lexicon.triggers.soft_schedules
    return Reading(i, Act(planned, planned, base, NOUN), strength(soft)) if base else None


def cost_words(_: Lexicon) -> frozenset[str]:
    """Is and are."""
    return frozenset({"is", "are"})


def read_cost(t: Tokens, i: int) -> Reading | None:
    """As in "The fee is waived", "The costs are borne by us": who pays is settled in the saying."""
    after, negated = skip_adverbs(t, i + 1)
    if negated or not t.is_(after, tag.PARTICIPLE) or t.base(after) not in _SETTLED:
        return None
    subject = find_subject(t, i)
    if subject is None or t.low[subject.head] not in t.lexicon.subjects.charges:
        return None
    by_us = any(t.low[k] == "by" and t.at(k + 1) in {"us", "our"} for k in range(after + 1, after + 4))
    if not by_us and t.base(after) not in _FORGIVEN:
        return None
    return Reading(i, Act(after, after, t.base(after), PARTICIPLE, passive=True), strength(soft=False))


_FORGIVEN = frozenset({"waive", "remit"})
_SETTLED = _FORGIVEN | {"assume", "bear", "cover", "meet", "pay", "reimburse", "refund", "take"}


def _serves(t: Tokens, planned: int, act: Act) -> bool:
    """As in "it is intended to protect the bank": what "it" is for, rather than what somebody plans."""
    lexicon = t.lexicon
    blocks = (lexicon.kinds.standing_verbs, lexicon.rejections.effects, lexicon.rejections.impersonal)
    aims = any(act.base in block for block in blocks)
    return t.low[planned] not in {"hoped", "proposed"} and (act.passive or aims)


def read_cleft(t: Tokens, i: int) -> Reading | None:
    """As in "What we will do is open the files", "What I won't do is walk away"."""
    if t.at(i - 1) != "do" or t.low[i] != "is":
        return None
    what = next((k for k in range(i - 2, max(i - 9, -1), -1) if t.low[k] == "what"), None)
    if what is None or t.at(what + 1) not in {"we", "i"}:
        return None
    act = read_base(t, i + 2 if t.at(i + 1) == "to" else i + 1)
    denied = any(t.tags[k] & tag.NEGATION for k in range(what, i))
    return (
        Reading(i, replace(act, negated=act.negated or denied), strength(act.softened), authored=True)
        if act
        else None
    )


def plan_words(lexicon: Lexicon) -> frozenset[str]:
    """Hoped, proposed and their kin."""
    return lexicon.triggers.impersonal_plans


def read_second_plan(t: Tokens, i: int) -> Reading | None:
    """As in "It is hoped to open a reading room, and proposed to whitewash the cells"."""
    if not t.is_(i - 1, tag.JOINER) or t.at(i + 1) != "to" or not {"it", "is"} <= set(t.low[: i - 1]):
        return None
    first = any(t.low[k] == "it" and t.at(k + 1) == "is" for k in range(i - 1))
    act = read_base(t, i + 2) if first else None
    return Reading(i, act, strength(soft=True), authored=True) if act else None


def read_adjective(t: Tokens, i: int) -> Reading | None:
    """As in "is committed to avoiding", "stands ready to second", "are prepared to meet"."""
    after, negated = skip_adverbs(t, i + 1)
    after += t.at(after) == "than" and t.at(after - 1) == "more"
    triggers = t.lexicon.triggers
    word = t.at(after)
    if (to := _under_way(t, after)) is not None and (act := read_base(t, to + 1)):
        return Reading(i, replace(act, negated=act.negated or negated), strength(act.softened))
    if word not in t.lexicon.promise_adjectives:
        return None
    if t.low[i] in {"stand", "stands", "remain", "remains"} and word.endswith("ing") and word != "willing":
        return None
    act = read_linked(t, after + 1)
    if act is None or t.at(after + 1) in {"for", "by", "in", "with", "from"} or not t.low[act.head].isalpha():
        return None
    soft = word in triggers.soft_adjectives or act.softened
    return Reading(i, replace(act, negated=act.negated or negated), strength(soft))


def _under_way(t: Tokens, i: int) -> int | None:
    """The "to" of "on course to", "about to"."""
    if t.at(i) == "on" and t.at(i + 1) in {"track", "course", "schedule", "target"}:
        return i + 2 if t.at(i + 2) == "to" else None
    if t.at(i) == "down" and t.at(i + 1) == "to":
        return i + 1
    return i + 1 if t.at(i) == "about" and t.at(i + 1) == "to" else None


def read_weighing(t: Tokens, i: int) -> Reading | None:  # noqa: PLR0911 - one answer a case
    """As in "are considering whether to join": the considered act; "are weighing this up": the weighing itself."""
    after, negated = skip_adverbs(t, i + 1)
    if t.at(after) in _TURNING and (weighed := _turned_over(t, after)):
        return Reading(i, replace(weighed, negated=negated), strength(soft=True))
    given = (
        t.low[after : after + 3] == ["being", "given", "to"] and "consideration" in t.low[max(i - 5, 0) : i]
    )
    if given and (weighed := read_gerund(t, after + 3)):
        return Reading(i, replace(weighed, negated=negated), strength(soft=True), authored=True)
    if t.at(after) == "giving" and "consideration" in t.low[after : after + 6]:
        return Reading(i, Act(after, after, "give", GERUND, negated=negated), strength(soft=True))
    if t.at(after) in {"thinking", "looking", "leaning"} and t.at(after + 1) in _WEIGHING_AT:
        weighed = _possible(t, after + 2) if t.at(after + 2) in {"whether", "how"} else None
        if t.at(after + 2) == "whether" and t.at(after + 3) == "to":
            weighed = read_base(t, after + 4)
        if weighed is not None:
            return Reading(i, replace(weighed, start=after), strength(soft=True))
        act = read_gerund(t, after + 2)
        known = act is not None and not t.is_(after + 2, tag.NOUN)
        return Reading(i, replace(act, start=after), strength(soft=True)) if act and known else None
    if t.at(after) not in t.lexicon.triggers.considering:
        return None
    return Reading(i, replace(read_considered(t, after), negated=negated), strength(soft=True))


_WEIGHING_AT = frozenset({"about", "of", "at", "into", "towards", "toward"})
_TURNING = frozenset(
    {"giving", "toying", "playing", "looking", "examining", "studying", "investigating", "discussing"}
)
"""What an author may do with a thought: "giving thought to releasing", "toying with the idea of releasing"."""


def _turned_over(t: Tokens, i: int) -> Act | None:
    """The act after "giving thought to", "looking at the possibility of"."""
    for k in range(i + 1, min(i + 7, t.size)):
        if t.tags[k] & (tag.STOP | tag.FINITE) or t.low[k] == ",":
            return None
        if t.low[k] in t.lexicon.triggers.thoughts:
            link = k + 1
            gerund = read_gerund(t, link + 1) if t.at(link) in {"to", "of"} else None
            return replace(gerund, start=i) if gerund else None
    return None


def read_considered(t: Tokens, weighing: int) -> Act:  # noqa: PLR0911 - one answer a case
    """The act that is weighed, or the weighing where none is named."""
    after, _ = skip_adverbs(t, weighing + 1)
    after += t.at(after) == "up"
    if t.at(after) == "to" and (act := read_base(t, after + 1)):
        return replace(act, start=weighing)
    if (act := _turned_over(t, weighing)) is not None:
        return act
    if t.at(after) in {"whether", "how"} and t.at(after + 1) == "to" and (act := read_base(t, after + 2)):
        return replace(act, start=weighing)
    if t.at(after) in {"whether", "how", "if"} and (act := _possible(t, after)):
        return replace(act, start=weighing)
    if (act := read_gerund(t, after)) and not t.is_(after, tag.NOUN):
        return replace(act, start=weighing)
    if t.at(after) in {"a", "an"} and (act := read_act_noun(t, after)):
        return replace(act, start=weighing)
    return Act(weighing, weighing, t.base(weighing), GERUND)


def _possible(t: Tokens, i: int) -> Act | None:
    """As in "whether that can be brought forward", "whether we should publish": the act that is thought of."""
    for k in range(i + 2, min(i + 10, t.size)):
        if t.tags[k] & tag.STOP or t.low[k] == ",":
            return None
        if t.tags[k] & tag.MODAL:
            act = read_base(t, k + 1)
            return act if act is not None and act.base != "be" else None
    return None


def _stages(t: Tokens, i: int) -> int | None:
    """The "of" of "in the final stages of", "in the process of"."""
    for k in range(i + 1, min(i + 6, t.size)):
        if t.low[k] in {"stages", "stage", "process", "course"} and t.at(k + 1) == "of":
            return k + 1
    return None


def _soon(t: Tokens, i: int) -> bool:
    """Whether a time to come stands near: "we're continuing the discussion soon"."""
    return any(
        t.low[k] in {"soon", "shortly", "tomorrow", "tonight", "later", "next"}
        or (
            t.low[k] in {"this", "the"}
            and t.is_(k + 1 + (t.at(k + 1) == "coming"), tag.TIME)
            and (t.low[k] == "this" or t.at(k + 1) == "coming")
            and t.base(i) in t.lexicon.verbs.action
        )
        or (k == i and t.low[k - 1] == "today" and t.base(i) in t.lexicon.verbs.action)
        or (t.low[k] == "on" and _names_day(t, k + 1) and t.base(i) in t.lexicon.verbs.action)
        for k in range(i, min(i + 9, t.size))
    )


def _names_day(t: Tokens, k: int) -> bool:
    """As in "on 4 March", "on the 9th", "on Friday"."""
    k += t.at(k) == "the"
    return t.is_(k, tag.NUMBER) or (t.is_(k, tag.TIME) and t.is_(k, tag.CAPITAL))


def _set_for(t: Tokens, i: int) -> bool:
    """Whether a day to come is named after a known act: "we are taking that number to twenty by the end of the year"."""
    base = t.base(i)
    if base not in t.lexicon.verbs.action or base in t.lexicon.triggers.going_on:
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
_MARKS_OF_DATES = ("/", ".")


def _slashed(word: str) -> bool:
    """As in "05/04/2024"."""
    return len(word) > 7 and any(word.count(mark) == 2 for mark in _MARKS_OF_DATES)


_GIVING = frozenset({"commit", "donate", "give", "invest", "pay", "pledge", "put", "spend"})


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
    given = t.base(told) in _GIVING and any(t.is_(k, tag.NUMBER) for k in range(told + 1, told + 6))
    acted = (
        t.at(i - 1) in {"we", "i"} and t.base(told) in t.lexicon.verbs.action - t.lexicon.triggers.going_on
    )
    given = given or (
        acted and (t.at(told + 1) in {"the", "our", "all", "every"} or t.is_(told + 1, tag.NUMBER))
    )
    if t.base(told) not in t.lexicon.triggers.announced and not (
        given or _soon(t, told) or _set_for(t, told)
    ):
        return None
    if t.at(after) == "being" and told == after:
        return None
    if t.base(after) in {"hire", "recruit"} and t.is_(after + 1, tag.PREPOSITION):
        return None
    if t.base(after) == "look" and t.at(after + 1) != "into":
        return None
    act = read_gerund(t, after)
    return Reading(i, replace(act, negated=negated), strength(act.softened)) if act else None
