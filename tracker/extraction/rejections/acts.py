"""What the verb says of its subject: what cannot, need not or did not happen, and what is no act."""

from __future__ import annotations

from tracker.extraction import tags as tag
from tracker.extraction.acts import GERUND
from tracker.extraction.candidates import Candidate
from tracker.extraction.clauses import find_agent
from tracker.extraction.parties import Party
from tracker.extraction.rejections.staging import handled, placed, spared
from tracker.extraction.rejections.subjects import settled
from tracker.extraction.rejections.words import soft_governor
from tracker.extraction.triggers.modals import on_open_condition
from tracker.model import Strength


def past(c: Candidate) -> bool:
    """As in "was to be", "had intended to"."""
    return c.tokens.low[c.at] in {"was", "were", "had"}


def inability(c: Candidate) -> bool:
    """As in "will not be able to", "will be unable to", "shall not be in a position to"."""
    act = c.act
    if act.softened and c.negated and "position" in c.tokens.low[c.at : act.head]:
        return True
    if act.able:
        return act.negated or not (c.strength is Strength.SOFT or soft_governor(c))
    if act.base != "be" or act.complement is None:
        return False
    words = c.tokens.low[act.complement : act.complement + 4]
    if "unable" in words or "powerless" in words:
        return True
    return any(word in c.tokens.lexicon.rejections.inability for word in words)


def refusal(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """As in "do not intend to", "has no intention of", "we will not comment"."""
    if c.universal and c.act.passive and c.act.base in {"answer", "entertain", "take"}:
        return c.subject is not None and c.tokens.low[c.subject.head] in {"question", "questions"}
    if not c.act.negated:
        return False
    if c.trigger == "would" and on_open_condition(c.tokens):
        return False
    if c.trigger in {"intention", "noun", "weighing", "announcement", "would", "schedule"}:
        return True
    in_progress = c.act.form == GERUND and c.has_modal() and c.first_person
    if in_progress and (c.act.base in c.tokens.lexicon.rejections.refusals or c.act.base == "name"):
        return True  # "We will not be providing them"
    if c.trigger == "going to" and not c.universal and _shrugged_off(c):
        return True
    if c.trigger == "adjective":
        return c.strength is Strength.SOFT
    if c.act.base == "do" and c.tokens.at(c.act.head + 1) == "so":
        return True
    refused = c.act.base in c.tokens.lexicon.rejections.refusals
    return refused and (c.first_person or c.party is Party.AUTHOR) and not c.act.passive and _about_saying(c)


def _shrugged_off(c: Candidate) -> bool:
    """As in "I'm not going to get into that", "the company is not going to support one"; with a limit it is a promise."""
    t = c.tokens
    if not t.words.isdisjoint({"until", "till", "while", "without", "unless", "before"}):
        return False
    alone = c.subject is not None and t.low[c.subject.head] == "i"
    return alone or c.act.base in t.lexicon.shrugged_off


def _about_saying(c: Candidate) -> bool:
    """Comment, discuss: words withheld. Making, publishing and the like need an exception or a request beside them."""
    rejections = c.tokens.lexicon.rejections
    if c.act.base in rejections.withheld:
        return True
    return not rejections.refused.isdisjoint(c.tokens.low[c.act.head + 1 : c.act.head + 12])


def necessity(c: Candidate) -> bool:
    """As in "will have to", "would need to", "will have no choice"."""
    t = c.tokens
    if c.act.perfect and c.act.negated and t.low[c.at] == "shall":
        return True  # "shall not have dealt with the exporter": what others must fulfil
    return c.act.base == "have" and (
        t.at(c.act.head + 1) == "to" or (t.at(c.act.head + 1) == "no" and c.party is not Party.THING)
    )


def stative(c: Candidate) -> bool:
    """As in "will need", "will understand", "will have noticed"."""
    t = c.tokens
    if c.universal and not c.act.passive and c.act.base in t.lexicon.rejections.minds:
        return c.act.base != "see" or t.at(c.act.head + 1) in {"that", "why", "how"}
    if c.negated and (c.act.base == "affect" or (c.act.base == "agree" and t.at(c.act.head + 1) == "to")):
        return False  # "will not agree to any extension"
    if c.act.passive or c.universal or _sees_to_it(c) or _bears_costs(c) or spared(c):
        return False
    if c.act.base in t.lexicon.verbs.stative and c.act.base not in t.lexicon.verbs.action:
        if c.party is Party.THING and placed(c):
            return False
        told = c.act.base == "find" or c.act.base in t.lexicon.subjects.reader_verbs
        return c.party is not Party.READER or not told
    return False


def _bears_costs(c: Candidate) -> bool:
    """As in "We will bear the cost of the funeral"."""
    t, after = c.tokens, c.act.head + 1
    costs = not t.lexicon.staging.charges.isdisjoint(t.low[after : after + 4])
    return c.act.base == "bear" and c.party is Party.AUTHOR and costs


def _sees_to_it(c: Candidate) -> bool:
    """As in "I will see to it that", "we shall see that it is done"."""
    t, after = c.tokens, c.act.head + 1
    if c.party is not Party.AUTHOR:
        return False
    if c.act.base == "cause":  # "The Operator shall cause the pond to be drained"
        return "to" in t.low[after + 1 : after + 9] and t.low[c.at] == "shall"
    return c.act.base == "see" and t.at(after) in {"that", "to"}


def effect(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """What befalls the author or a thing: "our inquiries will be constrained"."""
    act, t = c.act, c.tokens
    if not act.passive:
        return False
    if c.has_modal() and settled(c):
        return False
    if act.base == "go":
        return True  # "will be gone"
    seen = act.base == "see" and find_agent(t, act.head) is not None
    if (
        c.trigger == "is to be"
        and not seen
        and (
            act.base in t.lexicon.rejections.attributed
            or (act.base == "lead" and t.at(act.head + 1) == "back")
        )
    ):
        return True
    if act.base in t.lexicon.rejections.construed and "as" in t.low[act.head + 1 : act.head + 3]:
        return True
    laid_down = t.low[c.at] in {"will", "shall", "'ll"} or c.trigger == "is to be"
    if act.base in t.lexicon.rejections.granted and c.party is not Party.AUTHOR and laid_down:
        return False
    if c.trigger == "is to be" and find_agent(t, act.head) is not None and c.party is not Party.AUTHOR:
        return False
    return act.base in t.lexicon.rejections.effects and not c.negated and not handled(c)


def hollow(c: Candidate) -> bool:
    """As in "will be" with a quality that nobody can check: "we will be poorer"."""
    act, t = c.act, c.tokens
    if act.base in {"be", "have", "do"} and act.head + 1 >= t.size - (t.low[-1] in {":", "-"}):
        return True
    if c.subject and t.low[c.subject.head] == "there":
        return False
    if act.base != "be" or act.complement is None or c.negated:
        return False
    if c.trigger in {"order", "schedule"}:
        return False
    if t.at(act.complement) in t.lexicon.rejections.checkable:
        return False
    return not (c.party is Party.THING and placed(c))


def general(c: Candidate) -> bool:  # noqa: PLR0911 - one answer a case
    """Described practice: "we seek to be as open as we can", a habit in the present tense."""
    if _describes_a_thing(c):
        return True
    if c.trigger == "intention" and c.act.base == "be":
        return True
    t = c.tokens
    if c.trigger == "is to be" and c.opener is not None and t.low[c.opener] == "which":
        return t.is_(c.opener - 1, tag.PREPOSITION)  # "the time by which each point is to be done"
    if c.trigger == "present":
        return c.opener is not None or c.subject is None or c.subject.relative
    if c.trigger == "performative":
        return (c.tokens.low[c.at] in {"undertake", "undertakes"} and c.act.base == "undertake") or (
            c.opener is not None and c.tokens.low[c.opener] in {"which", "whom"}
        )
    if c.trigger == "announcement" and c.act.passive:
        # "a claim that is being brought", "it is being written", "what is being done"
        pointed = c.subject is None or t.low[c.subject.head] in {
            "it",
            "this",
            "that",
            "which",
            "what",
            "they",
        }
        if pointed or c.opener is not None:
            return True
    return c.trigger == "announcement" and (
        (c.party is not Party.AUTHOR and not c.act.passive) or (c.subject is not None and c.subject.relative)
    )


def _describes_a_thing(c: Candidate) -> bool:
    """As in "a vendor we won't name began selling it": the clause only says which thing is meant."""
    t, subject, after = c.tokens, c.subject, c.act.head + 1
    if subject is None or not c.first_person or subject.start == 0 or subject.elided:
        return False
    noun = not t.tags[subject.start - 1] & ~(tag.NOUN | tag.NAME | tag.CAPITAL)
    return noun and t.is_(after, tag.PAST | tag.FINITE) and not t.is_(after, tag.BASE | tag.PREPOSITION)


def hypothetical(c: Candidate) -> bool:
    """As in "would" that only imagines: with an "if" or "were" that is not the case, or of anything but the author."""
    if c.trigger != "would":
        return False
    t = c.tokens
    if (
        c.party is not Party.AUTHOR
        or c.act.perfect
        or (c.subject and t.low[c.subject.head] in {"it", "they"})
    ):
        return True
    if c.act.base == "be" or (c.opener is not None and t.low[c.opener] in {"which", "whom", "what", "who"}):
        return True
    if c.act.softened and c.act.base not in t.lexicon.verbs.stative:
        return False  # "would be prepared to reconsider if fresh evidence were put before it"
    if on_open_condition(t):
        return c.act.base in t.lexicon.verbs.stative and not _bears_costs(c)
    unreal = any(t.low[k] in {"if", "were", "had", "unless"} for k in range(t.size)) and any(
        bits & tag.PAST or low == "were" for bits, low in zip(t.tags, t.low, strict=True)
    )
    modest = c.first_person and not c.act.softened and t.low[c.subject.head if c.subject else 0] == "i"
    return unreal or modest or c.act.base in t.lexicon.verbs.stative
