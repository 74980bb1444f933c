"""High-recall triggers: each knows some words that may open a promise, and reads what follows them.

To add a word, extend its block under [triggers] in config/lexicon/en.toml. To add a construction, write a
reader in one of these modules and name it in TRIGGERS with the words that it starts from: `modals`, `verbs` and
`nouns` by what promises, `orders` for what others are told, `present` and `announcements` for what is said to be
happening, `plans` and `weighing` for what is meant, `states` for the rest that a form of "be" opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tracker.extraction.candidates import Candidate, Context
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers import (
    announcements,
    modals,
    nouns,
    orders,
    plans,
    present,
    states,
    verbs,
    weighing,
)
from tracker.extraction.triggers.reading import Reading

_MOST = 40
"""Candidates read in one sentence; a sentence with more is not prose."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A named construction: the words that it starts from, and how it is read from there."""

    name: str
    words: Callable[[Lexicon], frozenset[str]]
    read: Callable[[Tokens, int], Reading | None]


TRIGGERS = (
    Trigger("modal", modals.modal_words, modals.read_modal),
    Trigger("going to", modals.going_words, modals.read_going_to),
    Trigger("would", modals.would_words, modals.read_would),
    Trigger("is to be", states.be_words, states.read_is_to),
    Trigger("schedule", states.be_words, plans.read_schedule),
    Trigger("schedule", plans.plan_words, plans.read_second_plan),
    Trigger("is to be", states.cost_words, states.read_cost),
    Trigger("cleft", states.be_words, plans.read_cleft),
    Trigger("adjective", states.standing_words, states.read_adjective),
    Trigger("weighing", states.be_words, weighing.read_weighing),
    Trigger("announcement", states.be_words, announcements.read_announcement),
    Trigger("performative", verbs.performative_words, verbs.read_performative),
    Trigger("performative", verbs.hereby_words, verbs.read_hereby),
    Trigger("intention", verbs.soft_words, verbs.read_soft_verb),
    Trigger("timetable", verbs.timetable_words, verbs.read_timetable),
    Trigger("order", orders.order_words, orders.read_order),
    Trigger("under way", orders.begun_words, orders.read_begun),
    Trigger("order", orders.instruction_words, orders.read_instruction),
    Trigger("action point", orders.point_words, orders.read_point),
    Trigger("under way", orders.arrangement_words, orders.read_arrangement),
    Trigger("performative", verbs.reflexive_words, verbs.read_taken_on),
    Trigger("intention", verbs.mind_words, verbs.read_in_mind),
    Trigger("modal", verbs.trust_words, verbs.read_trust),
    Trigger("modal", present.stay_words, present.read_stay),
    Trigger("modal", present.ban_words, present.read_ban),
    Trigger("present", present.present_words, present.read_present),
    Trigger("noun", nouns.step_words, nouns.read_step),
    Trigger("noun", nouns.noun_words, nouns.read_noun),
)


def find_candidates(t: Tokens, context: Context) -> Iterator[Candidate]:
    """All candidates of a sentence, in order; at most one for each word that a trigger starts from."""
    table = _table(t.lexicon)
    taken: set[int] = set()
    found = 0
    for i in [i for i, word in enumerate(t.low) if word in table]:
        for trigger in table[t.low[i]]:
            reading = trigger.read(t, i)
            if reading is None or reading.act.head in taken:
                continue
            taken.add(reading.act.head)
            yield Candidate(
                trigger.name,
                t,
                reading.at,
                reading.act,
                reading.strength,
                context,
                reading.subject,
                reading.authored,
            )
            found += 1
            break
        if found >= _MOST:
            return


@lru_cache(maxsize=4)
def _table(lexicon: Lexicon) -> dict[str, tuple[Trigger, ...]]:
    table: dict[str, tuple[Trigger, ...]] = {}
    for trigger in TRIGGERS:
        for word in trigger.words(lexicon):
            table[word] = (*table.get(word, ()), trigger)
    return table
