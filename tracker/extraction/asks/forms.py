"""The forms in which a letter asks, made of the lexicon's words.

To add one, write it as `Written` beside its kin: the rule that a reader sees, the words that it cannot do without, the
pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from tracker.extraction.asks.words import AskWords
from tracker.extraction.wordings import Telltales, any_of, telling


class Written(NamedTuple):
    """One way to ask, and the rule under which a reader sees it."""

    rule: str
    needs: tuple[frozenset[str], ...]
    """A sentence without a word of each of these holds no match."""
    pattern: str
    """Matches in any case."""


class Form:
    """One way to ask, compiled when a sentence first meets its needs: a short letter needs few of them."""

    def __init__(self, written: Written, telltales: Telltales) -> None:
        self.rule = written.rule
        self.needs = telltales.mask(written.needs)
        """The needs as `telltales` numbers them: a cheap question before the pattern."""
        self._written = written.pattern

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the form matches."""
        return re.compile(self._written, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskPatterns:
    """The words compiled."""

    telltales: Telltales
    forms: tuple[Form, ...]
    """In the order in which they are tried."""
    courtesy: re.Pattern[str]
    courtesy_before: re.Pattern[str]
    opener: re.Pattern[str]
    tail: re.Pattern[str]


@lru_cache(maxsize=4)
def ask_patterns(words: AskWords) -> AskPatterns:
    """Compile the words."""
    telltales = Telltales()
    return AskPatterns(
        telltales=telltales,
        forms=tuple(
            Form(written, telltales) for written in (*_by_author(words), *_to_reader(words), *_by_name(words))
        ),
        courtesy_before=re.compile(rf"\b(?:{any_of(words.courtesy_openers)})\b", re.IGNORECASE),
        courtesy=re.compile(rf"\b(?:{any_of(words.courtesies)})\b", re.IGNORECASE),
        opener=re.compile(rf"(?:{any_of(words.openers)})\b", re.IGNORECASE),
        tail=re.compile(rf",?\s(?:{any_of(words.tails)})\b", re.IGNORECASE),
    )


_YOU = frozenset({"you", "your"})
_MODAL = frozenset({"will", "would", "can", "could", "may", "might"})
_ARE = frozenset({"is", "are"})
_ASKED = frozenset({"requested", "asked", "invited"})


def _author(words: AskWords) -> str:
    return rf"\b(?:{any_of(words.authors)})(?:'d|'ll)?(?:\s(?:{any_of(words.adverbs)})){{0,3}}\s"


def _by_author(words: AskWords) -> Iterator[Written]:
    """What the author needs, hopes for and requests."""
    author, authors = _author(words), telling(words.authors)
    please, needed = any_of(words.please), any_of(words.needed)
    yield Written(
        "need",
        (authors, telling(words.needing_verbs), telling(words.needed) | {"from"}),
        rf"{author}(?:{any_of(words.needing_verbs)})\s(?:from you|(?:[\w'-]+\s){{0,4}}?(?:{needed})\b)",
    )
    yield Written(
        "wish",
        (authors, telling(words.wishing_verbs), _YOU),
        rf"{author}(?:{any_of(words.wishing_verbs)})\s(?:that\s)?you(?:r\s\w+(?:\s\w+)?)?\s"
        rf"(?:will|would|can|could|to|may|might|are able to|do|be)\s(?!(?:{any_of(words.mild_verbs)})\b)",
    )
    yield Written(
        "request",
        (authors, telling(words.asking_verbs)),
        rf"{author}(?:{any_of(words.asking_verbs)})\b(?! for your)",
    )
    yield Written(
        "request",
        (telling(words.third_person), frozenset({"that", "if", "you", "receiving", "to"})),
        rf"^(?!your\b)(?:\w+ ){{1,8}}?(?:{any_of(words.adverbs)})? ?(?:{any_of(words.third_person)})\s(?:it\s)?"
        r"(?:that|if|you|receiving|to (?:receive|have|know|learn|hear))\b",
    )
    yield Written(
        "please",
        (telling(words.please),),
        rf"(?:^|[,;:(-]\s?|\b(?:and|but|so|then|or|you|he|she|they|also|therefore|could|would|can)\s)(?:{please})\s\w",
    )
    yield Written(
        "grateful",
        (telling(words.grateful), frozenset("if for your you to receiving a any the".split())),  # noqa: SIM905
        rf"(?:\b(?:{any_of(words.authors)})(?:'d|\s(?:would|should|will))\s(?:(?:{any_of(words.adverbs)})\s){{0,2}}|^)"
        rf"(?:{any_of(words.grateful)})\s(?:very much\s|greatly\s)?(?:it\s)?"
        r"(?:if|for|your|you|to\s(?:receive|have|hear|know)|receiving|a\b|any\b|the\b)",
    )
    yield Written(
        "helpful",
        (frozenset({"it"}), telling(words.helpful), frozenset({"if", "for", "to"})),
        rf"\bit(?:\swould|'d|\swill)\s(?:\w+\s){{0,2}}?(?:{any_of(words.helpful)})\b(?:\s\w+){{0,6}}?\s"
        r"(?:if|for you|to (?:know|have|receive|learn|hear))\b",
    )


def _to_reader(words: AskWords) -> Iterator[Written]:
    """What the reader is told, asked or expected to do."""
    please, needed, supply = any_of(words.please), any_of(words.needed), any_of(words.supplying_verbs)
    callers, authors = any_of(words.callers), any_of(words.authors)
    pleased, supplied = telling(words.please), telling(words.supplying_verbs)
    yield Written(
        "question",
        (_MODAL, _YOU, supplied),
        rf"(?:^|\b(?:and|so|but|,)\s)(?:could|can|would|will|may we ask|might)\s(?:you|your\s\w+)\s(?:\w+ly\s)?(?:{supply})\b",
    )
    yield Written(
        "question",
        (frozenset({"could"}), pleased),
        rf"\bcould\s(?:he|she|they|your\s\w+|you)\s(?:{please})\b",
    )
    yield Written(
        "duty",
        (_YOU, telling(words.reader_duties), supplied),
        rf"\byou\s(?:{any_of(words.reader_duties)})\s(?:{supply})\b",
    )
    yield Written(
        "duty",
        (_YOU, frozenset({"are", "were"}), _ASKED | {"required"}),
        r"\byou\s(?:are|were)\s(?:\w+ly\s)?(?:requested|asked|invited|required)\sto\b",
    )
    yield Written(
        "imperative",
        (supplied, frozenset("us me your name names detail details document documents".split())),  # noqa: SIM905
        rf"^(?!let (?:me|us) (?!have|know|see)|give (?:me|us) (?:until|till|time))(?:{supply})\s"
        r"(?:us|me|your|the\s(?:names?|details?|documents?)|(?:it|them|this|that)\s(?:to|with)\s(?:us|me))\b",
    )
    yield Written(
        "imperative",
        (frozenset({"do"}), supplied, frozenset({"us", "me", "it", "them"})),
        rf"\bdo\s(?:{supply})\s(?:us|me|it|them)\b",
    )
    yield Written(
        "imperative",
        (frozenset({"do"}), supplied),
        rf"^do\s(?:(?:{please})\s)?(?:{supply})\s\w",
    )
    yield Written("imperative", (supplied, frozenset({"us", "me"})), rf",\s(?:{supply})\s(?:us|me)\b")
    yield Written(
        "dated",
        (frozenset({"by", "before", "later"}), supplied | telling(words.ordered)),
        rf"^(?:by|before|not later than|no later than)\s[^,;:]{{4,60}}(?:,[^,;:]{{2,30}}){{0,2}},\s"
        rf"(?:{supply}|{any_of(words.ordered)})\s(?:all|any|every|the|an?|your|each)\b",
    )
    yield Written("imperative", (supplied, pleased), rf"\b(?:{supply})\b[^.;:?]{{0,40}},\s(?:{please})\b")
    yield Written(
        "announced",
        (frozenset({"request", "favour", "plea"}),),
        r"\b(?:one|our|my|only|small|final|last)\s(?:\w+\s)?(?:request|favour|plea)\b[^:.;?]{0,40}:\s\w",
    )
    yield Written(
        "announced",
        (frozenset({"ask", "need", "want", "request"}), frozenset({"is"}), telling(words.authors)),
        rf"\b(?:all|what|the one thing)\s(?:{authors})\s(?:\w+\s)?(?:ask|need|want|request)\s(?:of you\s|from you\s)?is\b",
    )
    yield Written(
        "announced",
        (frozenset({"help"}), frozenset({"by"}), _YOU),
        r"\byou\s(?:can|could)\shelp\s(?:us\s|me\s)?by\b",
    )
    yield Written(
        "awaited",
        (_YOU, _ARE, frozenset({"requested", "invited", "sought", "required", "awaited"})),
        r"\byour\s[\w-]+(?:\s[\w-]+){0,4}?\s(?:is|are)\s(?:\w+ly\s)?(?:requested|invited|sought|required|awaited)\b",
    )
    yield Written(
        "awaited",
        (telling(words.needed), frozenset({"would"}), telling(words.helpful) | {"welcome"}),
        rf"\b(?:{needed})\b[^.;?]{{0,40}}\swould\s(?:also\s)?be\s(?:\w+\s)?(?:{any_of(words.helpful)}|welcome)\b",
    )
    yield Written(
        "callers",
        (telling(words.callers) | {"your", "the"}, _ARE, _ASKED | {"urged", "begged"}),
        rf"(?:\byour\s[\w-]+|\b(?:{callers})\b[^.;:?]{{0,40}}|^(?-i:The\s[A-Z])[\w'-]+(?:\s[\w'-]+){{0,4}}?)\s"
        r"(?:is|are)\s(?:\w+ly\s)?(?:requested|asked|invited|urged|begged)\s(?:not\s)?to\s\w",
    )
    yield Written(
        "callers",
        (
            telling(words.callers),
            frozenset({"must", "should", "need", "are"}),
            supplied | telling(words.visiting),
        ),
        rf"\b(?:{callers})\b[^.;:?]{{0,40}}?\s(?:must|should|need to|are to)\s(?:not\s)?(?:{supply}|{any_of(words.visiting)})\b",
    )
    yield Written(
        "others asked",
        (_ARE, _ASKED | telling(words.urged), frozenset({"to"})),
        r"^(?:(?:(?:all|our)\s)?(?:readers|users|recipients|subscribers|agencies|administrators|members of the public)\sare"
        r"|(?-i:[A-Z])[\w'-]+(?:\s(?-i:[A-Z])[\w'-]+){0,4}\sis)\s(?:\w+ly\s)?"
        rf"(?:{any_of((*_ASKED, *words.urged))})\s(?:not\s)?to\s\w",
    )
    yield Written(
        "papers",
        (telling(words.papers), frozenset({"be"}), telling(words.handed_in)),
        rf"\b(?:{any_of(words.papers)})\b(?:\s[\w'-]+){{0,5}}?\s(?:are to|is to|must|should|need to|have to)\sbe\s"
        rf"(?:{any_of(words.handed_in)})\b",
    )
    yield Written(
        "polite question",
        (frozenset({"perhaps", "maybe", "wonder", "wondering"}), _YOU, supplied),
        r"\b(?:perhaps|maybe|(?:wonder|wondering)\s(?:if|whether))\syou\s(?:could|can|might|would)\s"
        rf"(?:\w+ly\s)?(?:{supply})\b",
    )
    yield Written(
        "polite question",
        (_YOU, frozenset({"be"}), frozenset({"so", "good", "kind"})),
        r"\b(?:would|could|will)\syou\s(?:please\s)?be\s(?:so|good|kind)\b",
    )
    yield Written(
        "polite question",
        (frozenset({"grateful", "obliged", "thankful"}), _YOU),
        r"^(?:\w+\s)?(?:grateful|obliged|thankful)\s(?:if|for)\syour?\b",
    )
    yield Written(
        "condition", (telling(words.conditions), _YOU), rf"\b(?:{any_of(words.conditions)})\syou(?:r)?\b"
    )
    yield Written(
        "condition",
        (frozenset({"presentation", "production", "submission"}),),
        r"\b(?:against|upon|on)\s(?:the\s)?(?:presentation|production|submission)\sof\s(?:the|this|that|your)\s\w+",
    )
    yield Written(
        "condition",
        (
            frozenset({"provided", "providing", "condition", "understanding"}),
            telling(words.fulfilled),
        ),
        r"\b(?:provided|providing|on (?:the )?condition|on (?:the )?understanding)(?:\sthat)?\s(?!we\b|i\b)"
        rf"(?:[\w'-]+\s){{1,9}}?(?:{any_of(words.fulfilled)})\b",
    )


def _by_name(words: AskWords) -> Iterator[Written]:
    """What a body is asked under its name, and what "if you" leads up to."""
    supply, supplied = any_of(words.supplying_verbs), telling(words.supplying_verbs)
    calling, called = any_of(words.calling), telling(words.calling)
    author, authors = _author(words), telling(words.authors)
    named = r"(?:the\s)?(?-i:[A-Z])[\w'-]+(?:\s(?:(?-i:[A-Z])[\w'-]+|for|of|and|the)){0,5}"
    yield Written(
        "named wish",
        (authors, frozenset({"hope", "trust", "expect", "wish"}), _MODAL),
        rf"{author}(?:hope|trust|expect|wish)(?:,\s?\w+,)?\s(?:that\s)?{named},?\s"
        rf"(?:will|would|can|could|may|might)(?:,[^,]{{2,40}},)?\s(?!(?:{any_of(words.mild_verbs)})\b)",
    )
    to_act = rf"\s{named}(?:,[^,]{{2,60}},)?\sto\s\w"
    yield Written("named request", (authors, called, frozenset({"to"})), rf"{author}(?:{calling}){to_act}")
    yield Written(
        "named request",
        (called, frozenset({"to"})),
        rf"^(?!(?:your?|they|he|she|if|when|where|as)\b)(?:[\w'-]+,?\s){{1,8}}?(?:{calling}){to_act}",
    )
    yield Written(
        "named question",
        (frozenset({"could", "would", "can", "might"}), supplied),
        rf"(?:^|\b(?:and|so|but|,)\s)(?:could|would|can|might)\s{named}\s(?:\w+ly\s)?(?:{supply})\b",
    )
    yield Written(
        "instruction",
        (frozenset({"if", "should", "where", "when", "once"}), _YOU, supplied),
        rf"^(?:if|should|where|when|once)\syou\b[^.;]{{3,160}}?,\s(?:then\s)?(?:{supply})\s(?!in touch)"
        r"(?:to|us|me|the|your|it|in|on|at|a|an)\b",
    )
