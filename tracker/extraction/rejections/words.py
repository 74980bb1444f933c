"""Whose words a clause holds: questions, quotations, reported speech, beliefs, talk about the letter, courtesy."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.candidates import Candidate
from tracker.extraction.clauses import find_subject
from tracker.extraction.parties import Party
from tracker.extraction.tokens import Tokens

_CONDITIONAL = frozenset({"if", "unless", "whether", "lest"})
_INDIRECT = frozenset({"how", "why", "what", "where", "when", "whether"})
_LOOK_BACK = 10


def furniture(c: Candidate) -> bool:
    """As in "sign up to our newsletter and we'll send you a round-up"."""
    return c.tokens.lexicon.furniture.found(c.tokens.folded, c.tokens.words)


def question(c: Candidate) -> bool:
    """Whether the sentence asks."""
    return c.tokens.text.rstrip("\"') ").endswith("?")


def inside_quotation(c: Candidate) -> bool:
    """Between quotation marks that both stand in the sentence, unless they hold all of it."""
    if '"' not in c.tokens.text:
        return False
    marks = [k for k, low in enumerate(c.tokens.low) if low == '"']
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        if first < c.act.head < last and (first > 2 or last < c.tokens.size - 3):
            return True
    return False


def in_condition(c: Candidate) -> bool:
    """As in "if we will", "whether we will", "unless the Council agrees to"."""
    if c.opener is not None and c.tokens.low[c.opener] in _CONDITIONAL:
        return True
    t = c.tokens
    if t.low[0] not in {"if", "were", "had", "unless"} or "," in t.low[: c.at]:
        return False
    start = c.subject.start if c.subject is not None and c.first_person else 0
    said = (
        t.tags[k] & (tag.FINITE | tag.THIRD | tag.PAST)
        or (t.tags[k] & tag.BASE and t.is_(k - 1, tag.PRONOUN))
        for k in range(1, start)
    )
    return not any(said)  # "If they clear it I'll send it over"


def indirect_question(c: Candidate) -> bool:
    """As in "how we will", "what the Board will do"."""
    k, t = c.opener, c.tokens
    if k is None or t.low[k] not in _INDIRECT or (t.low[k] == "why" and t.is_(k - 1, tag.BE)):
        return False
    if t.low[k] == "when" and t.is_(k - 1, tag.JOINER):
        return True
    return t.low[k] not in {"when", "where"} or (t.is_(k - 1, tag.VERBAL) and not t.is_(k - 1, tag.NOUN))


def letter_talk(c: Candidate) -> bool:
    """As in "I will answer your questions in turn", "as I will explain below"."""
    t, rejections = c.tokens, c.tokens.lexicon.rejections
    if c.first_person and c.trigger == "present" and c.act.base == "write":
        return True  # "I write further to your letter of 6 September"
    if not (c.first_person and c.act.base in rejections.letter_verbs):
        return False
    if c.act.base == "set" and t.at(c.act.head + 1) not in {"out", "forth", "down"}:
        return False
    if f"{c.act.base} {t.at(c.act.head + 1)}" in rejections.letter_pairs:
        return True
    if c.act.base == "take" and "questions" in t.low[c.act.head + 1 : c.act.head + 4]:
        return True
    marks = t.lexicon.letter_marks
    return marks.told_by(t.words) and marks.found(t.folded, t.words, t.starts[max(c.at - 4, 0)])


def courtesy(c: Candidate) -> bool:
    """As in "I would be happy to answer", "we hope to see you there", "it is appreciated that"."""
    t, words, act = c.tokens, c.tokens.lexicon.rejections, c.act
    if act.base == "be" and act.complement is not None:
        return c.tokens.at(act.complement) in words.courtesy_adjectives
    if act.passive:
        thanked = act.base in words.courtesies or c.tokens.low[act.head] in words.courtesy_adjectives
        return thanked or _impersonal_passive(c)
    if c.trigger == "would" and c.party is Party.AUTHOR and act.base in words.courtesy_verbs:
        return True
    if c.trigger == "adjective" and act.base in words.said_by_duty and not act.negated:
        return t.at(act.head + 1) != "back" and not t.kinds & tag.TIME
    if c.trigger == "order" and c.first_person and t.low[c.at + 1] == "been":
        return act.base in words.said_by_duty
    return act.base in words.courtesies or _looks_forward(c) or _polite_offer(c)


def _polite_offer(c: Candidate) -> bool:
    """As in "we are always ready to talk", "I hope to see you"; with a time it is an appointment."""
    words, t = c.tokens.lexicon.rejections, c.tokens
    if c.act.negated or t.kinds & (tag.TIME | tag.NUMBER):
        return False
    if c.trigger == "adjective":
        eager = not words.eager.isdisjoint(t.low[c.at : c.act.start + 1])
        return eager and c.first_person and c.act.base in words.polite_offers
    return c.trigger == "intention" and t.low[c.at] in {"hope", "hopes"} and c.act.base in words.polite_hopes


def _impersonal_passive(c: Candidate) -> bool:
    """As in "it is to be underlined that"."""
    t = c.tokens
    if c.subject is None or t.low[c.subject.head] != "it" or t.at(c.act.head + 1) != "that":
        return False
    return c.trigger == "is to be" or c.act.base in t.lexicon.rejections.reporting


def _looks_forward(c: Candidate) -> bool:
    return c.act.base == "look" and c.tokens.at(c.act.head + 1) == "forward"


def reported(c: Candidate) -> bool:  # noqa: C901, PLR0911 - one answer a case
    """Said, thought or feared by somebody else, or only believed by the author."""
    t = c.tokens
    if _by_hearsay(t):
        return True
    verb = governor(c)
    if verb is None or _reassured(t, verb):
        return False
    base, lexicon = t.base(verb), t.lexicon
    if "please" in t.low[max(verb - 3, 0) : verb]:
        return True  # "Please confirm that this letter will be reproduced in full"
    if not _UNSAID.isdisjoint(t.low[max(verb - 4, 0) : verb]):
        return True  # "I wish I could tell you that", "we cannot promise that"
    if t.at(verb + 1) in {"me", "us"} and t.low[verb] != "let" and base in lexicon.rejections.reporting:
        return True
    heard = t.is_(verb, tag.PARTICIPLE) and t.is_(_before_adverbs(t, verb), tag.BE)
    if heard and base in lexicon.rejections.heard:
        return True
    if t.at(verb - 1) == "me" and t.at(verb - 2) == "let":
        return base not in lexicon.rejections.speaking
    speaker = find_subject(t, _finite_before(t, verb))
    if speaker is not None and t.low[speaker.head] == "this" and base in lexicon.rejections.speaking:
        return False  # "This is to confirm that"
    if speaker is not None and t.low[speaker.head] == "it":
        if t.is_(verb, tag.PARTICIPLE) and not t.is_(_before_adverbs(t, verb), tag.BE):
            return True  # "It has announced that": somebody's words, unlike "It was decided that"
        return base not in lexicon.triggers.soft_verbs and base not in lexicon.rejections.settling
    told = t.is_(verb, tag.PARTICIPLE) and t.is_(verb - 1, tag.BE)  # "we are told that"
    party = c.context.parties.of(t, speaker, c.antecedent) if speaker else Party.AUTHOR
    return told or party is not Party.AUTHOR or base not in lexicon.binding


_UNSAID = frozenset({"cannot", "ca", "could", "wish"})
_WE = frozenset({"we", "i"})


def _by_hearsay(t: Tokens) -> bool:
    """As in "According to the union, the plant will"; but not "according to the plan", "according to the Bank"."""
    if t.low[0] != "according" or t.at(1) != "to":
        return False
    return t.at(3) not in {"plan", "schedule"} and t.at(3) not in t.lexicon.subjects.organisation_nouns


def _before_adverbs(t: Tokens, k: int) -> int:
    k -= 1
    while t.is_(k, tag.ADVERB | tag.NEGATION):
        k -= 1
    return k


def _reassured(t: Tokens, verb: int) -> bool:
    """As in "rest assured that we will", "you can be assured that we will"."""
    return t.low[verb] in {"assured", "reassured"} and t.at(verb - 1) in {"be", "rest", "remain"}


def only_hoped(c: Candidate) -> bool:
    """As in "We hope that your members will be told": a wish about others."""
    verb = governor(c)
    if verb is not None and c.tokens.is_(verb - 1, tag.NEGATION):
        return c.tokens.base(verb) in c.tokens.lexicon.triggers.soft_verbs  # "I do not anticipate that"
    if verb is not None and c.tokens.low[verb - 1] in {"is", "'s"}:
        return False
    return (
        verb is not None
        and c.tokens.base(verb) in {"hope", "wish", "trust"}
        and not c.first_person
        and (c.party is not Party.AUTHOR or _others_than_we(c, verb))
    )


def _others_than_we(c: Candidate, verb: int) -> bool:
    """As in "We hope that they will": "they" is never "we", whatever it points back to."""
    t = c.tokens
    they = c.subject is not None and t.low[c.subject.head] in {"they", "he", "she"}
    return they and not _WE.isdisjoint(t.low[max(verb - 3, 0) : verb])


def opinion(c: Candidate) -> bool:
    """As in "I am sure we will", "it is likely that the Board will"."""
    t = c.tokens
    if c.subject is None:
        return False
    k = (c.opener if c.opener is not None and t.low[c.opener] == "that" else c.subject.start) - 1
    return k > 0 and t.low[k] in t.lexicon.rejections.opinions and t.is_(k - 1, tag.BE | tag.ADVERB)


def foretold(c: Candidate) -> bool:
    """As in "Officers will tell you that": somebody's words foretold, not promised."""
    t = c.tokens
    if c.first_person or c.act.passive or c.act.base not in t.lexicon.rejections.foretold:
        return False
    return "that" in t.low[c.act.head + 1 : c.act.head + 4]


def idiom(c: Candidate) -> bool:
    """As in "we'll make a difference"."""
    t, idioms = c.tokens, c.tokens.lexicon.idioms
    return idioms.told_by(t.words) and idioms.opens(t.folded, t.starts[c.act.head])


def soft_governor(c: Candidate) -> bool:
    """As in "It is intended that", "we hope that we will": what governs the clause only intends."""
    verb = governor(c)
    return verb is not None and c.tokens.base(verb) in c.tokens.lexicon.triggers.soft_verbs


def governor(c: Candidate) -> int | None:
    """The verb of saying or thinking whose content the clause is: with "that" before the subject, or nothing."""
    t = c.tokens
    if c.subject is None:
        return None
    governing = t.lexicon.governing
    that = c.opener is not None and t.low[c.opener] == "that"
    if c.subject.elided and not that:
        that_at = _that_before(t, c.subject.start)
        return that_at and _verb_before(t, that_at, governing, _LOOK_BACK)
    if that and c.opener is not None:
        return _verb_before(t, c.opener, governing, _LOOK_BACK)
    return _verb_before(t, c.subject.start, governing, 3)


def _that_before(t: Tokens, k: int) -> int | None:
    return k - 1 if k > 0 and t.low[k - 1] == "that" else None


def _verb_before(  # noqa: PLR0911 - one answer a case
    t: Tokens, end: int, verbs: frozenset[str], reach: int
) -> int | None:
    """The nearest verb of `verbs` before word `end`, with no clause boundary between."""
    for k in range(end - 1, max(end - 1 - reach, -1), -1):
        bits = t.tags[k]
        if (
            bits & (tag.STOP | tag.SUBORDINATOR)
            or (t.low[k] == "," and reach < _LOOK_BACK)
            or (t.low[k] in {"and", "but", "which", "who"})
        ):
            return None
        if reach == _LOOK_BACK and t.low[k] in {"of", "about", "for"} and end - k < 6:
            return None
        if reach < _LOOK_BACK and bits & tag.PREPOSITION:
            return None  # "if you claim by Friday you'll have the money"
        if reach < _LOOK_BACK and _is_noun(t, k):
            continue
        if t.low[k] == "found" and t.at(k + 1) == "to":
            return None  # "Dealers found to ignore it"
        if reach < _LOOK_BACK and bits & tag.PARTICIPLE and t.is_(k - 1, tag.BE):
            return None
        if (
            bits & tag.VERBAL
            and t.base(k) in verbs
            and not (bits & (tag.NOUN | tag.THIRD) and t.is_(k - 1, tag.DETERMINERS | tag.PREPOSITION))
            and not (k > 0 and t.low[k - 1].endswith("'s") and len(t.low[k - 1]) > 2)
        ):
            return k
    return None


def _is_noun(t: Tokens, k: int) -> bool:
    """As in "this year's annual report we will": no word before it could be the subject of a verb."""
    if not t.tags[k] & tag.NOUN or not t.tags[k] & tag.BASE or t.tags[k] & tag.PAST:
        return False
    can_say = tag.PRONOUN | tag.MODAL | tag.DO | tag.ADVERB | tag.JOINER | tag.NAME
    return k > 0 and not t.is_(k - 1, can_say) and t.low[k - 1] != "to" and not t.low[k - 1].endswith("s")


def _finite_before(t: Tokens, verb: int) -> int:
    """The first word of the verb group that ends with `verb`."""
    k = verb
    if t.at(k - 1) == "to":
        while k > 0 and not t.tags[k] & (tag.FINITE | tag.PRONOUN):
            k -= 1
        k = k + 1 if t.tags[k] & tag.PRONOUN else k
    while (
        k > 0
        and t.tags[k - 1] & (tag.FINITE | tag.ADVERB | tag.NEGATION)
        and t.low[k - 1] not in {"all", "both"}
    ):
        k -= 1
    return k
