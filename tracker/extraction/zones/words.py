"""The words by which the parts of a letter are known, as the lexicon's `[zones]` holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from tracker.extraction.wordings import any_of, any_whole


class ZoneWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section `[zones]`. Phrases are in lower case and match in any case."""

    salutations: tuple[str, ...]
    """Words that open a salutation."""
    closings: tuple[str, ...]
    """Whole complimentary closes."""
    short_closings: tuple[str, ...]
    """Closes that count only where they stand alone on their line."""
    subject_labels: tuple[str, ...]
    header_labels: tuple[str, ...]
    """Names of mail header fields."""
    reply_marks: tuple[str, ...]
    """What ends the line that introduces quoted mail."""
    message_marks: tuple[str, ...]
    """What the rule above an older or forwarded message says."""
    forward_marks: tuple[str, ...]
    furniture: tuple[str, ...]
    """Phrases of web pages and newsletters."""
    furniture_lines: tuple[str, ...]
    """Whole lines of web pages."""
    disclaimers: tuple[str, ...]
    annexes: tuple[str, ...]
    """Words that open a heading under which the author goes on after the signature."""
    answered: tuple[str, ...]
    """With a number, what opens one point of an enclosed answer: "Recommendation 4"."""
    asking: tuple[str, ...]
    """Whole labels of turns in which somebody else asks."""
    answering: tuple[str, ...]
    """Whole labels of turns in which the author answers."""
    speaking_offices: tuple[str, ...]
    """What the label of one who speaks for a body holds: "premier"."""
    page_words: tuple[str, ...]
    postscripts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The words compiled, for folded lines; each pattern is linear in its line."""

    salutation: re.Pattern[str]
    closing: re.Pattern[str]
    subject: re.Pattern[str]
    header: re.Pattern[str]
    reply: re.Pattern[str]
    message: re.Pattern[str]
    forward: re.Pattern[str]
    furniture: re.Pattern[str]
    furniture_line: re.Pattern[str]
    disclaimer: re.Pattern[str]
    annex: re.Pattern[str]
    answered: re.Pattern[str]
    asking: re.Pattern[str]
    to_ask: re.Pattern[str]
    answering: re.Pattern[str]
    office: re.Pattern[str]
    page: re.Pattern[str]
    postscript: re.Pattern[str]


@lru_cache(maxsize=4)
def patterns(words: ZoneWords) -> Patterns:
    """Compile the words."""
    page = any_of(words.page_words)
    return Patterns(
        salutation=re.compile(rf"[\"\u201c\u201d'\u2018*_ ]*(?:{any_of(words.salutations)})\b"),
        closing=re.compile(rf"(?:{any_of(words.closings)})(?:\W|$)|(?:{any_of(words.short_closings)})\W*$"),
        subject=re.compile(rf"\W*(?:{any_of(words.subject_labels)})\b\.?\s?[:.#-]"),
        header=re.compile(rf"[*_]{{0,2}}(?:{any_of(words.header_labels)})[*_]{{0,2}}\s?:[*_]{{0,2}}\s"),
        reply=re.compile(rf"(?:{any_of(words.reply_marks)})\s*$"),
        message=re.compile(rf"[-_*=\s>]*(?:{any_of(words.message_marks)})\b[-_*=\s:]*$"),
        forward=re.compile(any_whole(words.forward_marks)),
        furniture=re.compile(any_whole(words.furniture)),
        furniture_line=re.compile(rf"\W*(?:{any_of(words.furniture_lines)})\W*$"),
        disclaimer=re.compile(any_whole(words.disclaimers)),
        annex=re.compile(rf"[\W_]*(?:{any_of(words.annexes)})\b"),
        answered=re.compile(rf"[\W_]*(?:{any_of(words.answered)})\s{{1,2}}(?:no\.?\s)?[0-9]"),
        to_ask=re.compile(r":\s+(?:to )?ask(?:ed|s)? (?:the|her|his)\b"),
        asking=re.compile(rf"(?:{any_of(words.asking)})(?: ?\d{{1,2}})?"),
        answering=re.compile(rf"(?:{any_of(words.answering)})(?: ?\d{{1,2}})?"),
        office=re.compile(any_whole(words.speaking_offices)),
        page=re.compile(
            rf"(?:.{{0,80}}\s)?(?:{page})\s?\d{{1,4}}(?:\s?(?:of|/)\s?\d{{1,4}})?\W{{0,3}}$"
            r"|[-\u2013\u2014~\s]{0,4}\d{1,4}[-\u2013\u2014~\s]{1,4}$|\d{1,3}\s?/\s?\d{1,3}$|\[?\d{1,3}\]?$"
        ),
        postscript=re.compile(rf"(?:{any_of(words.postscripts)})(?:\W|$)"),
    )
