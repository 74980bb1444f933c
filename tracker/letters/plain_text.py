"""Plain text in whatever encoding it was saved."""

from __future__ import annotations

import codecs

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
# What English letters hold beyond ASCII: quotes, dashes, bullets, currency, Western European letters.
_EXPECTED = frozenset(
    "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u20ac\xa3\xa7\xa9\xae\xb0\xa0\u2122\xb7\xab\xbb\xbd"
)


def read(content: bytes, source: str, _limits: Limits) -> LetterText:
    """The text; a form feed begins a page. Raises UnreadableError where it is no text."""
    pages = [clean(page) for page in decode(content, source).split("\f")]
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 1)
    return LetterText("\n".join(pages), formats.TEXT, tuple(starts))


def decode(content: bytes, source: str) -> str:
    """Characters from bytes: the byte order mark, UTF-8, UTF-16, Windows-1252, or the likeliest other.

    Raises UnreadableError where no encoding fits.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
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


def _decode_western(content: bytes) -> str | None:
    """Windows-1252, where what it yields beyond ASCII is what English letters hold."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = [character for character in text if character > "\x7f"]
    likely = sum(1 for character in high if character in _EXPECTED or "\xc0" <= character <= "\xff")
    few = len(high) <= max(4, len(text) // 20)
    return text if few and likely >= 0.9 * len(high) else None


def _decode_likeliest(content: bytes, source: str) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 20 ms that hardly any letter needs

    best = from_bytes(content).best()
    if best is None:
        raise UnreadableError(
            f"{source}: is text in an encoding that could not be told; save it as UTF-8 and give that."
        )
    return str(best)
