"""The words that extraction knows: the tables of the file (`sections`) with what is derived from them.

Verb forms, tags, patterns and the unions of blocks that a rule asks together are made here once, so that reading
a letter only looks things up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from tracker.errors import ConfigError
from tracker.extraction import tags as tag
from tracker.extraction.sections import LexiconFile, decode_block
from tracker.extraction.verbforms import verb_forms
from tracker.extraction.wordings import Wording


class Lexicon:
    """The file's sections with what is derived from them. Phrases are compiled when first asked for."""

    def __init__(self, file: LexiconFile) -> None:
        self.grammar, self.verbs, self.triggers = file.grammar, file.verbs, file.triggers
        self.subjects, self.staging, self.rejections = file.subjects, file.staging, file.rejections
        self.conditions, self.kinds, self.tables = file.conditions, file.kinds, file.tables
        self.time, self.zones, self.facts, self.asks = file.time, file.zones, file.facts, file.asks
        self.bases, self.tags = _dictionary(file)
        self.speaks_for = {
            word: frozenset(others) for word, *others in map(str.split, file.subjects.speaks_for)
        }
        self.act_nouns = _pairs(file.verbs.act_nouns)
        self._unite(file)
        self._trigger_words = _trigger_words(self)
        self._calendar = (file.grammar.time_nouns - file.grammar.spans) | {"end"}

    def _unite(self, file: LexiconFile) -> None:
        """Blocks that rules ask together, as one set: a union at each question would cost more than the question."""
        triggers, subjects, rejections = file.triggers, file.subjects, file.rejections
        self.agents = subjects.own_roles | subjects.organisation_nouns
        """Those who can act."""
        self.posts = subjects.own_roles - subjects.organisation_nouns
        self.insiders = subjects.own_roles | subjects.parts
        self.outside = rejections.authorities | rejections.matters_of_others
        """Words that make a matter one of others."""
        self.ministerial = subjects.ministries | {"government", "inspectorate"}
        """What a ministry speaks for."""
        self.shrugged_off = rejections.refusals | rejections.declined
        self.provided = file.staging.events | file.staging.on_hand | subjects.parts
        """What "there will be" by the author's act."""
        self.promising = triggers.performatives | triggers.soft_verbs
        self.governing = rejections.reporting | self.promising
        """Verbs of saying and thinking that a clause may hang on."""
        self.binding = rejections.speaking | self.promising
        """Those of them by which an author binds itself."""
        self.promise_nouns = triggers.firm_nouns | triggers.soft_nouns
        self.promise_adjectives = triggers.firm_adjectives | triggers.soft_adjectives
        self.settled_costs = triggers.forgiven | triggers.borne
        self.acts_at_hand = file.verbs.action - triggers.going_on
        """What the present progressive of "we" announces: "we are moving the depot"."""
        self.done_in_saying = file.verbs.action - rejections.said_by_duty - self.governing
        """What "hereby" does: "The company hereby withdraws the notice"."""
        self.from_now = triggers.onward | {"tomorrow", "tonight"}
        self.dating = self.from_now | {"may", "fall"}
        """Words that may date a statement although they are no words of time, or not only."""
        self.answering = triggers.performatives | file.tables.answering
        self.schedules = triggers.firm_schedules | triggers.soft_schedules

    @cached_property
    def list_headings(self) -> Wording:
        """What announces a list of acts."""
        return Wording(self.triggers.list_headings)

    @cached_property
    def letter_marks(self) -> Wording:
        """What speaks of the letter itself."""
        return Wording(self.rejections.letter_marks)

    @cached_property
    def recent(self) -> Wording:
        """What tells that something has just been done."""
        return Wording(self.triggers.recent)

    @cached_property
    def furniture(self) -> Wording:
        """What stands in notices around a letter."""
        return Wording(self.rejections.furniture)

    @cached_property
    def idioms(self) -> Wording:
        """Acts that nobody can check."""
        return Wording(self.rejections.idioms)

    @cached_property
    def vague_states(self) -> Wording:
        """States that nobody can check."""
        return Wording(self.staging.vague_states)

    @cached_property
    def standing(self) -> Wording:
        """What makes a promise standing."""
        return Wording(self.kinds.standing_phrases)

    @cached_property
    def standing_pages(self) -> Wording:
        """Titles of pages for everybody."""
        return Wording(self.kinds.standing_pages)

    @cached_property
    def recurring(self) -> Wording:
        """What makes a promise recurring."""
        return Wording(self.kinds.recurring_phrases)

    @cached_property
    def condition_openers(self) -> Wording:
        """What opens a condition."""
        known = self.conditions
        return Wording([*known.openers, *known.short_openers, *known.permissions])

    def may_promise(self, text: str, words: frozenset[str]) -> bool:
        """Whether any trigger can fire in `text`, whose `words_of` are these: many sentences are left after this look."""
        return (
            not self._trigger_words.isdisjoint(words)
            or not self._calendar.isdisjoint(words)
            or " May" in text
            or ("the" in words and _ORDINAL.search(text) is not None)
            or not (BANNING.isdisjoint(words) or UNTIL.isdisjoint(words))
            or ("to" in words and _TO_BE.search(text.lower()) is not None)
        )


_ORDINAL = re.compile(r"the (?<!\wthe )\d{1,2}(?:st|nd|rd|th)\b")
BANNING = frozenset({"no", "nobody", "nothing"})
UNTIL = frozenset({"before", "till", "until"})
"""Together they open a ban that lasts: "nobody lays a brick till we have seen the slips"."""
_TO_BE = re.compile(r"\b(?:is|are|am|'s|'re|'m)(?: \w+)? to\b")


def load_lexicon(source: bytes) -> Lexicon:
    """Compile the bytes of config/lexicon/en.toml. A wrong file raises ConfigError, naming the key."""
    try:
        return Lexicon(msgspec.toml.decode(source, type=LexiconFile, dec_hook=decode_block))
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(f"lexicon/en.toml: {error}; correct that entry.") from error


def _pairs(entries: Iterable[str]) -> dict[str, str]:
    """Each noun with its verb, from entries such as "publication publish"; a plural in "-s" goes with it."""
    pairs = dict(entry.split() for entry in entries)
    return {**{f"{noun}s": verb for noun, verb in pairs.items()}, **pairs}


def _dictionary(file: LexiconFile) -> tuple[dict[str, str], dict[str, int]]:
    """Each verb form with its base, and each word with what it can be."""
    verbs, grammar = file.verbs, file.grammar
    t = file.triggers
    known = verbs.action | verbs.stative | t.performatives | t.soft_verbs | t.orders | t.announced
    known |= file.rejections.reporting | file.rejections.speaking | file.rejections.letter_verbs
    bases, tags = verb_forms(known, verbs.irregular, verbs.doubling)
    blocks: Mapping[int, frozenset[str]] = {
        tag.DETERMINER: grammar.determiners,
        tag.POSSESSIVE: grammar.possessives,
        tag.QUANTIFIER: grammar.quantifiers,
        tag.PREPOSITION: grammar.prepositions,
        tag.SUBORDINATOR: grammar.subordinators,
        tag.ADVERB: grammar.adverbs,
        tag.TIME: grammar.time_nouns,
        tag.NOUN: verbs.also_nouns,
        tag.MODAL: file.triggers.modals | file.triggers.conditional_modals,
    }
    for bit, words in blocks.items():
        for word in words:
            tags[word] = tags.get(word, 0) | bit
    for word in grammar.not_adverbs:
        tags.setdefault(word, tag.NOUN)
    return bases, tags


def _trigger_words(lexicon: Lexicon) -> frozenset[str]:
    """The words of which every candidate has one: a cheap first question."""
    t = lexicon.triggers
    forms = {form for form, base in lexicon.bases.items() if base in t.performatives | t.soft_verbs}
    bound = tag.PARTICIPLE | tag.GERUND
    forms |= {f for f, base in lexicon.bases.items() if base in t.orders and lexicon.tags[f] & bound}
    told = t.announced | (lexicon.verbs.action - t.going_on)
    forms |= {f for f, base in lexicon.bases.items() if base in told and lexicon.tags[f] & tag.GERUND}
    forms |= t.modals | t.conditional_modals | t.considering | t.firm_adjectives | t.soft_adjectives
    forms |= (
        t.arrangements | t.order_nouns | t.firm_schedules | t.soft_schedules | t.firm_nouns | t.soft_nouns
    )
    forms |= {f for f, base in lexicon.bases.items() if base in t.beginnings}
    events = lexicon.staging.event_verbs
    forms |= {f for f, base in lexicon.bases.items() if base in events and lexicon.tags[f] & tag.THIRD}
    return frozenset(forms | t.turns)
