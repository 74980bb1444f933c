"""Lines of type become paragraphs again, by measure and never by meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.letters.cleaning import clean_block
from tracker.letters.lines import SAME_SIZE, Line, Page, usual_leading
from tracker.letters.order import runs_of

_BULLET = re.compile(r"(?:[\u2022\u25cf\u25cb\u25aa\u25a0\u2023\u2043\u00b7\u2013\u2014*o-]|\uf0b7)\s+\S")
_DRAWN_BULLET = re.compile(r"^[\u2022\u25cf\u25cb\u25aa\u25a0\u2023\u2043\u00b7]\s+")
_NUMBER = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+\S")
_NOTE_MARK = re.compile(r"\(?\[?(?:\d{1,3}|[*\u2020\u2021\u00a7]+)[\])]?[.\s]*[A-Z\u201c\"(]")
_SENTENCE_END = re.compile(r"[.!?:;][\"\u201d\u2019')\]]*$")
_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]++(?!-)")
_HYPHEN = re.compile(r"\S-$")
# First parts that English writes with a hyphen; any other hyphen at a line's end was the typesetter's.
_HYPHENATED = frozenset(
    re.findall(
        r"\w+",
        """self non long short medium well co ex cross third high low half year one two three four five six seven
        eight nine ten twelve twenty thirty forty fifty sixty seventy eighty ninety""",
    )
)
# Second parts of such words that no broken word ends in.
_AFTER_HYPHEN = frozenset(
    re.findall(
        r"\w+",
        """based level related wide scale free depth house enforcement owned driven funded clear keeping building
        making governmental compliance compliant binding profit risk range""",
    )
)
# What broken words end in; a hyphen before any other word is that word's own, in a letter that breaks none.
_ENDING = re.compile(
    r".{0,4}(?:tion|sion|ment|ness|ity|ing|ed|ly|able|ible|ance|ence|ive|al|ate|ated|er|ers|ors?|ous|ies|cy|ial|ually)s?"
)
# No line is meant to end in one of these, as in a long name that is set in a narrow column.
_HANGING = frozenset({"of", "for", "and", "the", "on", "in", "to", "with", "a", "an", "by", "&"})
_SELDOM = 0.05
_LONG_LINE = 40
_COLUMN_GAP = "    "
"""Between what stands side by side, as people type it: no sentence goes on over it."""
_WIDE = 1.6
_NARROW = 0.6
_MANY = 10

Sides = tuple[float, float]


class Writer:
    """Joins lines into text and knows where it stands."""

    def __init__(self, pages: Sequence[Page], *, hyphenated: bool) -> None:
        self._leading = usual_leading(pages)
        self._words = frozenset(
            word.lower() for page in pages for line in page for word in _WORD.findall(line.text)
        )
        self._hyphenated = hyphenated
        self._columns = [_sides(run) for page in pages for run in runs_of(page)]
        self._pieces: list[str] = []
        self._length = 0
        self._last: Line | None = None
        self._last_sides = (0.0, 0.0)
        self._last_own_right = 0.0
        self._in_list = False

    def add_page(self, page: Page) -> int:
        """Write the lines of a page; the offset at which they begin."""
        start: int | None = None
        for run in runs_of(page):
            sides = self._sides(run)
            own_right = max(line.right for line in run)
            for line in run:
                self._add(line, sides)
                self._last_own_right = own_right
                start = self._length - len(self._pieces[-1]) if start is None else start
        return self._length if start is None else start

    def add_apart(self, lines: Page) -> None:
        """Footnotes: each that begins with a mark is a paragraph of its own."""
        for number, line in enumerate(lines):
            begins = number == 0 or _NOTE_MARK.match(line.text)
            self._append(("\n\n" if self._pieces else "") if begins else " ", line, _sides(lines))

    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    def _sides(self, run: Page) -> Sides:
        """The sides of the column that a run stands in: the last page may hold nothing but a short signature."""
        left, right = _sides(run)
        size = max(line.size for line in run)
        return left, max([right, *(other for start, other in self._columns if abs(start - left) < size)])

    def _add(self, line: Line, sides: Sides) -> None:
        if self._last is None:
            self._append("", line, sides)
            return
        between = self._between(self._last, line)
        if between != " ":
            # A list goes on over its own bullets only.
            self._in_list = bool(_BULLET.match(line.text) or _NUMBER.match(line.text))
        self._append(between, line, sides)

    def _append(self, between: str, line: Line, sides: Sides) -> None:
        text = clean_block(line.text.replace("\n", " "))
        if between != " ":
            text = _DRAWN_BULLET.sub("- ", text)
        if between == " " and self._pieces and _HYPHEN.search(self._pieces[-1]):
            between = ""
            if _broken_word(self._pieces[-1], text, self._words, hyphenated=self._hyphenated):
                self._pieces[-1] = self._pieces[-1][:-1]
                self._length -= 1
        self._pieces.extend((between, text))
        self._length += len(between) + len(text)
        self._last, self._last_sides = line, sides

    def _between(self, above: Line, line: Line) -> str:
        """What stands between two lines that follow each other: a blank, a line end, a paragraph's end."""
        step = above.base - line.base
        if above.row or line.row:
            return "\n" if above.row and line.row else "\n\n"
        if abs(step) < 0.4 * line.size and line.left >= above.right:
            return " " if line.left - above.right < _WIDE * line.size else _COLUMN_GAP
        apart = step > 1.25 * self._leading
        # Where the last line of a page is its longest, the margin may lie further out.
        ended = _SENTENCE_END.search(above.text) is not None
        unknown = step <= 0 and self._last_own_right == above.right
        fits = _would_fit(above, line, self._last_sides)
        hanging = above.text.rpartition(" ")[2] in _HANGING
        listed = step > 0 and fits and _is_short(above, self._last_sides)
        goes_on = hanging or (not ended and line.text[:1].islower() and not listed)
        meant = not goes_on and (fits or (unknown and ended))
        if _BULLET.match(line.text) or (meant and _NUMBER.match(line.text)):
            return "\n" if self._in_list and not apart else "\n\n"
        if apart or abs(line.size - above.size) > SAME_SIZE * above.size:
            return "\n\n"
        if not meant:
            indented = step > 0 and line.left - above.left > 0.8 * line.size
            return "\n\n" if indented and ended and not self._in_list else " "
        listed = listed and _is_short(line, self._last_sides)
        return "\n\n" if (ended and not listed) or step <= 0 else "\n"


def _would_fit(above: Line, line: Line, sides: Sides) -> bool:
    """Whether the first word of `line` would have fitted at the end of the line above."""
    letter = (line.right - line.left) / max(1, len(line.text))
    word = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    left, right = sides
    # Lines that end at the same place but begin at others are set to the right: their room is on the left.
    narrow = max(above.right - above.left, line.right - line.left) < _NARROW * (right - left)
    to_the_right = narrow and abs(above.right - line.right) < 0.3 * line.size < abs(above.left - line.left)
    end = above.right - (above.left - left if to_the_right else 0)
    return end + (len(word) + 1) * letter < right - 0.5 * letter


def _is_short(line: Line, sides: Sides) -> bool:
    return line.right - line.left < _NARROW * (sides[1] - sides[0])


def _sides(lines: Page) -> Sides:
    """Where the leftmost of the lines begins, and the longest end; the odd one that is longer is a heading."""
    rights = sorted(line.right for line in lines)
    longest = rights[len(rights) * 9 // 10 if len(rights) >= _MANY else -1] if rights else 0.0
    return min((line.left for line in lines), default=0.0), longest


def continued(before: str, after: str, *, hyphenated: bool) -> str:
    """Two lines of one paragraph as one, without the hyphen that only broke a word."""
    if _HYPHEN.search(before) is None:
        return f"{before} {after}" if before else after
    return (
        before[:-1] if _broken_word(before, after, frozenset(), hyphenated=hyphenated) else before
    ) + after


def are_hyphenated(pages: Sequence[Page]) -> bool:
    """Whether the typesetter broke words: where hyphens seldom end a line, it was only at a word's own."""
    lines = [line.text for page in pages for line in page if len(line.text) > _LONG_LINE]
    broken = sum(1 for line in lines if _HYPHEN.search(line))
    return broken > _SELDOM * len(lines)


def _broken_word(before: str, after: str, words: frozenset[str], *, hyphenated: bool) -> bool:
    """Whether the hyphen at the end was only set to break the word.

    It was not where English always writes it, or where the letter uses both parts as words but not the whole.
    """
    match, rest = re.search(r"([A-Za-z]+)-$", before), re.match(r"[a-z]+", after)
    if match is None or rest is None:
        return False
    first, second = match[1].lower(), rest[0]
    compound = len(first) > 1 and {first, second} <= words and first + second not in words
    own = not hyphenated and first + second not in words and _ENDING.fullmatch(second) is None
    return not (first in _HYPHENATED or second in _AFTER_HYPHEN or compound or own)
