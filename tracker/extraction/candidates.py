"""What triggers raise, rejections judge and slots fill: one possible promise in a sentence."""

from __future__ import annotations

from msgspec import Struct

from tracker.extraction import tags as tag
from tracker.extraction.acts import Act
from tracker.extraction.clauses import find_subject, opener
from tracker.extraction.lazy import lazy
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.parties import Parties, Party
from tracker.extraction.phrases import Subject, noun_phrase
from tracker.extraction.tokens import Tokens
from tracker.model import Strength

_OPENING = 240
"""Characters of a sentence in which its first subject stands."""


class Antecedent(Struct, frozen=True, dict=True):
    """What "they" and "it" at the start of a sentence stand for: the subject of the sentence before."""

    parties: Parties
    lexicon: Lexicon
    sentence: str = ""

    @lazy
    def party(self) -> Party | None:
        """The party that the sentence before was about; None where it does not tell."""
        t = Tokens(self.sentence[:_OPENING], self.lexicon)
        for k in range(1, min(t.size, 24)):
            if t.tags[k] & (tag.FINITE | tag.THIRD):
                subject = find_subject(t, k)
                # "They" and "it" never stand for "we" or "you".
                named = subject and not t.tags[subject.head] & tag.PRONOUN
                return self.parties.of(t, subject) if named else None
        return None

    @lazy
    def person(self) -> Party | None:
        """Whom "he" and "she" stand for: the last person of whom the sentence before speaks, by post or name."""
        t = Tokens(self.sentence[-_OPENING:], self.lexicon)
        for k in range(t.size - 1, -1, -1):
            if t.low[k] in self.parties.people:
                return Party.AUTHOR
            if t.low[k] in self.lexicon.posts and not t.low[k].endswith("s") and (found := noun_phrase(t, k)):
                return self.parties.of(t, found)
        return None


_ANAPHORS = frozenset({"it", "they", "he", "she", "them", "its", "their", "his", "her"})


class Context(Struct, frozen=True):
    """What a sentence cannot tell by itself."""

    parties: Parties
    before: Antecedent
    in_list: bool = False
    """The sentence is an entry under a lead-in."""
    to_all: bool = False
    """The text is a page for everybody, such as a complaints procedure: what it says holds of every case."""


class Candidate(Struct, frozen=True, dict=True):
    """One possible promise. Indices count the words of the sentence."""

    trigger: str
    """Name of the trigger that raised it."""
    tokens: Tokens
    at: int
    """The finite verb or the noun that the trigger stands on."""
    act: Act
    strength: Strength
    context: Context
    given: Subject | None = None
    """The subject, where the trigger itself knows it (inverted clauses)."""
    authored: bool = False
    """The author is bound whatever the subject: "Our plan is to", an entry under "we will:"."""

    @lazy
    def subject(self) -> Subject | None:
        """The subject of the trigger's verb."""
        if self.given or self.authored:
            return self.given
        found = find_subject(self.tokens, self.at)
        return found and self.context.parties.trim(self.tokens, found)

    @lazy
    def party(self) -> Party:
        """Whom the subject names."""
        if self.authored:
            return Party.AUTHOR
        if self.subject is None:
            # "Will look into it and write": notes leave out "I".
            noted = self.at == 0 and self.tokens.low[0] == "will"
            return Party.AUTHOR if self.context.in_list or noted else Party.THING
        return self.context.parties.of(self.tokens, self.subject, self.antecedent)

    @lazy
    def antecedent(self) -> Party | None:
        """What "it" or "they" stands for: the subject of an earlier clause, or of the sentence before."""
        t, subject = self.tokens, self.subject
        if subject is None or _ANAPHORS.isdisjoint(
            (*t.low[subject.start : subject.head + 1], t.low[subject.end - 1])
        ):
            return None
        for k in range(subject.start - 1, 0, -1):
            finite = t.tags[k] & (tag.FINITE | tag.THIRD) and t.low[k] not in {
                "be",
                "been",
                "being",
                "having",
            }
            if finite and (earlier := find_subject(t, k)) and not t.tags[earlier.head] & tag.PRONOUN:
                return self.context.parties.of(t, earlier)
        if t.low[subject.head] in {"he", "she"} and (person := self.context.before.person):
            return person
        return self.context.before.party

    @lazy
    def opener(self) -> int | None:
        """The word that introduces the clause: "that", "if"; None in a main clause."""
        if self.subject is None or self.authored:
            return None
        return opener(self.tokens, self.subject.start)

    @lazy
    def universal(self) -> bool:
        """As in "No worker will", "nobody will", "nor will any worker": an abstention by its subject."""
        if self.subject is None:
            return False
        first = self.tokens.low[self.subject.start]
        if first == "neither":  # "Neither participant will", not "neither the court nor the police will"
            return self.party is not Party.OTHER and "nor" not in self.tokens.low[: self.at]
        if first == "nothing" and not self.act.passive:
            return False  # "Nothing will bring them back"
        return first in self.tokens.lexicon.subjects.universal

    @lazy
    def negated(self) -> bool:
        """Whether the promise is not to act."""
        return self.act.negated or self.universal or self.tokens.at(self.at - 1) in {"nor", "neither"}

    @property
    def first_person(self) -> bool:
        """Whether the subject is "we" or "I"."""
        return self.subject is not None and self.tokens.low[self.subject.head] in {"we", "i"}

    def has_modal(self) -> bool:
        """Whether the trigger stands on "will" or its kin."""
        return bool(self.tokens.tags[self.at] & tag.MODAL)
