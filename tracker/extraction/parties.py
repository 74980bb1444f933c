"""Who a subject is: the letter's author, its reader, somebody else, or no party at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.phrases import Subject
from tracker.extraction.tokens import Tokens


class Party(Enum):
    """Whom the words name."""

    AUTHOR = "author"
    READER = "reader"
    OTHER = "third party"
    THING = "no party"


@dataclass(frozen=True, slots=True)
class Parties:
    """The names and nouns by which one letter speaks of its author."""

    names: frozenset[str]
    """Lower-case names: whole, without legal form, short, acronyms, defined aliases."""
    nouns: frozenset[str]
    """Nouns such as "company" that mean the author when they stand with "the"."""
    bodies: frozenset[str]
    """Nouns and acronyms of bodies that the letter says its author sets up or engages."""
    people: frozenset[str] = frozenset()
    """Surnames that the letter introduces with a post in the author's house."""

    def of(  # noqa: PLR0911 - one answer a case
        self, t: Tokens, subject: Subject | None, antecedent: Party | None = None
    ) -> Party:
        """The party that `subject` names; `antecedent` is what "they" and "it" stand for."""
        if subject is None:
            return Party.AUTHOR
        words = t.low[subject.start : subject.end]
        head = t.low[subject.head]
        post = head.partition("-")[0]
        head = post if post in t.lexicon.subjects.own_roles and "-general" in head else head
        if len(words) == 1 and t.tags[subject.head] & tag.PRONOUN:
            return _pronoun(head, antecedent)
        if head == "general" and t.at(subject.head - 1) in {"consulate", "consul", "directorate"}:
            head = t.low[subject.head - 1]
        if head == "undersigned" or (head in {"parties", "signatories"} and "this" in words):
            return Party.AUTHOR
        if words[0] in {"whoever", "whichever"} and not t.lexicon.subjects.handling.isdisjoint(
            t.base(k) for k in range(subject.start, subject.end)
        ):
            return Party.AUTHOR
        if words[0] == "whose":
            return antecedent or Party.OTHER
        if words[0] in _ANAPHORIC and "of" in words and "them" in words:
            return antecedent or Party.OTHER
        return self._phrase(t, subject, words, head, antecedent)

    def trim(self, t: Tokens, subject: Subject) -> Subject:
        """The author's name alone where a heading or an adjunct ran into it: "Our plan Halvorsen will"."""
        for name in self.names:
            size = len(re.findall(r"[\w&]+(?:[-'][\w&]+)*", name))
            start = subject.end - size
            if start <= subject.start or " ".join(t.low[start : subject.end]) != name:
                continue
            if not t.is_(start - 1, tag.PREPOSITION | tag.DETERMINERS | tag.JOINER) and not t.low[
                start - 1
            ].endswith("'s"):
                return replace(subject, start=start, head=subject.end - 1)
        last = subject.end - 1
        joined = last - 2 > subject.start and t.is_(last - 2, tag.JOINER)
        if joined and t.low[last - 1] == "the" and t.low[last] in self.nouns:
            return replace(subject, start=last - 1, head=last)
        return subject

    def _phrase(  # noqa: PLR0911 - one answer a case
        self, t: Tokens, subject: Subject, words: list[str], head: str, antecedent: Party | None
    ) -> Party:
        lexicon = t.lexicon.subjects
        if words[0] == "this" and (head in t.lexicon.agents or head in lexicon.parts):
            return Party.AUTHOR
        if subject.relative and self._apposed(t, subject):
            return Party.AUTHOR
        if words[0] == "your":
            return Party.READER if head in t.lexicon.agents else Party.THING
        lead = t.low[subject.start : subject.head + 1]
        if self._named(" ".join(lead)) or not self.bodies.isdisjoint(
            {head, " ".join(lead).removeprefix("the ")}
        ):
            return Party.AUTHOR
        if self._inner_of(t, subject) or head in self.people:
            return Party.AUTHOR
        if not _FIRST_PERSON.isdisjoint(lead):
            return self._own(t, subject, words, head)
        if (
            t.at(subject.end) == ","
            and t.at(subject.end + 1) == "who"
            and not _OURS.isdisjoint(t.low[subject.end + 2 : subject.end + 6])
        ):
            return Party.AUTHOR  # "Ms Hale, who runs our Lagos desk, has agreed to"
        if any(words[k] == "," and words[k + 1] in _OURS for k in range(len(words) - 1)):
            return Party.AUTHOR
        if head in lexicon.own_roles and words[0] in {"its", "their", "his", "her"}:
            return antecedent or Party.OTHER
        return self._by_noun(t, subject, head)

    def _by_noun(self, t: Tokens, subject: Subject, head: str) -> Party:  # noqa: C901, PLR0911 - one answer a case
        """By the head noun alone: a body, a role, one of the others, or a thing."""
        lexicon = t.lexicon.subjects
        lead = t.low[subject.start : subject.head]
        if self._of_the_state(t, subject, lead):
            return Party.AUTHOR
        if head in t.lexicon.insiders and (owner := next((w for w in lead if w.endswith("'s")), "")):
            return Party.AUTHOR if self._owns(t, subject, owner.removesuffix("'s")) else Party.OTHER
        if head in lexicon.organisation_nouns or head in self.nouns:
            inner = head in lexicon.parts and t.low[subject.start] == "the" and self._is_part(t, subject)
            named = inner and subject.head - subject.start > 1
            return Party.AUTHOR if named else self._organisation(t, subject, head)
        if _seated(t, subject, head):
            return Party.AUTHOR
        if head in lexicon.third_parties or (
            head not in lexicon.own_roles and head + "s" in lexicon.third_parties
        ):
            return Party.OTHER
        if head in lexicon.parts and self._is_part(t, subject):
            return Party.AUTHOR
        if head in lexicon.own_roles:
            return Party.OTHER if self._foreign(t, subject) else Party.AUTHOR
        if t.low[subject.start] in lexicon.titles and t.tags[subject.head] & tag.CAPITAL:
            return Party.AUTHOR
        if self._some_person(t, subject, head):
            return Party.AUTHOR
        if t.tags[subject.head] & tag.NAME and subject.head > 0:
            return Party.OTHER
        return Party.THING

    def _owns(self, t: Tokens, subject: Subject, owner: str) -> bool:
        """As in "the Bank's auditors", "Halvorsen's managers": whether the owner is the author."""
        first = t.low[subject.start].removesuffix("'s") == owner
        return (
            self._in_names(owner) or owner in self.nouns or (first and owner in t.lexicon.subjects.own_roles)
        )

    def _of_the_state(self, t: Tokens, subject: Subject, lead: list[str]) -> bool:
        """As in "the Navy is to", "the Coastal Agency will" where a government writes: its bodies act for it."""
        lexicon = t.lexicon.subjects
        if not self.nouns >= lexicon.governed or t.low[subject.head] not in lexicon.state_bodies:
            return False
        foreign = not lexicon.not_of_the_state.isdisjoint(lead)
        owned = any(word.endswith("'s") or word in {"your", "their", "his", "her"} for word in lead)
        return not (foreign or owned or self._elsewhere(t, subject))

    def _elsewhere(self, t: Tokens, subject: Subject) -> bool:
        """As in "the Department for Oslo": a name follows that is not the author's."""
        after = subject.head + 1
        placed = t.at(after) in {"of", "for", "in", "from"} and t.is_(after + 1, tag.NAME)
        return bool(placed) and not self._in_names(t.at(after + 1))

    def _apposed(self, t: Tokens, subject: Subject) -> bool:
        """As in "our external counsel, Dorrell Quaye, who are to": "our" tells whose they are."""
        if t.at(subject.start - 1) != ",":
            return False
        before = t.low[max(subject.start - 8, 0) : subject.start - 1]
        return not _OURS.isdisjoint(before) and before[-1] in t.lexicon.insiders

    def _is_part(self, t: Tokens, subject: Subject) -> bool:
        """As in "the Professional Standards Unit", "the Chief Constable", "all ward managers"."""
        lexicon = t.lexicon.subjects
        lead = t.low[subject.start : subject.head]
        outside = [word for word in lead if word in lexicon.outside_names and not self._in_names(word)]
        owned = any(word.endswith("'s") for word in lead)
        named = any(t.tags[k] & tag.CAPITAL for k in range(subject.start + 1, subject.head + 1))
        if named and "company" in self.nouns and t.low[subject.head] in lexicon.states_own:
            return False
        if outside or owned or t.low[subject.start] in {"their", "his", "her"}:
            return False
        if any(word in lexicon.third_parties for word in lead):
            return False
        after = subject.head + 1
        placed = t.at(after) in {"of", "for", "in", "from", "at"} and t.is_(after + 1, tag.NAME)
        return not placed or self._in_names(t.at(after + 1))

    def _some_person(self, t: Tokens, subject: Subject, head: str) -> bool:
        """As in "a human being", "two engineers", "an outside assessor": whom the author sends, unnamed."""
        first = subject.start
        lead = t.low[first : subject.head]
        one = not _ONE.isdisjoint(lead) or t.tags[first] & (tag.NUMBER | tag.QUANTIFIER)
        if not one or not _NO_ONE_SENT.isdisjoint(lead):
            return False
        return head in t.lexicon.subjects.persons or _names_agent(t, head)

    def _inner_of(self, t: Tokens, subject: Subject) -> bool:
        """As in "the General Inspectorate of the Ministry": a part of the author."""
        k = subject.head + 1
        return (
            t.at(k) == "of"
            and t.at(k + 1) in {"the", "our"}
            and k + 2 < subject.end
            and t.low[k + 2] in self.nouns
        )

    def _own(self, t: Tokens, subject: Subject, words: list[str], head: str) -> Party:
        lexicon = t.lexicon.subjects
        if head in lexicon.own_people:
            return Party.AUTHOR
        if head == "client":
            return Party.AUTHOR  # who writes "our client" speaks for it
        if head in lexicon.third_parties and "we" not in words:
            return Party.AUTHOR if _seated(t, subject, head) else Party.OTHER
        agent = head in t.lexicon.agents or "i" in words or _names_agent(t, head)
        named = (
            t.tags[subject.head] & tag.NAME or head in {"everyone", "everybody"} or head in lexicon.own_places
        )
        return Party.AUTHOR if agent or named else Party.THING

    def _organisation(self, t: Tokens, subject: Subject, head: str) -> Party:
        """As in "the Bank", "the management": the author's own, or another house."""
        lexicon = t.lexicon.subjects
        before = t.at(subject.head - 1)
        if t.low[subject.start] in {"a", "an"} and head in lexicon.own_roles:
            return Party.AUTHOR
        if head in lexicon.committees and before in lexicon.committees_of_others:
            return Party.OTHER
        definite = t.low[subject.start] in {"the", "this", "both"}
        modified = self._foreign(t, subject)
        if head in self.nouns and not modified:
            return Party.AUTHOR
        inner = head in lexicon.inner_bodies or (head in lexicon.committees and before in lexicon.functions)
        if head in lexicon.own_roles and inner and definite and not modified:
            return Party.AUTHOR
        return Party.OTHER

    def _foreign(self, t: Tokens, subject: Subject) -> bool:
        """A capitalised word of no own name before the head, or a place or body after it: "the School Board"."""
        lexicon = t.lexicon.subjects
        for k in range(subject.start, subject.head):
            capital = t.tags[k] & tag.CAPITAL and not t.tags[k] & tag.DETERMINERS and k > 0
            if (
                capital
                and t.low[k] not in self.nouns
                and not self._in_names(t.low[k])
                and t.low[k] not in lexicon.neutral_names
                and not (t.low[k] in lexicon.functions and t.low[subject.head] in lexicon.committees)
            ):
                return t.low[k] not in lexicon.own_roles
        if t.low[subject.head] in lexicon.governed and self.nouns >= lexicon.governed:
            return False
        after = subject.head + 1
        if t.at(after) == "of" and t.is_(after + 1, tag.NAME):
            return not self._in_names(t.at(after + 1))
        others = lexicon.third_parties
        return any(
            t.low[k] == "of"
            and t.low[k + 1] == "the"
            and t.low[k + 2] in others
            and t.low[k + 2] not in self.nouns
            for k in range(after, subject.end - 2)
        )

    def _named(self, lead: str) -> bool:
        lead = lead.removeprefix("the ")
        return any(lead == name or (lead.startswith(name + " ") and len(name) > 2) for name in self.names)

    def _in_names(self, word: str) -> bool:
        return any(word in name.split() for name in self.names)


_ANAPHORIC = frozenset(
    ["all", "both", "some", "most", "none", "one", "two", "three", "each", "many", "several", "any"]
)


_OURS = frozenset({"our", "my"})
_FIRST_PERSON = frozenset({"our", "my", "we", "us"})
_ONE = frozenset({"a", "an", "another", "one"})
_NO_ONE_SENT = frozenset(
    ["no", "any", "your", "some", "many", "most", "few", "several", "all", "every", "each", "both"]
)
"""With these a noun names people at large, rather than somebody whom the author sends."""


def _seated(t: Tokens, subject: Subject, head: str) -> bool:
    """As in "our board member": of the author's house."""
    return head in {"member", "members"} and t.at(subject.head - 1) in t.lexicon.subjects.seats


def _names_agent(t: Tokens, head: str) -> bool:
    """Whether a noun's ending names somebody who acts: "ecologist", "archivist", "surveyor"."""
    head = head.removesuffix("s")
    return (
        head.endswith(("er", "or", "ist", "ant", "ian", "eer", "yst"))
        and head not in t.lexicon.subjects.not_agents
    )


def _pronoun(word: str, antecedent: Party | None) -> Party:
    if word in {"we", "i", "us", "me"}:
        return Party.AUTHOR
    if word == "you":
        return Party.READER
    return antecedent or (Party.THING if word == "it" else Party.OTHER)
