"""Plain text in whatever encoding it was saved."""

from __future__ import annotations

import codecs
import re

from tracker.errors import UnreadableError
from tracker.letters import formats
from tracker.letters.cleaning import clean
from tracker.letters.lettertext import LetterText, Limits

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MEANS_WINDOWS = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"})
# In which English letters are saved: Windows, old Macs, names from Central Europe, DOS. The first that fits counts.
_WESTERN = ("cp1252", "mac_roman", "cp1250", "iso8859_2", "cp850")
# What stands beyond ASCII between two letters of one word, other than letters.
_INSIDE_WORDS = frozenset("\u2018\u2019\u2010\u2011\u2013\u2014\u2026\xb7\xa0\xad")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_JAPANESE_SWITCH = "\x1b$"


def read(content: bytes, source: str, _limits: Limits) -> LetterText:
    """The text; a form feed begins a page. Raises UnreadableError where it is no text."""
    pages = [clean(page) for page in decode(content, source).split("\f")]
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 1)
    return LetterText("\n".join(pages), formats.TEXT, tuple(starts))


def decode(content: bytes, source: str) -> str:
    """Characters from bytes: the byte order mark, UTF-8, UTF-16, what Western offices use, or the likeliest other.

    Raises UnreadableError where no encoding fits.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _decode_switching(content) or text if _JAPANESE_SWITCH in text else text
    if formats.looks_like_utf16(content):
        encoding = "utf-16-be" if content[:512:2].count(0) > content[1:512:2].count(0) else "utf-16-le"
        return content.decode(encoding, errors="replace")
    return _decode_damaged(content) or _decode_western(content) or _decode_likeliest(content, source)


def decode_named(content: bytes, encoding: str, source: str) -> str:
    """Characters in the encoding that a page or mail names, where that fits; else as `decode` finds.

    Latin-1 and ASCII mean Windows-1252, as the WHATWG Encoding Standard has it: else quotation marks are lost.
    """
    name = "cp1252" if encoding.strip().lower() in _MEANS_WINDOWS else encoding.strip()
    try:
        return content.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return decode(content, source)


def _decode_damaged(content: bytes) -> str | None:
    """UTF-8 with a few broken bytes: most multi-byte sequences are whole."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    return text if whole > 4 * broken else None


def _decode_switching(content: bytes) -> str | None:
    """Japanese mail's own encoding, which switches alphabets by marks that are ASCII."""
    try:
        return content.decode("iso2022_jp")
    except UnicodeDecodeError:
        return None


def _decode_western(content: bytes) -> str | None:
    """The encoding of Western offices in which the fewest characters stand where none would be written.

    Only where few characters are beyond ASCII, as in English.
    """
    if len(content.translate(None, bytes(range(128)))) > max(4, len(content) // 20):
        return None
    best, fewest = None, len(content)
    for text in (_decoded(content, encoding) for encoding in _WESTERN):
        if text is not None and (odd := _misplaced(text)) < fewest:
            best, fewest = text, odd
        if not fewest:
            break
    return best if best is not None and fewest <= 0.1 * len(_BEYOND_ASCII.findall(best)) else None


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _misplaced(text: str) -> int:
    r"""How many characters beyond ASCII stand where nobody writes them.

    Such as a capital after a small letter ("We\xd5ll"), a letter before a figure ("\xdb400"), a sign within a word
    ("Pi\xb3sudski"), or what is only for machines or for drawing.
    """
    return sum(
        _is_misplaced(text[at - 1 : at], text[at], text[at + 1 : at + 2])
        for at in (match.start() for match in _BEYOND_ASCII.finditer(text))
    )


def _is_misplaced(before: str, sign: str, after: str) -> bool:
    if not sign.isalpha():
        drawn = "\x80" <= sign <= "\x9f" or "\u2500" <= sign <= "\u259f"
        return drawn or (before.isalpha() and after.isalpha() and sign not in _INSIDE_WORDS)
    return (before.islower() and sign.isupper()) or after.isdigit()


def _decode_likeliest(content: bytes, source: str) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 20 ms that hardly any letter needs

    best = from_bytes(content).best()
    if best is None:
        raise UnreadableError(
            f"{source}: is text in an encoding that could not be told; save it as UTF-8 and give that."
        )
    return str(best)
