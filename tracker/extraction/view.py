"""A cleaned rendering of a stretch of a letter, with the map back to the letter's own offsets.

Patterns read the cleaned text, quotes are cut from the original: hard wraps, typographic signs and page
furniture then hide nothing, and every quote stays an exact slice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from tracker.extraction.wordings import words_of

# One sign for one sign, so that offsets hold.
_SIGNS = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys(
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "
    ),
}
_SIGN = re.compile(f"[{''.join(_SIGNS)}]")
_HYPHENS = "-\u2010\u2011"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
)
# What tells a terminal to change colour, move or set a title; a stranger's text may hold it.
_ESCAPED = r"\x1b(?:\[[0-?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\))"
# What differs between the original and the cleaned text. A broken word loses its hyphen where both halves are
# plain words ("con-" + "cerns") and keeps it inside a compound ("Gordon-below-" + "Franklin").
# The kinds stand behind what they name: a pattern is looked for faster where its branches begin with plain signs.
_BROKEN_OFF = r"[^\S\n\r\f]*[\n\r\f\v\x85\u2028\u2029]\s*"
_IRREGULAR = re.compile(
    rf"-(?<=[a-z]-){_BROKEN_OFF}(?=[a-z])(?P<broken>)"
    rf"|-(?<=\w-){_BROKEN_OFF}(?=\w)(?P<compound>)"
    r"|\u00ad\s*"
    rf"|\s(?:(?:{_ESCAPED}|[\s{_UNSEEN}])+|(?<! ))(?P<blank>)"
    r"|~(?<=[a-z]~)[^\S\n]?(?=[a-z])"
    rf"|(?=[{_UNSEEN}])(?:{_ESCAPED}|[{_UNSEEN}])+|\*\*+|[ﬀ-ﬆ](?P<ligature>)"
)
_BREAK = re.compile(r"-\n(?<=\w-\n)")
# A line break alone between two words is a blank wherever it stands.
_LONE_BREAK = re.compile(rf"\n(?<![-\s\u00ad]\n)(?![\s{_UNSEEN}])")
_IN_COMPOUND = re.compile(r"-[a-zA-Z]{1,30}\Z")
_CELL_GAP = re.compile(r"[^\S\n\r\f]*\t[^\S\n\r\f]*|[^\S\n\r\f]{2,}")
CELL_MARK = " | "
"""Stands between the cells of a table row in a view made with `cells`."""


class View:
    """The cleaned text of `letter[start:end]` and the way back.

    Line breaks and runs of blanks become one blank, broken words are joined, typographic quotes, dashes and
    blanks become their ASCII kin, invisible signs go, ligatures come apart. `cuts` are stretches of the
    letter (running headers within a sentence), in order, that are left out. With `cells`, wide gaps become " | ".
    """

    __slots__ = ("_lengths", "_originals", "_starts", "_words", "text")

    text: str
    _words: frozenset[str] | None

    def __init__(
        self, letter: str, start: int, end: int, *, cuts: Sequence[tuple[int, int]] = (), cells: bool = False
    ) -> None:
        self._words = None
        raw = _less_noise(_plain_signs(_blank_out(letter, start, end, cuts)))
        plain = _plain(raw)
        if plain is not None:
            self.text, self._starts, self._originals, self._lengths = plain, [0], [start], [len(raw)]
            return
        raw = _LONE_BREAK.sub(" ", raw)
        pieces = _Pieces(raw, start)
        for match in _IRREGULAR.finditer(raw):
            hyphen = letter[start + match.start()] in _HYPHENS
            pieces.add(match.start(), match.end(), _clean(match, hyphen, cells))
        self.text, self._starts, self._originals, self._lengths = pieces.finish()

    @property
    def words(self) -> frozenset[str]:
        """The words of the cleaned text, in small letters."""
        if self._words is None:
            self._words = words_of(self.text)
        return self._words

    def original(self, i: int) -> int:
        """Offset in the letter of the cleaned character `i`."""
        if len(self._starts) == 1:
            return self._originals[0] + min(i - self._starts[0], max(self._lengths[0] - 1, 0))
        piece = max(bisect_right(self._starts, i) - 1, 0)
        within = min(i - self._starts[piece], max(self._lengths[piece] - 1, 0))
        return self._originals[piece] + within

    def span(self, i: int, j: int) -> tuple[int, int]:
        """Offsets in the letter of the cleaned text[i:j]; an empty stretch maps to an empty one."""
        if len(self._starts) == 1 and self._starts[0] <= i < j <= self._starts[0] + self._lengths[0]:
            shift = self._originals[0] - self._starts[0]
            return i + shift, j + shift
        start = self.original(i)
        return (start, self.original(j - 1) + 1) if j > i else (start, start)

    def part(self, i: int, j: int) -> View:
        """The view of the cleaned text[i:j]."""
        if i == 0 and j >= len(self.text):
            return self
        first = max(bisect_right(self._starts, i) - 1, 0)
        last = max(bisect_right(self._starts, max(j - 1, i)), first + 1)
        view = View.__new__(View)
        view.text, view._words = self.text[i:j], None  # noqa: SLF001 - another view
        view._set_pieces(  # noqa: SLF001 - another view
            [start - i for start in self._starts[first:last]],
            self._originals[first:last],
            self._lengths[first:last],
        )
        return view

    def _set_pieces(self, starts: list[int], originals: list[int], lengths: list[int]) -> None:
        self._starts, self._originals, self._lengths = starts, originals, lengths


def _plain_signs(raw: str) -> str:
    """Typographic quotes, dashes and blanks as their ASCII kin."""
    return _SIGN.sub(lambda sign: _SIGNS[sign[0]], raw)


# Letters and digits that scanners take for each other, where the neighbours leave no doubt: "3O June", "wi11".
_ROUND = re.compile(r"\b(\d{1,3})[Oo]\b")
_ROUND_AT_END = [re.compile(rf"{sign}(?<=[0-9].)\b") for sign in "oO"]
_UPRIGHT = re.compile(r"\b(wi|sha)11\b")


def _less_noise(raw: str) -> str:
    if "wi11" in raw or "sha11" in raw:
        raw = _UPRIGHT.sub(r"\1ll", raw)
    taken = any(sign.search(raw) is not None for sign in _ROUND_AT_END)
    return _ROUND.sub(r"\g<1>0", raw) if taken else raw


def _blank_out(letter: str, start: int, end: int, cuts: Sequence[tuple[int, int]]) -> str:
    if not cuts:
        return letter[start:end]
    parts: list[str] = []
    at = start
    for cut_start, cut_end in cuts:
        if at <= cut_start < cut_end <= end:
            parts += letter[at:cut_start], "\n" * (cut_end - cut_start)
            at = cut_end
    return "".join((*parts, letter[at:end]))


def _plain(raw: str) -> str | None:
    """The cleaned text where cleaning only makes blanks of line breaks, as in most paragraphs; else None."""
    if "**" in raw or "~" in raw or ("-\n" in raw and _BREAK.search(raw) is not None):
        return None
    flat = raw.replace("\n", " ")
    # All other blanks and invisible signs are not printable.
    regular = flat.isprintable() and "  " not in flat
    return flat if regular and (flat.isascii() or _LIGATURE.search(flat) is None) else None


class _Pieces:
    """Collects cleaned pieces with where they came from."""

    def __init__(self, raw: str, base: int) -> None:
        self._raw = raw
        self._base = base
        self._done = 0
        self._length = 0
        self._texts: list[str] = []
        self._starts: list[int] = []
        self._originals: list[int] = []
        self._lengths: list[int] = []

    def add(self, start: int, end: int, clean: str) -> None:
        """Take over the raw text up to `start`, then `clean` in the place of raw[start:end]."""
        self._push(self._raw[self._done : start], self._done, start)
        self._push(clean, start, end)
        self._done = end

    def finish(self) -> tuple[str, list[int], list[int], list[int]]:
        self._push(self._raw[self._done :], self._done, len(self._raw))
        if not self._starts:
            return "", [0], [self._base], [0]
        return "".join(self._texts), self._starts, self._originals, self._lengths

    def _push(self, clean: str, start: int, end: int) -> None:
        if clean:
            self._texts.append(clean)
            self._starts.append(self._length)
            self._originals.append(self._base + start)
            self._lengths.append(end - start)
            self._length += len(clean)


def _clean(match: re.Match[str], hyphen: bool, cells: bool) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "broken":
        # A dash at the end of a line breaks no word, and a compound keeps its hyphens.
        return (
            ""
            if hyphen and not _IN_COMPOUND.search(match.string, max(match.start() - 40, 0), match.start())
            else "-"
        )
    if kind == "blank":
        drawn = "|" in (
            match.string[match.start() - 1 : match.start()],
            match.string[match.end() : match.end() + 1],
        )
        return CELL_MARK if cells and not drawn and _CELL_GAP.fullmatch(found) else " "
    return _LIGATURES[found] if kind == "ligature" else "-" if kind == "compound" else ""
