"""What an author makes happen although a thing is the subject: placed, staged, ruled, given, spared."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.candidates import Candidate
from tracker.extraction.rejections.ownership import definite, of_others, tells, uncommanded


def placed(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """As in "Every notice will carry a number", "their names will stay in this office", "a draft will be with you".

    A document, a process or a product is where, when and what its author makes it: verbs of place, date and
    content hold of it by the author's act. Its effects on the world do not, and nobody commands the weather.
    """
    t, act, subject = c.tokens, c.act, c.subject
    lexicon = t.lexicon.staging
    if subject is None or c.strength != "firm" or c.trigger == "would" or act.able:
        return False
    if uncommanded(c) or not definite(c) or tells(c):
        return False
    after = t.at(act.head + 1)
    if f"{act.base} {after}" in lexicon.unplaced:
        return False
    if act.base in lexicon.staging_verbs:
        return after == "no" or not t.is_(act.head + 1, tag.DETERMINERS | tag.PRONOUN)
    if act.base in lexicon.placing_verbs and act.negated and act.base in lexicon.contents:
        return False
    if act.base in lexicon.placing_verbs:
        return t.lexicon.staging.flaws.isdisjoint(t.low[act.head + 1 : act.head + 4])
    if act.base in {"be", "remain", "stay", "stand"}:
        return _in_a_state(c)
    if act.base == "take":
        return after in {"place", "effect"} or t.low[act.head + 1 : act.head + 4] == ["the", "form", "of"]
    if act.base == "have":
        return after in {"a", "an", "at", "its", "their", "no"} and not _an_effect(c)
    return act.base in lexicon.moving_verbs and _to_a_figure(c)


def _in_a_state(c: Candidate) -> bool:
    """As in "will be with you", "will stay on hold", "shall be open": a place or a quality that can be checked."""
    t, act = c.tokens, c.act
    k = act.head + 1
    while t.is_(k, tag.ADVERB) and t.at(k) not in t.lexicon.rejections.checkable:
        k += 1
    if t.at(k) in t.lexicon.rejections.checkable:
        return True
    if t.is_(k, tag.PARTICIPLE) and act.base != "be":
        return True
    return t.is_(k, tag.PREPOSITION) and not t.lexicon.vague_states.opens(t.folded, t.starts[k])


def _an_effect(c: Candidate) -> bool:
    t = c.tokens
    return not t.lexicon.staging.effect_nouns.isdisjoint(t.low[c.act.head + 1 : c.act.head + 6])


def _to_a_figure(c: Candidate) -> bool:
    """As in "will rise to 14 crowns", "will fall by a third": what the author sets."""
    t = c.tokens
    return t.at(c.act.head + 1) in {"to", "by", "from"} and any(
        t.is_(k, tag.NUMBER) for k in range(c.act.head + 2, c.act.head + 5)
    )


def staged(c: Candidate) -> bool:
    """As in "The consultation will open": the author makes it so."""
    t, lexicon = c.tokens, c.tokens.lexicon.staging
    staged = c.subject is not None and (
        t.low[c.subject.head] in lexicon.events or _activity(c) or _own_act(c)
    )
    return staged and c.act.base in lexicon.event_verbs and not _weak_staging(c)


def _weak_staging(c: Candidate) -> bool:
    """As in "take" stages only as "take place"; "continue" and "remain" only where something is open."""
    t = c.tokens
    if c.act.base == "take":
        return t.at(c.act.head + 1) not in {"place", "effect"}
    if c.act.base in t.lexicon.staging.staging_verbs and c.act.base != "follow":
        after = c.act.head + 1
        if t.at(after) in {"a", "an", "up"} or (
            t.at(after) == "the" and c.act.base in {"open", "close", "end"}
        ):
            return True
    return c.strength == "soft" and c.act.base in {"continue", "remain"}


def _own_act(c: Candidate) -> bool:
    """As in "Publication of the audit will follow", "His transfer takes place on Friday"."""
    t, subject = c.tokens, c.subject
    return subject is not None and t.low[subject.head] in t.lexicon.act_nouns and not of_others(c)


def _activity(c: Candidate) -> bool:
    """As in "Drilling will resume": the work itself as subject, alone in its clause."""
    t, subject = c.tokens, c.subject
    if subject is None or not t.is_(subject.head, tag.GERUND) or subject.head != subject.start:
        return False
    return t.base(subject.head) in t.lexicon.verbs.action and c.act.base in t.lexicon.staging.staging_verbs


def scheduled(c: Candidate) -> bool:
    """As in "The last of the drums leaves the island on 19 October": what an author can set a day for."""
    t, subject = c.tokens, c.subject
    if (
        subject is None
        or uncommanded(c)
        or of_others(c)
        or tells(c)
        or subject.relative
        or c.opener is not None
    ):
        return False
    head = t.low[subject.head]
    if head in t.lexicon.staging.terms or t.tags[subject.head] & (tag.PRONOUN | tag.NUMBER | tag.TIME):
        return False
    return c.act.base in t.lexicon.verbs.action and definite(c)


def ruled(c: Candidate) -> bool:
    """As in "the fee shall be", "noise will not exceed", "the figures will go online": the author lays it down."""
    t, act = c.tokens, c.act
    if uncommanded(c):
        return False
    if act.base == "go":
        return _is_published(c)
    if act.base == "exceed" and act.negated:
        return True
    effects = t.lexicon.rejections.effects
    return t.low[c.at] == "shall" and act.base in t.lexicon.verbs.action and act.base not in effects


def _is_published(c: Candidate) -> bool:
    """As in "The minutes will go to every member", "will go on our website", "will go live"."""
    t, after = c.tokens, c.act.head + 1
    if t.at(after) == "to":
        return c.subject is not None and t.low[c.subject.head] in t.lexicon.staging.sent
    if t.at(after) == "on":
        return t.at(after + 2) in t.lexicon.staging.displays
    return t.at(after) in {"live", "online", "up", "out", "ahead"}


def goes_out(c: Candidate) -> bool:
    """As in "The list goes to print on 3 May": with its day, where a thing goes is its author's act."""
    after = c.tokens.at(c.act.head + 1)
    return c.act.base == "go" and after in {"to", "on", "in", "out", "up", "live", "online"}


def given_away(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """As in "customers will receive a credit", "the officer will remain suspended"."""
    t, act = c.tokens, c.act
    if tells(c):
        return False
    if f"{act.base} {t.at(act.head + 1)}" in {"join us", "reach you"}:
        return True
    if (
        t.at(act.head + 1) == "you"
        and act.base in t.lexicon.staging.turns_to
        and c.has_modal()
        and not act.negated
    ):
        return c.subject is not None and bool(t.tags[c.subject.head] & tag.NAME)  # "Ms Orr will call you"
    if act.base in {"have", "get", "receive"} and not act.negated and _each_gets(c):
        return True
    if act.base in {"remain", "stay"}:
        kept = act.base == "remain" and t.is_(act.head + 1, tag.PARTICIPLE)
        return kept or t.at(act.head + 1) in {"apart", "away", "off"}
    if act.base in {"have", "get"} and not act.negated and c.trigger != "would":
        given = t.lexicon.staging.given
        return any(word in given for word in t.low[act.head + 1 : act.head + 5])
    return c.act.base == "receive" and not c.act.negated and t.at(act.head + 1) != "what"


def _each_gets(c: Candidate) -> bool:
    """As in "every household is going to get $500", "each applicant will get a second look": the author gives it."""
    t, at = c.tokens, c.act.head + 1
    if c.subject is None or c.trigger not in {"modal", "going to", "is to be"} or _an_effect(c):
        return False
    paid = any(t.is_(k, tag.NUMBER) for k in range(at, at + 3)) and t.low[at : at + 2] != ["to", "be"]
    each = t.low[c.subject.start] in _EACH
    return (paid and not uncommanded(c)) or (each and t.is_(at, tag.DETERMINERS))


_EACH = frozenset({"all", "any", "anybody", "anyone", "each", "every", "everyone", "whoever"})


def handled(c: Candidate) -> bool:
    """As in "every claim will be decided by 30 November": what lies before the author itself."""
    t, subject = c.tokens, c.subject
    return (
        c.act.base in {"decide", "determine"}
        and subject is not None
        and t.low[subject.head] in t.lexicon.staging.handled
        and not of_others(c)
    )


def spared(c: Candidate) -> bool:
    """As in "No disadvantage will arise for him", "costs will not follow": an absence that the author promises."""
    t, subject = c.tokens, c.subject
    if subject is None or not c.negated:
        return False
    if c.act.base in {"change", "increase", "rise"}:
        return definite(c) and not uncommanded(c) and t.low[subject.head] in t.lexicon.staging.kept
    if c.act.base == "affect" and c.has_modal():
        # "Making a complaint will not affect the way in which we handle your application"
        return not _PEOPLE_NAMED.isdisjoint(t.low[c.act.head + 1 : c.act.head + 9])
    if c.act.base == "suffer" and c.has_modal():
        return True  # "she will not suffer for it"
    if c.act.base not in t.lexicon.staging.arising:
        return False
    return t.low[subject.head] in t.lexicon.staging.absences


_PEOPLE_NAMED = frozenset({"your", "you", "we", "our", "their"})


def there_will_be(c: Candidate) -> bool:
    """As in "There will be a public meeting", "there will be no reprisals"."""
    t = c.tokens
    if c.act.base != "be" or c.act.complement is None:
        return False
    at = c.act.complement
    words = t.low[at : at + 5]
    if t.at(at) in {"no", "zero"}:
        ruled_out = t.is_(at + 1, tag.GERUND) and t.base(at + 1) in t.lexicon.verbs.action
        more = t.at(at + 1) in {"further", "more", "new"}
        return ruled_out or more or not t.lexicon.staging.absences.isdisjoint(words)
    return t.at(at) in _SOME and not t.lexicon.provided.isdisjoint(words)


_SOME = frozenset({"a", "an", "another", "someone", "somebody", "two", "three", "regular", "further"})
