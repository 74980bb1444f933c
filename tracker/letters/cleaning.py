"""One normal form for text from every format; offsets are only taken afterwards."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby, islice

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, soft hyphens, zero-width and bidirectional characters, lone surrogates and noncharacters: a
# reader does not see them, but they split words, or make a line read otherwise than it is stored.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
# Word's symbol fonts place their bullets in the private use area.
_SYMBOL_BULLETS = re.compile("[\uf0a7\uf0b7\uf02d\uf0d8\uf076]")
# Text without any of these is in NFC already.
_MAY_COMPOSE = re.compile("[\u0300-\u2001\u20d0-\U0010ffff]")
_BLANKS = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"\w+")
_LINES_OF_HEAD = 12
"""So many may stand before a letter's salutation."""
# UAX #15, stream-safe text: no real word carries more marks, and ordering longer runs takes quadratic time.
_LONGEST_MARK_RUN = 30


def clean(text: str) -> str:
    """`text` in NFC, with a newline for every kind of line end and without invisible characters."""
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _SYMBOL_BULLETS.sub("\u2022", text)
    if _MAY_COMPOSE.search(text):
        return unicodedata.normalize("NFC", _stream_safe(text))
    return text


def clean_block(text: str) -> str:
    """A paragraph from a format whose blanks carry no meaning: each run of blanks is one space."""
    lines = _BLANKS.sub(" ", clean(text)).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def says_again(head: str, text: Iterable[str]) -> bool:
    """Whether what stands at the head of each page is said by the first lines of the letter itself."""
    lines = list(islice((line for part in text for line in part.split("\n") if line.strip()), _LINES_OF_HEAD))
    return f" {_words(head)} " in f" {_words(' '.join(lines))} "


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _stream_safe(text: str) -> str:
    kept: list[str] = []
    for marks, run in groupby(text, key=lambda character: unicodedata.combining(character) != 0):
        longest = _LONGEST_MARK_RUN if marks else None
        kept.extend(islice(run, longest))
    return "".join(kept)
