"""Which language a letter is written in: a cheap question first, a model where that leaves it open."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
# Frequent in English and in no other language that is written in Latin letters to the same degree.
_ENGLISH = frozenset(
    {
        "the", "of", "and", "to", "that", "for", "with", "this", "your", "our", "we", "you", "will", "have",
        "is", "are", "be", "by", "on", "as", "it", "not", "from", "has", "was", "which", "would", "their",
    }
)  # fmt: skip
# Running English has a third of such words; a letter half in English still has this share.
_ENOUGH = 0.15
_FEWEST_WORDS = 20
_SURE = 0.9
_NAMES = {
    "ar": "Arabic", "de": "German", "es": "Spanish", "fr": "French", "hi": "Hindi", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian",
    "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip


def language_of(text: str) -> str | None:
    """The ISO 639-1 code, or None where the text is too short or too mixed to tell."""
    sample = text[:_SAMPLE]
    pieces = sample.casefold().split()
    # Between blanks alone a few are missed, at a tenth of the cost.
    if sum(map(_ENGLISH.__contains__, pieces)) > _ENOUGH * len(pieces):
        return "en"
    words = [word.casefold() for word in _WORD.findall(sample)]
    english = sum(map(_ENGLISH.__contains__, words))
    if english > _ENOUGH * len(words):
        return "en"
    letters = sum(len(word) for word in words)
    # Chinese and its like have no blanks between words.
    if len(words) < _FEWEST_WORDS and letters < 5 * _FEWEST_WORDS:
        return None
    code, sureness = _identifier().classify(sample)
    return str(code) if sureness >= _SURE else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 680 ms

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def foreign_reason(code: str) -> str:
    """The sentence about a letter in another language."""
    return f"The letter is written in {_NAMES.get(code, code)}, and only English is read; a person must enter its promises."
