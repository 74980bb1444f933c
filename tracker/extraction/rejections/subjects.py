"""Whom the clause binds: the reader, a third party, nobody at all."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.acts import NOUN
from tracker.extraction.candidates import Candidate
from tracker.extraction.clauses import find_agent
from tracker.extraction.parties import Party
from tracker.extraction.rejections.words import governor


def reader(c: Candidate) -> bool:
    """As in "you will need", but not "you will receive", "you will be told"."""
    if c.party is not Party.READER:
        return c.trigger == "is to be" and _handed_in(c)
    t = c.tokens
    given = c.act.base in t.lexicon.subjects.reader_verbs or c.act.passive
    if c.act.base in {"find", "see"} and c.has_modal():
        # "Each January you will find a scorecard here": a thing, at its time.
        return t.at(c.act.head + 1) == "that" or not t.kinds & tag.TIME
    return not given or c.trigger in {"order", "would", "adjective", "intention"}


def _handed_in(c: Candidate) -> bool:
    """As in "Claims are to be submitted at the gate": what the reader does."""
    t, subject = c.tokens, c.subject
    asks = t.lexicon.asks
    return subject is not None and t.low[subject.head] in asks.papers and t.low[c.act.head] in asks.handed_in


def third_party(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """As in "the police will", "suppliers will"; a passive or a gift to them binds the author."""
    t, subject = c.tokens, c.subject
    if c.universal or subject is None or _on_our_behalf(c):
        return False
    if t.low[subject.head] in {"someone", "somebody"} and t.at(subject.head + 1) == "from":
        return False
    if t.low[subject.head] in {"someone", "somebody"} and subject.end - subject.start == 1:
        # "Somebody will ring you", "will be in touch": whom the author sends.
        return not (t.at(c.act.head + 1) == "you" or "touch" in t.low[c.act.head : c.act.head + 4])
    if t.low[subject.head] in {"it", "they"} and "independent" in t.low[: subject.start]:
        return True
    if _named_for_you(c):
        return False
    if c.party is not Party.OTHER or (staged(c) and not t.is_(subject.head, tag.CAPITAL)) or _given(c):
        return False
    if c.act.object_at is not None and c.trigger == "modal":
        return False  # "Dealers will have their contracts terminated": by the author
    if c.trigger == "order" and subject.start < c.at:
        if t.low[c.at + 1] != "been" and t.low[subject.head] in t.lexicon.subjects.organisation_nouns:
            return True
        return t.low[subject.head] in t.lexicon.subjects.third_parties
    return not c.act.passive or c.trigger in {"order", "performative", "intention"}


_TURNS_TO = frozenset(
    {
        "brief",
        "call",
        "contact",
        "email",
        "inform",
        "meet",
        "notify",
        "phone",
        "ring",
        "see",
        "telephone",
        "update",
        "visit",
        "write",
    }
)


def _named_for_you(c: Candidate) -> bool:
    """As in "Dr Ashdown means to put a proposal to you": whom the author names as dealing with the reader."""
    t, subject = c.tokens, c.subject
    if (
        subject is None
        or not t.tags[subject.head] & tag.NAME
        or subject.head == subject.start
        or c.act.negated
    ):
        return False
    titled = t.low[subject.start] in _TITLES
    return titled and not {"you", "your"}.isdisjoint(t.low[c.act.head + 1 : c.act.head + 7])


_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "mx"})


def _each_gets(c: Candidate) -> bool:
    """As in "every household is going to get $500", "each applicant will get a second look": the author gives it."""
    t, at = c.tokens, c.act.head + 1
    if c.subject is None or c.trigger not in {"modal", "going to", "is to be"} or _an_effect(c):
        return False
    paid = any(t.is_(k, tag.NUMBER) for k in range(at, at + 3)) and t.low[at : at + 2] != ["to", "be"]
    each = t.low[c.subject.start] in {
        "all",
        "any",
        "anybody",
        "anyone",
        "each",
        "every",
        "everyone",
        "whoever",
    }
    return (paid and not _uncommanded(c)) or (each and t.is_(at, tag.DETERMINERS))


def _on_our_behalf(c: Candidate) -> bool:
    """As in "Our partners will, on our behalf and at our expense, file the appeals"."""
    t = c.tokens
    if t.words.isdisjoint({"behalf", "expense", "instructions"}):
        return False
    return any(
        t.low[k] in {"on", "at"}
        and t.low[k + 1] in {"our", "my"}
        and t.low[k + 2] in {"behalf", "expense", "instructions"}
        for k in range(c.at, t.size - 2)
    )


def _given(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """As in "customers will receive a credit", "the officer will remain suspended"."""
    t, act = c.tokens, c.act
    if _tells(c):
        return False
    if f"{act.base} {t.at(act.head + 1)}" in {"join us", "reach you"}:
        return True
    if t.at(act.head + 1) == "you" and act.base in _TURNS_TO and c.has_modal() and not act.negated:
        return c.subject is not None and bool(t.tags[c.subject.head] & tag.NAME)  # "Ms Orr will call you"
    if act.base in {"have", "get", "receive"} and not act.negated and _each_gets(c):
        return True
    if act.base in {"remain", "stay"}:
        kept = act.base == "remain" and t.is_(act.head + 1, tag.PARTICIPLE)
        return kept or t.at(act.head + 1) in {"apart", "away", "off"}
    if act.base in {"have", "get"} and not act.negated and c.trigger != "would":
        given = t.lexicon.subjects.given
        return any(word in given for word in t.low[act.head + 1 : act.head + 5])
    return c.act.base == "receive" and not c.act.negated and t.at(act.head + 1) != "what"


def third_agent(c: Candidate) -> bool:
    """A passive with an agent who is not the author: "will be decided by the Court"."""
    if not c.act.passive:
        return False
    agent = find_agent(c.tokens, c.act.head)
    if agent is not None and c.tokens.low[agent.start] in {"people", "volunteers", "staff"}:
        return False
    if agent is None or c.tokens.low[agent.start] in {"a", "an"}:
        return False
    rejections = c.tokens.lexicon.rejections
    if c.act.base in rejections.commissioned and rejections.authorities.isdisjoint(
        c.tokens.low[agent.start : agent.end]
    ):
        return False
    return c.context.parties.of(c.tokens, agent, c.antecedent) in {Party.OTHER, Party.READER}


def third_act(c: Candidate) -> bool:
    """Passives that others bring about: "will be decided", "charges will be brought", "will be required"."""
    return c.act.passive and c.act.base in c.tokens.lexicon.rejections.passive_third and not handled(c)


def handled(c: Candidate) -> bool:
    """As in "every claim will be decided by 30 November": what lies before the author itself."""
    t, subject = c.tokens, c.subject
    return (
        c.act.base in {"decide", "determine"}
        and subject is not None
        and t.low[subject.head] in t.lexicon.subjects.handled
        and not _of_others(c)
    )


def prediction(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """The subject is no party: what it "will" do is a forecast, unless the author stages it or promises an absence."""
    t, subject = c.tokens, c.subject
    name = t.low[subject.head] if subject is not None else ""
    if name == "it" and c.act.base in t.lexicon.rejections.impersonal:
        return True
    if c.has_modal() and settled(c):
        return False
    if c.party is Party.THING and t.low[0] == "without":
        return True  # "Without the grant, the shelter will close"
    if c.trigger in {"timetable", "present"} and name in t.lexicon.subjects.terms and c.act.base in _RUN_OUT:
        return True  # "The present settlement ends on 31 March"
    if c.trigger == "timetable":
        return not staged(c) and c.party is not Party.AUTHOR
    if c.trigger == "present" and c.party is Party.THING:
        shown = c.act.base == "go" and t.at(c.act.head + 1) in {
            "to",
            "on",
            "in",
            "out",
            "up",
            "live",
            "online",
        }
        return not (c.act.passive or staged(c) or shown or _given(c) or _scheduled(c))
    if c.party is not Party.THING or c.universal or spared(c) or c.act.form == NOUN:
        return c.act.form == NOUN and _of_others(c)
    if c.trigger == "order" and t.at(c.at + 1) == "been" and c.subject is not None:
        # Only somebody who can act is asked or instructed.
        return _uncommanded(c) or name in {"it", "this", "that", "which", "what"}
    if name == "there":
        return not (c.trigger in {"modal", "is to be"} and _there_will_be(c))
    done = c.act.passive or (c.act.object_at is not None and not _uncommanded(c))
    return not (done or _ruled(c) or staged(c) or placed(c) or (_given(c) and not _uncommanded(c)))


def settled(c: Candidate) -> bool:
    """As in "It has been decided that the bus will serve the camp", "I promise that each of you will be heard"."""
    t, verb = c.tokens, governor(c)
    if verb is None or t.is_(verb - 1, tag.NEGATION):
        return False
    promised = t.base(verb) in _PROMISED and not {"i", "we"}.isdisjoint(t.low[max(verb - 3, 0) : verb])
    return promised or (
        t.base(verb) in t.lexicon.rejections.settling and t.low[max(verb - 3, 0) : verb - 1] == ["it", "has"]
    )


_PROMISED = frozenset({"guarantee", "pledge", "promise", "undertake", "vow"})


def spared(c: Candidate) -> bool:
    """As in "No disadvantage will arise for him", "costs will not follow": an absence that the author promises."""
    t, subject = c.tokens, c.subject
    if subject is None or not c.negated:
        return False
    if c.act.base in {"change", "increase", "rise"}:
        return _definite(c) and not _uncommanded(c) and t.low[subject.head] in t.lexicon.subjects.kept
    if c.act.base == "affect" and c.has_modal():
        # "Making a complaint will not affect the way in which we handle your application"
        return not {"your", "you", "we", "our", "their"}.isdisjoint(t.low[c.act.head + 1 : c.act.head + 9])
    if c.act.base == "suffer" and c.has_modal():
        return True  # "she will not suffer for it"
    if c.act.base not in {"arise", "follow", "result", "befall", "ensue"}:
        return False
    return t.low[subject.head] in t.lexicon.subjects.absences


_RUN_OUT = frozenset({"close", "end", "expire", "lapse", "run"})
_SENT = frozenset(
    {
        "copies",
        "copy",
        "data",
        "draft",
        "findings",
        "letter",
        "letters",
        "minutes",
        "money",
        "payment",
        "payments",
        "proceeds",
        "report",
        "results",
        "summary",
    }
)
_DISPLAYS = frozenset({"website", "site", "page", "portal", "display"})


def _ruled(c: Candidate) -> bool:
    """As in "the fee shall be", "noise will not exceed", "the figures will go online": the author lays it down."""
    t, act = c.tokens, c.act
    if _uncommanded(c):
        return False
    if act.base == "go":
        published = t.at(act.head + 1) == "on" and t.at(act.head + 3) in _DISPLAYS
        sent = t.at(act.head + 1) == "to" and c.subject is not None and t.low[c.subject.head] in _SENT
        return sent or published or t.at(act.head + 1) in {"live", "online", "up", "out", "ahead"}
    if act.base == "exceed" and act.negated:
        return True
    effects = t.lexicon.rejections.effects
    return t.low[c.at] == "shall" and act.base in t.lexicon.verbs.action and act.base not in effects


def placed(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """As in "Every notice will carry a number", "their names will stay in this office", "a draft will be with you".

    A document, a process or a product is where, when and what its author makes it: verbs of place, date and
    content hold of it by the author's act. Its effects on the world do not, and nobody commands the weather.
    """
    t, act, subject = c.tokens, c.act, c.subject
    lexicon = t.lexicon.subjects
    if subject is None or c.strength != "firm" or c.trigger == "would" or act.able:
        return False
    if _uncommanded(c) or not _definite(c) or _tells(c):
        return False
    after = t.at(act.head + 1)
    if f"{act.base} {after}" in lexicon.unplaced:
        return False
    if act.base in lexicon.staging_verbs:
        return after == "no" or not t.is_(act.head + 1, tag.DETERMINERS | tag.PRONOUN)
    if (
        act.base in lexicon.placing_verbs
        and act.negated
        and act.base in {"contain", "include", "cover", "report"}
    ):
        return False
    if act.base in lexicon.placing_verbs:
        return t.lexicon.subjects.flaws.isdisjoint(t.low[act.head + 1 : act.head + 4])
    if act.base in {"be", "remain", "stay", "stand"}:
        return _in_a_state(c)
    if act.base == "take":
        return after in {"place", "effect"} or t.low[act.head + 1 : act.head + 4] == ["the", "form", "of"]
    if act.base == "have":
        return after in {"a", "an", "at", "its", "their", "no"} and not _an_effect(c)
    return act.base in lexicon.moving_verbs and _to_a_figure(c)


def _of_others(c: Candidate) -> bool:
    """As in "Your meeting with the union is planned", "the hearing before the High Court": not the author's to plan."""
    t, subject = c.tokens, c.subject
    if subject is None:
        return False
    words = t.low[subject.start : subject.end]
    others = not _NOT_OURS.isdisjoint(words) or not t.lexicon.rejections.authorities.isdisjoint(words)
    owned = any(word.endswith("'s") and len(word) > 2 for word in words)
    return owned or others or _uncommanded(c)


_NOT_OURS = frozenset({"your", "their", "his", "her", "court", "election", "strike", "trial"})


def _uncommanded(c: Candidate) -> bool:
    t, subject = c.tokens, c.subject
    if subject is None:
        return False
    # "The price of water", but not "Letters to the families named in chapter 3".
    end = next(
        (
            k
            for k in range(subject.head + 1, subject.end)
            if t.tags[k] & (tag.PREPOSITION | tag.RELATIVE) and t.low[k] != "of"
        ),
        subject.end,
    )
    return not t.lexicon.subjects.uncommanded.isdisjoint(t.low[subject.start : end])


def _tells(c: Candidate) -> bool:
    """As in "The union says the plant will": somebody's words ran into the subject."""
    t, subject = c.tokens, c.subject
    if subject is None:
        return False
    for k in range(subject.start, subject.end):
        if t.low[k] in {"who", "whose", "which"}:
            return False  # "Anyone who tells us so will get it back"
        said = t.tags[k] & (tag.THIRD | tag.PAST) and not t.tags[k] & tag.NOUN
        if said and t.base(k) in t.lexicon.rejections.reporting:
            return True
    return False


def _definite(c: Candidate) -> bool:
    """Whether the subject is a thing of this letter rather than things in general: "our X", "every X", "these requests"."""
    t, subject = c.tokens, c.subject
    assert subject is not None
    first = subject.start
    if t.low[first] in {"whose", "some"}:
        return False
    if t.low[first] in {"that", "this", "which", "what", "it", "there"} and subject.end - first == 1:
        return t.low[first] == "it" and t.at(c.at) in {"will", "shall", "'ll"} and c.antecedent is not None
    known = t.tags[first] & (tag.DETERMINERS | tag.NUMBER | tag.PRONOUN) or "'s" in t.low[first]
    return bool(known) or t.low[subject.head].endswith("s")


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
    return not t.lexicon.subjects.effect_nouns.isdisjoint(t.low[c.act.head + 1 : c.act.head + 6])


def _to_a_figure(c: Candidate) -> bool:
    """As in "will rise to 14 crowns", "will fall by a third": what the author sets."""
    t = c.tokens
    return t.at(c.act.head + 1) in {"to", "by", "from"} and any(
        t.is_(k, tag.NUMBER) for k in range(c.act.head + 2, c.act.head + 5)
    )


_GATHERINGS = frozenset({"ceremony", "day", "memorial", "reading", "round", "tour"})
_STAFF = frozenset(
    {
        "member",
        "person",
        "someone",
        "somebody",
        "officer",
        "inspector",
        "observer",
        "interpreter",
        "monitor",
        "guard",
        "steward",
        "adviser",
        "register",
        "hearing",
    }
)


def _there_will_be(c: Candidate) -> bool:
    """As in "There will be a public meeting", "there will be no reprisals"."""
    t = c.tokens
    if c.act.base != "be" or c.act.complement is None:
        return False
    lexicon = t.lexicon.subjects
    words = t.low[c.act.complement : c.act.complement + 5]
    at = c.act.complement
    denied = bool(words) and words[0] in {"no", "zero"}
    if denied and t.at(at + 1) in {"further", "more", "new"}:
        return True
    if denied and t.is_(at + 1, tag.GERUND) and t.base(at + 1) in t.lexicon.verbs.action:
        return True
    return bool(words) and (
        (denied and any(word in lexicon.absences for word in words))
        or (
            words[0] in {"a", "an", "another", "someone", "somebody", "two", "three", "regular", "further"}
            and any(
                word in lexicon.events or word in _GATHERINGS or word in lexicon.parts or word in _STAFF
                for word in words
            )
        )
    )


def planned_by_others(c: Candidate) -> bool:
    """As in "the Commission is considering", "their plan is to"."""
    return (
        c.trigger in {"weighing", "adjective", "noun"}
        and not c.authored
        and c.party is not Party.AUTHOR
        and not c.act.passive
    )


def _scheduled(c: Candidate) -> bool:
    """As in "The last of the drums leaves the island on 19 October": what an author can set a day for."""
    t, subject = c.tokens, c.subject
    if (
        subject is None
        or _uncommanded(c)
        or _of_others(c)
        or _tells(c)
        or subject.relative
        or c.opener is not None
    ):
        return False
    head = t.low[subject.head]
    if head in t.lexicon.subjects.terms or t.tags[subject.head] & (tag.PRONOUN | tag.NUMBER | tag.TIME):
        return False
    return c.act.base in t.lexicon.verbs.action and _definite(c)


def _own_act(c: Candidate) -> bool:
    """As in "Publication of the audit will follow", "His transfer takes place on Friday"."""
    t, subject = c.tokens, c.subject
    return subject is not None and t.low[subject.head] in t.lexicon.act_nouns and not _of_others(c)


def _activity(c: Candidate) -> bool:
    """As in "Drilling will resume": the work itself as subject, alone in its clause."""
    t, subject = c.tokens, c.subject
    if subject is None or not t.is_(subject.head, tag.GERUND) or subject.head != subject.start:
        return False
    return t.base(subject.head) in t.lexicon.verbs.action and c.act.base in t.lexicon.subjects.staging_verbs


def staged(c: Candidate) -> bool:
    """As in "The consultation will open": the author makes it so."""
    t, lexicon = c.tokens, c.tokens.lexicon.subjects
    staged = c.subject is not None and (
        t.low[c.subject.head] in lexicon.events or _activity(c) or _own_act(c)
    )
    return staged and c.act.base in lexicon.event_verbs and not _weak_staging(c)


def _weak_staging(c: Candidate) -> bool:
    """As in "take" stages only as "take place"; "continue" and "remain" only where something is open."""
    t = c.tokens
    if c.act.base == "take":
        return t.at(c.act.head + 1) not in {"place", "effect"}
    if c.act.base in t.lexicon.subjects.staging_verbs and c.act.base != "follow":
        after = c.act.head + 1
        if t.at(after) in {"a", "an", "up"} or (
            t.at(after) == "the" and c.act.base in {"open", "close", "end"}
        ):
            return True
    return c.strength == "soft" and c.act.base in {"continue", "remain"}
