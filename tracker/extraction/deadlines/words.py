"""The words of time: a section of the lexicon, with the tables that the grammar looks things up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")

YEARS = range(1900, 2200)
"""Years that a letter can mean; other numbers of four digits are numbers."""


class Phrases(dict[str, list[tuple[tuple[str, ...], str]]]):
    """Phrases by their first word, longest first, each with what it stands for."""

    @classmethod
    def of(cls, table: Mapping[str, str]) -> Phrases:
        """Split each phrase at its blanks."""
        made = cls()
        for phrase in sorted(table, key=lambda phrase: -len(phrase.split())):
            parts = tuple(phrase.split())
            made.setdefault(parts[0], []).append((parts, table[phrase]))
        return made


class TimeWords(msgspec.Struct, frozen=True, dict=True, eq=False, forbid_unknown_fields=True):
    """The section `[time]` of a lexicon; every word in lower case."""

    months: dict[str, int]
    weekdays: dict[str, int]
    """Monday is 0."""
    numbers: dict[str, int]
    ordinals: dict[str, int]
    """-1 for the last."""
    units: dict[str, str]
    few: dict[str, str]
    """Such as "several": the number that it stands for, or nothing."""
    events: dict[str, str]
    """What ties a promise to an event, with what follows: clause, noun, or whole for nothing."""
    occasions: dict[str, str]
    """Nouns of an occasion, such as "meeting"."""
    recurring: dict[str, str]
    """Adverbs such as "quarterly", with their interval."""
    recurring_adjectives: dict[str, str]
    """Such as "annual", which tells an interval only beside its noun."""
    each: frozenset[str]
    """Words such as "every"."""
    cases: frozenset[str]
    """What comes in one by one, so that a time runs from each: "every complaint within ten days"."""
    after_adverbs: frozenset[str]
    """Words that may follow "monthly" as an adverb; before a noun it is no time."""
    times: dict[str, int]
    """Such as "twice" to 2."""
    not_vague: frozenset[str]
    """Words after which a vague word is none: "too soon"."""
    not_events: frozenset[str]
    """Words after which an opener of events speaks of no time."""
    happened: frozenset[str]
    """What already lies behind the letter: "after your letter"."""
    bodies: frozenset[str]
    """What one appears before: "before the court"."""
    scheduled: frozenset[str]
    """Words after which "for" names a day: "planned for March"."""
    season_nouns: frozenset[str]
    """Nouns that a season only describes: "the summer recess"."""
    noun_ends: frozenset[str]
    """Words that end a noun phrase."""
    clause_stops: frozenset[str]
    """Phrases that begin another part of the sentence, such as "in accordance with"."""
    stops: frozenset[str]
    """Words before a modal that begin the next clause."""
    modals: frozenset[str]
    working: dict[str, bool]
    """Words before "days": true where weekends and holidays are skipped."""
    seasons: dict[str, tuple[int, int]]
    """First and last month."""
    parts: dict[str, str]
    """Such as "beginning" to "early"; the values are early, mid, late and end."""
    deictic: dict[str, int]
    """Such as "next" to 1: how many periods after the current one."""
    named_days: dict[str, int]
    feasts: dict[str, tuple[int, int]]
    """Days with a name: month and day."""
    movable_feasts: dict[str, str]
    """Feasts on another day each year, with their rule: days after Easter, or month, weekday and which one."""
    prepositions: dict[str, str]
    periods: dict[str, bool]
    anchors: dict[str, str]
    hours: dict[str, str]
    vague: dict[str, str]
    """Phrase to the name of its review rule."""
    cased: frozenset[str]
    references: frozenset[str]
    names_after: frozenset[str]
    counted: frozenset[str]
    past: frozenset[str]
    dated: frozenset[str]
    year_words: frozenset[str]
    fiscal: frozenset[str]
    determiners: frozenset[str]
    number_skips: frozenset[str]
    approximate: frozenset[str]

    @cached_property
    def preposition_phrases(self) -> Phrases:
        """Prepositions by their first word."""
        return Phrases.of(self.prepositions)

    @cached_property
    def few_phrases(self) -> Phrases:
        """Numbers that are none by their first word."""
        return Phrases.of(self.few)

    @cached_property
    def feast_phrases(self) -> Phrases:
        """Days with a name by their first word; each stands for itself."""
        return Phrases.of({name: name for name in (*self.feasts, *self.movable_feasts)})

    @cached_property
    def event_phrases(self) -> Phrases:
        """Openers of events by their first word."""
        return Phrases.of(self.events)

    @cached_property
    def clause_stop_phrases(self) -> Phrases:
        """Beginnings of another part of the sentence by their first word."""
        return Phrases.of(dict.fromkeys(self.clause_stops, ""))

    @cached_property
    def vague_phrases(self) -> Phrases:
        """Vague phrases by their first word."""
        return Phrases.of(self.vague)

    @cached_property
    def anchor_phrases(self) -> Phrases:
        """Anchors by their first word."""
        return Phrases.of(self.anchors)

    @cached_property
    def hour_phrases(self) -> Phrases:
        """Times of day by their first word."""
        return Phrases.of(self.hours)

    @cached_property
    def period_phrases(self) -> Phrases:
        """Introductions of a length of time by their first word."""
        return Phrases.of({phrase: "limit" if limit else "span" for phrase, limit in self.periods.items()})

    @cached_property
    def triggers(self) -> frozenset[str]:
        """Words without one of which a text can hold no time: the cheap first question."""
        tables: Iterable[Iterable[str]] = (
            self.months,
            self.weekdays,
            (unit for unit in self.units if len(unit) > 1),
            self.seasons,
            self.named_days,
            (_rarest(phrase) for phrase in self.vague),
            (_rarest(phrase) for phrase in self.events),
            (phrase.split()[0] for phrase in self.movable_feasts),
            (phrase.split()[0] for phrase in self.feasts if not phrase.startswith("new")),
            (phrase.split()[1].removesuffix("'s") for phrase in self.feasts if phrase.startswith("new")),
            (word for word, shift in self.deictic.items() if shift),
            self.recurring,
            self.recurring_adjectives,
            self.times,
            _ALWAYS,
            (str(year) for year in YEARS),
        )
        return frozenset(word for table in tables for word in table)

    @cached_property
    def returning(self) -> frozenset[str]:
        """Words without one of which nothing in a sentence comes back."""
        also = ("annually", "basis", "each", "every", "time", "times", "yearly")
        return frozenset({*self.each, *self.recurring, *self.recurring_adjectives, *self.times, *also})

    @cached_property
    def period_openers(self) -> frozenset[str]:
        """Words that can begin a point or period of the calendar, its article aside, beside digits."""
        tables: Iterable[Iterable[str]] = (
            self.feast_phrases,
            self.fiscal,
            self.months,
            self.weekdays,
            self.numbers,
            self.ordinals,
            self.parts,
            self.deictic,
            self.named_days,
            self.seasons,
            self.year_words,
            _ALSO_OPEN,
        )
        return frozenset(word for table in tables for word in table)

    @cached_property
    def openers(self) -> frozenset[str]:
        """Words that can begin a time, beside digits."""
        tables: Iterable[Iterable[str]] = (
            self.preposition_phrases,
            self.period_phrases,
            self.vague_phrases,
            self.event_phrases,
            self.few_phrases,
            self.feast_phrases,
            self.fiscal,
            self.months,
            self.weekdays,
            self.numbers,
            self.ordinals,
            self.parts,
            self.deictic,
            self.named_days,
            self.seasons,
            self.each,
            self.times,
            self.recurring,
            self.determiners,
            _ALSO_OPEN,
        )
        return frozenset(word for table in tables for word in table)


# fmt: off
_COMMON = frozenset((
    "a", "an", "any", "as", "at", "by", "can", "for", "from", "i", "in", "is", "of", "on", "our", "over", "that",
    "the", "this", "to", "very", "we", "with", "without", "within", "next", "coming", "few", "and",
))
# fmt: on

_ALWAYS = ("thousand", "q", "h", "th", "st", "nd", "rd", "weekend", "eoy", "eom")
"""Short words of dates: "Q3", "H2", "the 15th"."""


_ALSO_OPEN = (
    "half",
    "\u00bd",
    "q",
    "h",
    "w",
    "week",
    "calendar",
    "year",
    "month",
    "quarter",
    "eoy",
    "eom",
    "day",
)


def _rarest(phrase: str) -> str:
    """The word of a phrase that best tells it: the longest that is not a common one."""
    return max((word for word in phrase.split() if word not in _COMMON), key=len)


def load_time_words(section: Mapping[str, Any]) -> TimeWords:
    """The decoded `[time]` section of a lexicon. Raises msgspec.ValidationError naming the key."""
    return msgspec.convert(section, TimeWords)
