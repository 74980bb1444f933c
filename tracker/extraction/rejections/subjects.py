"""Whom the clause binds: the reader, a third party, nobody at all."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.acts import NOUN
from tracker.extraction.candidates import Candidate
from tracker.extraction.clauses import find_agent
from tracker.extraction.parties import Party
from tracker.extraction.rejections.ownership import of_others, uncommanded
from tracker.extraction.rejections.staging import (
    given_away,
    goes_out,
    handled,
    placed,
    ruled,
    scheduled,
    spared,
    staged,
    there_will_be,
)
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
    if c.party is not Party.OTHER or (staged(c) and not t.is_(subject.head, tag.CAPITAL)) or given_away(c):
        return False
    if c.act.object_at is not None and c.trigger == "modal":
        return False  # "Dealers will have their contracts terminated": by the author
    if c.trigger == "order" and subject.start < c.at:
        if t.low[c.at + 1] != "been" and t.low[subject.head] in t.lexicon.subjects.organisation_nouns:
            return True
        return t.low[subject.head] in t.lexicon.subjects.third_parties
    return not c.act.passive or c.trigger in {"order", "performative", "intention"}


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
    titled = t.low[subject.start] in t.lexicon.subjects.courtesy_titles
    return titled and not _YOURS.isdisjoint(t.low[c.act.head + 1 : c.act.head + 7])


_YOURS = frozenset({"you", "your"})
_WE = frozenset({"i", "we"})
_BEHALF = frozenset({"behalf", "expense", "instructions"})


def _on_our_behalf(c: Candidate) -> bool:
    """As in "Our partners will, on our behalf and at our expense, file the appeals"."""
    t = c.tokens
    if t.words.isdisjoint(_BEHALF):
        return False
    return any(
        t.low[k] in {"on", "at"} and t.low[k + 1] in {"our", "my"} and t.low[k + 2] in _BEHALF
        for k in range(c.at, t.size - 2)
    )


def third_agent(c: Candidate) -> bool:
    """A passive with an agent who is not the author: "will be decided by the Court"."""
    if not c.act.passive:
        return False
    agent = find_agent(c.tokens, c.act.head)
    if agent is not None and c.tokens.low[agent.start] in c.tokens.lexicon.subjects.helping_hands:
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
    if (
        c.trigger in {"timetable", "present"}
        and name in t.lexicon.staging.terms
        and c.act.base in t.lexicon.staging.running_out
    ):
        return True  # "The present settlement ends on 31 March"
    if c.trigger == "timetable":
        return not staged(c) and c.party is not Party.AUTHOR
    if c.trigger == "present" and c.party is Party.THING:
        return not (c.act.passive or staged(c) or goes_out(c) or given_away(c) or scheduled(c))
    if c.party is not Party.THING or c.universal or spared(c) or c.act.form == NOUN:
        return c.act.form == NOUN and of_others(c)
    if c.trigger == "order" and t.at(c.at + 1) == "been" and c.subject is not None:
        # Only somebody who can act is asked or instructed.
        return uncommanded(c) or name in {"it", "this", "that", "which", "what"}
    if name == "there":
        return not (c.trigger in {"modal", "is to be"} and there_will_be(c))
    done = c.act.passive or (c.act.object_at is not None and not uncommanded(c))
    return not (done or ruled(c) or staged(c) or placed(c) or (given_away(c) and not uncommanded(c)))


def settled(c: Candidate) -> bool:
    """As in "It has been decided that the bus will serve the camp", "I promise that each of you will be heard"."""
    t, verb = c.tokens, governor(c)
    if verb is None or t.is_(verb - 1, tag.NEGATION):
        return False
    promised = t.base(verb) in t.lexicon.rejections.pledging and not _WE.isdisjoint(
        t.low[max(verb - 3, 0) : verb]
    )
    return promised or (
        t.base(verb) in t.lexicon.rejections.settling and t.low[max(verb - 3, 0) : verb - 1] == ["it", "has"]
    )


def planned_by_others(c: Candidate) -> bool:
    """As in "the Commission is considering", "their plan is to"."""
    return (
        c.trigger in {"weighing", "adjective", "noun"}
        and not c.authored
        and c.party is not Party.AUTHOR
        and not c.act.passive
    )
