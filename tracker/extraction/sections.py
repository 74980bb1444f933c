"""The tables of config/lexicon/en.toml as they stand in the file: a struct each, blocks of words as sets.

To give the engine a new kind of word, add a field here and its block, with an example, to the file.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.extraction.asks import AskWords
from tracker.extraction.deadlines import TimeWords
from tracker.extraction.facts import FactWords
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
    spans: Words


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
    onward: Words
    turns: Words
    self_binding: Words


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
    sets_up: Phrases
    is_set_up: Phrases
    bodies: Phrases
    body_posts: Words
    ranks: Words


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
    heard: Words


class Conditions(Section, frozen=True):
    """What makes a promise conditional."""

    openers: Phrases
    short_openers: Words
    short_ends: Words
    free_acts: Words
    permissions: Phrases
    asides: Words
    measures: Words
    allowing: Words
    wondering: Words
    granting: Words
    lasting: Words


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
    leading: Words
    answering: Words


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


def decode_block(kind: type[Any], value: Any) -> Any:
    """A block or a list of the file as what its field holds; ValueError where it is neither."""
    if kind is Words and isinstance(value, str):
        return Words(value.split())
    if kind is Phrases and isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return Phrases(sorted(value, key=len, reverse=True))
    raise ValueError(f"expected {'a block of words' if kind is Words else 'a list of phrases'}")
