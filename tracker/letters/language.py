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
# Letters of an alphabet that English is not written in: then it takes no more than a line.
_FEWEST_FOREIGN_LETTERS = 10
_LAST_LATIN = "\u024f"
_SURE = 0.9
_NAMES = {
    "en": "English",
    "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "gu": "Gujarati", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mn": "Mongolian", "ms": "Malay", "nb": "Norwegian",
    "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovene", "sq": "Albanian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "xh": "Xhosa", "zh": "Chinese", "zu": "Zulu",
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
    others = sum(letter > _LAST_LATIN for word in words for letter in word)
    foreign = others >= max(_FEWEST_FOREIGN_LETTERS, letters / 2)
    # Chinese and its like have no blanks between words.
    if not foreign and len(words) < _FEWEST_WORDS and letters < 5 * _FEWEST_WORDS:
        return None
    code, sureness = _identifier().classify(sample)
    return str(code) if sureness >= _SURE or (foreign and code != "en") else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 680 ms

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_name(code: str) -> str:
    """The English name of a language, such as "Spanish" for "es"; a rare one's code as it is."""
    return _NAMES.get(code, f"a language of the code {code!r}")


def foreign_reason(code: str) -> str:
    """The sentence about a letter in another language."""
    return f"The letter is written in {language_name(code)}, and only English is read; a person must enter its promises."
