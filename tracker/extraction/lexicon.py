"""The words that extraction knows, as read from config/lexicon/en.toml.

One struct a section; blocks of words become sets. What can be derived (verb forms, tags, patterns) is derived
here once, so that reading a letter only looks things up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import msgspec

from tracker.errors import ConfigError
from tracker.extraction import tags as tag
from tracker.extraction.asks import AskWords
from tracker.extraction.deadlines import TimeWords
from tracker.extraction.facts import FactWords
from tracker.extraction.verbforms import verb_forms
from tracker.extraction.wordings import Wording
from tracker.extraction.zones import ZoneWords


class Words(frozenset[str]):
    """A block of words, parted by white space in the file."""

    __slots__ = ()


class Phrases(tuple[str, ...]):
    """A list of phrases in the file, longest first."""

    __slots__ = ()


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; an unknown key is a mistake, not a wish."""


class Grammar(Section, frozen=True):
    """Function words."""

    determiners: Words
    possessives: Words
    quantifiers: Words
    prepositions: Words
    subordinators: Words
    adverbs: Words
    not_adverbs: Words
    time_nouns: Words
    content_nouns: Words
    open_matters: Words
    part_nouns: Words


class Verbs(Section, frozen=True):
    """Verbs in their base form, by what can be promised with them."""

    action: Words
    also_nouns: Words
    act_nouns: Phrases
    noun_verbs: Phrases
    stative: Words
    irregular: Phrases
    doubling: Words
    carriers_to: Words
    carriers_ing: Words
    softening: Words
    continuing: Words
    effort_verbs: Words
    effort_nouns: Words
    ceasing: Words
    telling: Words


class Triggers(Section, frozen=True):
    """Words that may open a promise."""

    modals: Words
    conditional_modals: Words
    performatives: Words
    soft_verbs: Words
    firm_adjectives: Words
    soft_adjectives: Words
    firm_schedules: Words
    soft_schedules: Words
    considering: Words
    firm_nouns: Words
    soft_nouns: Words
    holders: Words
    orders: Words
    beginnings: Words
    works: Words
    announced: Words
    list_headings: Phrases
    going_on: Words
    order_nouns: Words
    thoughts: Words
    arrangements: Words
    in_hand: Words
    recent: Phrases
    impersonal_plans: Words
    described_nouns: Words
    forgiven: Words
    borne: Words
    giving: Words
    turning: Words
    promised_to: Words
    gifts: Words
    takes_gerund: Words
    holding: Words
    making: Words
    asked: Words
    dated_acts: Words
    glad: Words
    takes_nouns: Words


class Subjects(Section, frozen=True):
    """Who may be bound, and who not."""

    universal: Words
    own_places: Words
    state_bodies: Words
    not_of_the_state: Words
    own_roles: Words
    organisation_nouns: Words
    legal_forms: Words
    not_agents: Words
    third_parties: Words
    reader_verbs: Words
    parts: Words
    speaks_for: Phrases
    functions: Words
    titles: Words
    outside_names: Words
    courtesy_titles: Words
    helping_hands: Words
    handling: Words
    seats: Words
    states_own: Words
    inner_bodies: Words
    committees: Words
    committees_of_others: Words
    neutral_names: Words
    governed: Words
    own_people: Words
    persons: Words
    own_offices: Words
    government_marks: Words
    ministries: Words
    bare_nouns: Words
    never_short: Words
    company_nouns: Words


class Staging(Section, frozen=True):
    """What an author makes happen although a thing is the subject."""

    events: Words
    event_verbs: Words
    staging_verbs: Words
    placing_verbs: Words
    moving_verbs: Words
    unplaced: Phrases
    given: Words
    kept: Words
    handled: Words
    terms: Words
    absences: Words
    charges: Words
    uncommanded: Words
    flaws: Words
    effect_nouns: Words
    vague_states: Phrases
    displays: Words
    sent: Words
    turns_to: Words
    on_hand: Words
    arising: Words
    contents: Words
    running_out: Words


class Rejections(Section, frozen=True):
    """Words by which a candidate is seen to be no promise."""

    courtesy_verbs: Words
    courtesy_adjectives: Words
    polite_offers: Words
    letter_verbs: Words
    letter_marks: Phrases
    effects: Words
    passive_third: Words
    authorities: Words
    commissioned: Words
    inability: Words
    refusals: Words
    withheld: Words
    refused: Words
    courtesies: Words
    said_by_duty: Words
    construed: Words
    granted: Words
    attributed: Words
    polite_hopes: Words
    eager: Words
    letter_pairs: Phrases
    checkable: Words
    impersonal: Words
    foretold: Words
    settling: Words
    reporting: Words
    speaking: Words
    opinions: Words
    furniture: Phrases
    idioms: Phrases
    pledging: Words
    matters_of_others: Words
    minds: Words
    declined: Words


class Conditions(Section, frozen=True):
    """What makes a promise conditional."""

    openers: Phrases
    short_openers: Words
    short_ends: Words
    free_acts: Words
    permissions: Phrases
    asides: Words


class Kinds(Section, frozen=True):
    """What makes a promise standing or recurring."""

    standing_verbs: Words
    growing_verbs: Words
    standing_pairs: Phrases
    standing_phrases: Phrases
    standing_pages: Phrases
    recurring_phrases: Phrases


class Tables(Section, frozen=True):
    """How the columns of an action plan are headed."""

    actions: Phrases
    owners: Phrases
    dues: Phrases
    states: Words
    done: Words


class LexiconFile(Section, frozen=True):
    """The whole file. `time`, `zones`, `facts` and `asks` are read by the rooms of those names."""

    grammar: Grammar
    verbs: Verbs
    triggers: Triggers
    subjects: Subjects
    staging: Staging
    rejections: Rejections
    conditions: Conditions
    kinds: Kinds
    tables: Tables
    time: TimeWords
    zones: ZoneWords
    facts: FactWords
    asks: AskWords


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
        self._calendar = (file.grammar.time_nouns - _SPANS) | {"end"}

    def _unite(self, file: LexiconFile) -> None:
        """Blocks that rules ask together, as one set: a union at each question would cost more than the question."""
        triggers, subjects, rejections = file.triggers, file.subjects, file.rejections
        self.agents = subjects.own_roles | subjects.organisation_nouns
        """Those who can act."""
        self.posts = subjects.own_roles - subjects.organisation_nouns
        self.insiders = subjects.own_roles | subjects.parts
        self.outside = rejections.authorities | rejections.matters_of_others
        """Words that make a matter one of others."""
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
            or not (_NONE.isdisjoint(words) or _UNTIL.isdisjoint(words))
            or ("to" in words and _TO_BE.search(text.lower()) is not None)
        )


_ORDINAL = re.compile(r"\bthe \d{1,2}(?:st|nd|rd|th)\b")
_SPANS = frozenset({"day", "days", "future", "moment", "months", "night", "weeks", "year", "years"})
"""Words of time that name no day: "in all those years"."""
_TURNS = frozenset(
    "action actions being hereby herewith won ll borne waived remitted assumed count rely step move going gonna mind thought thoughts myself ourselves itself himself herself thinking looking soon shortly tomorrow later next stages stage process giving".split()  # noqa: SIM905 - read as one line
)
"""Words that raise a candidate beside those of the file: contractions, "going to", "in the process of"."""
_NONE = frozenset({"no", "nobody", "nothing"})
_UNTIL = frozenset({"before", "till", "until"})
_TO_BE = re.compile(r"\b(?:is|are|am|'s|'re|'m)(?: \w+)? to\b")


def load_lexicon(source: bytes) -> Lexicon:
    """Compile the bytes of config/lexicon/en.toml. A wrong file raises ConfigError, naming the key."""
    try:
        return Lexicon(msgspec.toml.decode(source, type=LexiconFile, dec_hook=_decode))
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(f"lexicon/en.toml: {error}; correct that entry.") from error


def _decode(kind: type[Any], value: Any) -> Any:
    if kind is Words and isinstance(value, str):
        return Words(value.split())
    if kind is Phrases and isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return Phrases(sorted(value, key=len, reverse=True))
    raise ValueError(f"expected {'a block of words' if kind is Words else 'a list of phrases'}")


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
    forms |= _TURNS
    return frozenset(forms)
