"""What a letter asks of its reader: requests, needs, and conditions that the reader must fulfil.

A pattern finds the asking words, courtesy is turned away, then the quote is cut: the whole sentence, or the
asking clause where something else leads up to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from tracker.extraction.sentences import Sentence
from tracker.extraction.wordings import any_of, telling
from tracker.model import FoundAsk, ZoneKind


class AskWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section `[asks]`. Phrases in lower case; they match in any case."""

    authors: tuple[str, ...]
    """Who asks."""
    adverbs: tuple[str, ...]
    """What may stand between author and verb."""
    please: tuple[str, ...]
    asking_verbs: tuple[str, ...]
    """Verbs that ask by themselves: "we request a copy"."""
    wishing_verbs: tuple[str, ...]
    """Verbs that ask where the reader is their subject: "we hope you will"."""
    needing_verbs: tuple[str, ...]
    needed: tuple[str, ...]
    """Nouns for what a reader can supply."""
    grateful: tuple[str, ...]
    """What an author would be, if the reader did something."""
    courtesy_openers: tuple[str, ...]
    """What makes a polite phrase of the request after it."""
    third_person: tuple[str, ...]
    """How an organisation asks under its own name."""
    helpful: tuple[str, ...]
    """What it would be."""
    reader_duties: tuple[str, ...]
    """How a letter puts a request as the reader's duty."""
    supplying_verbs: tuple[str, ...]
    conditions: tuple[str, ...]
    """Openers of a condition that binds the reader."""
    courtesies: tuple[str, ...]
    """What makes a polite phrase of it."""
    mild_verbs: tuple[str, ...]
    """After "hope you will": nothing that can be supplied or done."""
    openers: tuple[str, ...]
    """What opens a sentence and belongs to the request in it."""
    calling: tuple[str, ...]
    """How an author asks a body by its name: "we call on the Forum to"."""
    fulfilled: tuple[str, ...]
    """What the reader does to fulfil a condition: "provided that it reaches us"."""
    tails: tuple[str, ...]
    """What ends the request: a pointer to where it is set out."""
    callers: tuple[str, ...]
    """Those who come to the author on the reader's side: "visitors", "its members"."""
    papers: tuple[str, ...]
    """What a reader hands in: "claims are to be submitted"."""
    handed_in: tuple[str, ...]
    """How it is handed in."""


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    """A sentence without a word of each set holds no match: a cheap question before the pattern."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    rules: tuple[_Rule, ...]
    hints: frozenset[str]
    """Every ask has one of these words."""
    courtesy: re.Pattern[str]
    courtesy_before: re.Pattern[str]
    opener: re.Pattern[str]
    tail: re.Pattern[str]


_OWN = frozenset({ZoneKind.BODY, ZoneKind.BULLET, ZoneKind.TABLE, ZoneKind.FOOTNOTE})
_SHOWING = frozenset({"presentation", "production", "submission"})
_LONGEST = 3000
"""Characters of a sentence that are read."""


def find_asks(text: str, sentences: Sequence[Sentence], words: AskWords) -> tuple[FoundAsk, ...]:
    """The asks of a letter, in order, at most one a sentence. Under a lead-in that asks, each bullet is one."""
    known = _patterns(words)
    found: list[FoundAsk] = []
    leading: dict[int, FoundAsk] = {}
    for at, sentence in enumerate(sentences):
        if sentence.zone not in _OWN or _restates(text, sentence.start):
            continue
        ask = _ask_in(text, sentence, known)
        if ask is not None:
            found.append(ask)
            if sentence.view.text.endswith(":"):
                leading[at] = ask
        elif sentence.lead_in in leading:
            lead = leading[sentence.lead_in]
            if lead in found:
                found.remove(lead)
            found.append(
                FoundAsk(text[sentence.start : sentence.end], sentence.start, sentence.end, lead.rule)
            )
    return tuple(found)


_RESTATED = re.compile(
    r"\W*(?:q|question|query|request|recommendation|point)\s?(?:no\.? ?)?\d{0,3}[.:)]", re.IGNORECASE
)


def _restates(text: str, start: int) -> bool:
    """As in "Q2. Please supply the list": a question of the other side, repeated before its answer."""
    line = text.rfind("\n", 0, start) + 1
    return _RESTATED.match(text, max(line, start - 40), start + 40) is not None


def _ask_in(text: str, sentence: Sentence, known: _Patterns) -> FoundAsk | None:
    cleaned = sentence.view.text[:_LONGEST]
    spoken = sentence.view.words
    if known.hints.isdisjoint(spoken):
        return None
    for rule, match in _matches(cleaned, spoken, known):
        polite = known.courtesy.search(cleaned, match.start())
        far = polite is None or polite.start() > match.end() + 40
        if far and known.courtesy_before.search(cleaned, 0, match.start()) is None:
            i, j = _cut(cleaned, match, known, rule)
            start, end = sentence.view.span(i, j)
            return FoundAsk(text[start:end], start, end, rule)
    return None


def _matches(cleaned: str, spoken: frozenset[str], known: _Patterns) -> Iterator[tuple[str, re.Match[str]]]:
    for rule in known.rules:
        if not any(map(spoken.isdisjoint, rule.needs)):
            for match in rule.pattern.finditer(cleaned):
                yield rule.name, match


def _cut(cleaned: str, match: re.Match[str], known: _Patterns, rule: str) -> tuple[int, int]:
    """From the asking words, or from the sentence's start where what leads up belongs to the request."""
    whole = rule != "condition" and (match.start() < 15 or known.opener.match(cleaned) is not None)
    start = 0 if whole else match.start()
    tail = known.tail.search(cleaned, match.end())
    end = tail.start() if tail else len(cleaned)
    if rule == "condition" and match.start() < 3 and (comma := cleaned.find(",", match.end())) > 0:
        end = min(end, comma)
    if not whole or tail:
        end = start + len(cleaned[start:end].rstrip(" .,;"))
    return start, end


@lru_cache(maxsize=4)
def _patterns(words: AskWords) -> _Patterns:
    author = rf"\b(?:{any_of(words.authors)})(?:'d|'ll)?(?:\s(?:{any_of(words.adverbs)})){{0,3}}\s"
    please, needed = any_of(words.please), any_of(words.needed)
    supply = any_of(words.supplying_verbs)
    named = r"(?:the\s)?(?-i:[A-Z])[\w'-]+(?:\s(?:(?-i:[A-Z])[\w'-]+|for|of|and|the)){0,5}"
    will = rf"(?:will|would|can|could|may|might)(?:,[^,]{{2,40}},)?\s(?!(?:{any_of(words.mild_verbs)})\b)"
    third = (
        rf"^(?!(?:your?|they|he|she|if|when|where|as)\b)(?:[\w'-]+,?\s){{1,8}}?(?:{any_of(words.calling)})"
    )
    done = any_of(words.fulfilled)
    rules = {
        "need": rf"{author}(?:{any_of(words.needing_verbs)})\s(?:from you|(?:[\w'-]+\s){{0,4}}?(?:{needed})\b)",
        "wish": rf"{author}(?:{any_of(words.wishing_verbs)})\s(?:that\s)?you(?:r\s\w+(?:\s\w+)?)?\s"
        rf"(?:will|would|can|could|to|may|might|are able to|do|be)\s(?!(?:{any_of(words.mild_verbs)})\b)",
        "request": rf"{author}(?:{any_of(words.asking_verbs)})\b(?! for your)"
        rf"|^(?!your\b)(?:\w+ ){{1,8}}?(?:{any_of(words.adverbs)})? ?(?:{any_of(words.third_person)})\s(?:it\s)?(?:that|if|you|receiving|to (?:receive|have|know|learn|hear))\b",
        "please": rf"(?:^|[,;:(-]\s?|\b(?:and|but|so|then|or|you|he|she|they|also|therefore|could|would|can)\s)(?:{please})\s\w",
        "grateful": rf"(?:\b(?:{any_of(words.authors)})(?:'d|\s(?:would|should|will))\s(?:(?:{any_of(words.adverbs)})\s){{0,2}}|^)(?:{any_of(words.grateful)})\s(?:very much\s|greatly\s)?(?:it\s)?(?:if|for|your|you|to\s(?:receive|have|hear|know)|receiving|a\b|any\b|the\b)",
        "helpful": rf"\bit(?:\swould|'d|\swill)\s(?:\w+\s){{0,2}}?(?:{any_of(words.helpful)})\b(?:\s\w+){{0,6}}?\s(?:if|for you|to (?:know|have|receive|learn|hear))\b",
        "question": rf"(?:^|\b(?:and|so|but|,)\s)(?:could|can|would|will|may we ask|might)\s(?:you|your\s\w+)\s(?:\w+ly\s)?(?:{supply})\b|\bcould\s(?:he|she|they|your\s\w+|you)\s(?:{please})\b",
        "duty": rf"\byou\s(?:{any_of(words.reader_duties)})\s(?:{supply})\b|\byou\s(?:are|were)\s(?:\w+ly\s)?(?:requested|asked|invited|required)\sto\b",
        "imperative": rf"^(?!let (?:me|us) (?!have|know|see)|give (?:me|us) (?:until|till|time))(?:{supply})\s(?:us|me|your|the\s(?:names?|details?|documents?)|(?:it|them|this|that)\s(?:to|with)\s(?:us|me))\b"
        rf"|\bdo\s(?:{supply})\s(?:us|me|it|them)\b|\b(?:{supply})\b[^.;:?]{{0,40}},\s(?:{please})\b",
        "announced": r"\b(?:one|our|my|only|small|final|last)\s(?:\w+\s)?(?:request|favour|plea)\b[^:.;?]{0,40}:\s\w"
        rf"|\b(?:all|what|the one thing)\s(?:{any_of(words.authors)})\s(?:\w+\s)?(?:ask|need|want|request)\s(?:of you\s|from you\s)?is\b"
        r"|\byou\s(?:can|could)\shelp\s(?:us\s|me\s)?by\b",
        "awaited": rf"\byour\s[\w-]+(?:\s[\w-]+){{0,4}}?\s(?:is|are)\s(?:\w+ly\s)?(?:requested|invited|sought|required|awaited)\b"
        rf"|\b(?:{needed})\b[^.;?]{{0,40}}\swould\s(?:also\s)?be\s(?:\w+\s)?(?:{any_of(words.helpful)}|welcome)\b",
        "callers": rf"(?:\byour\s[\w-]+|\b(?:{any_of(words.callers)})\b[^.;:?]{{0,40}}|^(?-i:The\s[A-Z])[\w'-]+(?:\s[\w'-]+){{0,4}}?)\s(?:is|are)\s(?:\w+ly\s)?(?:requested|asked|invited|urged|begged)\s(?:not\s)?to\s\w"
        rf"|\b(?:{any_of(words.callers)})\b[^.;:?]{{0,40}}?\s(?:must|should|need to|are to)\s(?:not\s)?(?:{supply}|carry|present|attend|wear|arrive)\b",
        "papers": rf"\b(?:{any_of(words.papers)})\b(?:\s[\w'-]+){{0,5}}?\s(?:are to|is to|must|should|need to|have to)\sbe\s(?:{any_of(words.handed_in)})\b",
        "polite question": rf"\b(?:perhaps|maybe|(?:wonder|wondering)\s(?:if|whether))\syou\s(?:could|can|might|would)\s(?:\w+ly\s)?(?:{supply})\b"
        r"|\b(?:would|could|will)\syou\s(?:please\s)?be\s(?:so|good|kind)\b|^(?:\w+\s)?(?:grateful|obliged|thankful)\s(?:if|for)\syour?\b",
        "condition": rf"\b(?:{any_of(words.conditions)})\syou(?:r)?\b"
        r"|\b(?:against|upon|on)\s(?:the\s)?(?:presentation|production|submission)\sof\s(?:the|this|that|your)\s\w+"
        rf"|\b(?:provided|providing|on (?:the )?condition|on (?:the )?understanding)(?:\sthat)?\s(?!we\b|i\b)(?:[\w'-]+\s){{1,9}}?(?:{done})\b",
        "named wish": rf"{author}(?:hope|trust|expect|wish)(?:,\s?\w+,)?\s(?:that\s)?{named},?\s{will}",
        "named request": rf"(?:{author}(?:{any_of(words.calling)})|{third})\s{named}(?:,[^,]{{2,60}},)?\sto\s\w",
        "named question": rf"(?:^|\b(?:and|so|but|,)\s)(?:could|would|can|might)\s{named}\s(?:\w+ly\s)?(?:{supply})\b",
        "instruction": rf"^(?:if|should|where|when|once)\syou\b[^.;]{{3,160}}?,\s(?:then\s)?(?:{supply})\s(?!in touch)(?:to|us|me|the|your|it|in|on|at|a|an)\b",
    }
    needs = _needs(words)
    hints = [
        *words.calling,
        *words.third_person,
        "provided",
        "providing",
        "condition",
        "could",
        *words.please,
        *words.authors,
        "you",
        "your",
        "it",
        *words.supplying_verbs,
        *words.callers,
        *words.papers,
        *words.helpful,
        *_SHOWING,
        "requested",
        "request",
        "welcome",
        "grateful",
        "obliged",
    ]
    return _Patterns(
        rules=tuple(
            _Rule(rule, re.compile(pattern, re.IGNORECASE), needs[rule]) for rule, pattern in rules.items()
        ),
        hints=telling(hints),
        courtesy_before=re.compile(rf"\b(?:{any_of(words.courtesy_openers)})\b", re.IGNORECASE),
        courtesy=re.compile(rf"\b(?:{any_of(words.courtesies)})\b", re.IGNORECASE),
        opener=re.compile(rf"(?:{any_of(words.openers)})\b", re.IGNORECASE),
        tail=re.compile(rf",?\s(?:{any_of(words.tails)})\b", re.IGNORECASE),
    )


def _needs(words: AskWords) -> dict[str, tuple[frozenset[str], ...]]:
    """For each rule the words that its pattern cannot match without."""
    authors, supply, calling = (
        telling(phrases) for phrases in (words.authors, words.supplying_verbs, words.calling)
    )
    you = frozenset({"you", "your"})
    return {
        "need": (authors, telling(words.needing_verbs)),
        "wish": (authors, telling(words.wishing_verbs), you),
        "request": (telling(words.asking_verbs) | telling(words.third_person),),
        "please": (telling(words.please),),
        "grateful": (telling(words.grateful),),
        "helpful": (frozenset({"it"}), telling(words.helpful)),
        "question": (
            frozenset({"could", "can", "would", "will", "may", "might"}),
            supply | telling(words.please),
            you | telling(words.please),
        ),
        "duty": (
            you,
            telling(words.reader_duties) | {"requested", "asked", "invited", "required"},
        ),
        "imperative": (
            supply,
            frozenset("us me your name names detail details document documents it them".split())  # noqa: SIM905
            | telling(words.please),
        ),
        "condition": (
            telling(words.conditions) | {"provided", "providing", "condition", "understanding"} | _SHOWING,
            you | telling(words.fulfilled) | _SHOWING,
        ),
        "announced": (frozenset({"request", "favour", "plea", "ask", "need", "want", "help"}),),
        "awaited": (
            frozenset({"your", "would"}),
            frozenset({"requested", "invited", "sought", "required", "awaited", "welcome"})
            | telling(words.helpful),
        ),
        "callers": (
            frozenset({"is", "are", "must", "should", "need"}),
            telling(words.callers) | {"your", "the"},
            frozenset({"requested", "asked", "invited", "urged", "begged", "must", "should", "need", "are"}),
        ),
        "papers": (telling(words.papers), frozenset({"be"}), telling(words.handed_in)),
        "polite question": (frozenset({"perhaps", "maybe", "wonder", "wondering", "you", "your"}),),
        "named wish": (authors, frozenset({"hope", "trust", "expect", "wish"})),
        "named request": (calling, frozenset({"to"})),
        "named question": (frozenset({"could", "would", "can", "might"}), supply),
        "instruction": (frozenset({"if", "should", "where", "when", "once"}), you, supply),
    }
