"""The present tense for what is to come: "We publish it on 3 May", "The panel meets again in June", "gets exchanged"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import read_finite
from tracker.extraction.clauses import find_subject
from tracker.extraction.lexicon import BANNING, UNTIL, Lexicon
from tracker.extraction.phrases import Subject, head_noun
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading
from tracker.model import Strength

_REACH = 24
"""How many words from the verb the day may stand."""
_INTO = frozenset(
    ["on", "in", "by", "at", "from", "before", "until", "of", "next", "this", "commencing", "the", "end"]
)


def present_words(lexicon: Lexicon) -> frozenset[str]:
    """Present forms of the acts that a body can promise; what goes on, and what may as well be past, aside."""
    acts = lexicon.verbs.action - lexicon.verbs.stative
    acts |= lexicon.staging.event_verbs | lexicon.staging.staging_verbs | {"get"}
    acts -= lexicon.rejections.reporting - {"accept", "admit", "hold", "inform", "report", "write"}
    acts -= lexicon.rejections.courtesy_verbs | (lexicon.staging.placing_verbs - {"issue"})
    known = lexicon.tags
    return frozenset(
        form
        for form, base in lexicon.bases.items()
        if base in acts
        and known[form] & (tag.BASE | tag.THIRD)
        and not (known[form] & tag.BASE and known[form] & tag.PAST)
    )


def read_present(t: Tokens, i: int) -> Reading | None:
    """A full verb in the present, with a day near it; whether that day is to come is judged later."""
    if not t.kinds & (tag.TIME | tag.NUMBER) and t.words.isdisjoint(t.lexicon.dating):
        return None
    k = i - 1
    negated = t.at(k) in {"longer", "more"} and t.at(k - 1) == "no"
    k = k - 2 if negated else k
    while k >= 0 and t.tags[k] & (tag.ADVERB | tag.NEGATION) and not t.tags[k] & tag.PRONOUN:
        negated = negated or t.low[k] == "never"
        k -= 1
    if (
        t.base(i) in t.lexicon.triggers.going_on
        and not negated
        and t.low[i] not in t.lexicon.triggers.dated_acts
    ):
        return None
    if k < 0 or t.is_(i + 1, tag.FINITE) or not _says(t, k, i) or not _dated(t, i):
        return None
    if t.tags[i] & tag.NOUN and _is_object(t, i):
        return None
    act = read_finite(t, i)
    return Reading(i, replace(act, negated=act.negated or negated), Strength.FIRM)


def _is_object(t: Tokens, i: int) -> bool:
    """As in "we requested the personnel files": a verb before the phrase takes it as its object."""
    found = find_subject(t, i)
    if found is None or not t.tags[found.start] & tag.VERBAL or t.tags[found.start] & tag.NOUN:
        return False
    return t.is_(found.start - 1, tag.PRONOUN | tag.NAME) or t.is_(found.start + 1, tag.DETERMINERS)


def ban_words(_: Lexicon) -> frozenset[str]:
    """No, nobody and nothing."""
    return BANNING


def read_ban(t: Tokens, i: int) -> Reading | None:
    """As in "No family leaves the building before a roof is found", "nobody lays a brick till we have seen the slips"."""
    if t.words.isdisjoint(UNTIL):
        return None
    for k in range(i + 1, min(i + 7, t.size)):
        if t.tags[k] & (tag.FINITE | tag.STOP | tag.RELATIVE | tag.PRONOUN) or t.low[k] == ",":
            return None
        if (
            t.tags[k] & tag.THIRD
            and (t.base(k) in t.lexicon.verbs.action or (t.low[k] == "gets" and t.is_(k + 1, tag.PARTICIPLE)))
            and (k > i + 1) == (t.low[i] == "no")
        ):
            if UNTIL.isdisjoint(t.low[k + 1 : k + 15]):
                return None
            subject = Subject(i, k, head_noun(t, i, k))
            return Reading(k, replace(read_finite(t, k), negated=True), Strength.FIRM, subject)
    return None


_WHILE = frozenset({"until", "till", "pending"})


def stay_words(_: Lexicon) -> frozenset[str]:
    """Stay: with "remain" letters rather tell how things are."""
    return frozenset({"stay", "stays"})


def read_stay(t: Tokens, i: int) -> Reading | None:
    """As in "Blasting stays suspended until the survey is in": a state that the author keeps up."""
    until = _WHILE.isdisjoint(t.low[i + 2 : i + 10])
    if until or not t.is_(i + 1, tag.PARTICIPLE) or t.is_(i - 1, tag.MODAL | tag.DO) or t.at(i - 1) == "to":
        return None
    return Reading(i, read_finite(t, i), Strength.FIRM)


def _says(t: Tokens, k: int, i: int) -> bool:  # noqa: PLR0911 - one answer a case
    """Whether word `k` can end the subject of the verb `i` in a main clause."""
    if t.tags[k] & tag.PRONOUN:
        agrees = t.low[k] in ({"we", "i", "they"} if t.tags[i] & tag.BASE else {"he", "she", "it"})
        agrees = agrees or (t.low[k] == "you" and t.low[i] in {"get", "receive"})
        opens = tag.STOP | tag.JOINER | tag.ADVERB | tag.TIME | tag.NUMBER | tag.SUBORDINATOR
        return agrees and (k == 0 or t.is_(k - 1, opens) or t.low[k - 1] == ",")
    if t.low[k] == "," and t.tags[i] & tag.THIRD:
        found = find_subject(t, i)
        return found is not None and t.low[found.head] in t.lexicon.subjects.own_roles
    verbal = t.tags[k] & tag.VERBAL and t.base(k) not in t.lexicon.verbs.also_nouns
    closed = tag.FINITE | tag.DETERMINERS | tag.PREPOSITION | tag.STOP | tag.JOINER | tag.RELATIVE | tag.TIME
    if t.low[k] == "one" and t.is_(k - 1, tag.DETERMINERS) and t.tags[i] & tag.THIRD:
        return True
    if t.low[k] in {"to", ","} or verbal or t.tags[k] & (closed | tag.SUBORDINATOR):
        return False
    plural = t.low[k].endswith("s") and not t.low[k].endswith("ss")
    if (
        t.tags[i] & tag.BASE
        and plural
        and t.is_(i + 1, tag.PREPOSITION)
        and t.base(i) in t.lexicon.staging.staging_verbs
    ):
        # "Payments start in May", not "the families start" or "works in progress"
        found = find_subject(t, i)
        return found is not None and found.start == 0
    if t.tags[i] & tag.BASE:
        return plural and (not t.tags[i] & tag.NOUN or t.low[k] in t.lexicon.subjects.own_roles)
    known = t.lexicon.subjects
    acting = t.low[k] in known.own_roles or t.low[k] in known.organisation_nouns or bool(t.tags[k] & tag.NAME)
    return acting or (not plural and t.base(i) not in t.lexicon.verbs.also_nouns)


def _names_a_day(t: Tokens, k: int) -> bool:
    """As in "on the 19th", "this fall"."""
    if t.low[k] == "fall":
        return t.at(k - 1) in {"this", "next"}
    ordinal = (
        t.tags[k] & tag.NUMBER and t.low[k][:1].isdigit() and t.low[k].endswith(("st", "nd", "rd", "th"))
    )
    return bool(ordinal) and t.at(k - 1) == "the" and t.at(k - 2) in {"on", "by", "from", "before"}


def _dated(t: Tokens, i: int) -> bool:
    """Whether a calendar day, or a week or month to come, stands near."""
    for k in range(max(i - _REACH, 0), min(i + _REACH, t.size)):
        if t.low[k] in t.lexicon.from_now or _names_a_day(t, k):
            return True
        if not (t.tags[k] & tag.TIME or (t.low[k] == "may" and t.tags[k] & tag.CAPITAL)):
            continue
        if t.is_(k + 1, tag.NUMBER) or (
            k and (t.low[k - 1] in _INTO or t.tags[k - 1] & (tag.NUMBER | tag.TIME))
        ):
            return True
    return False
