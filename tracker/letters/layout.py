"""Lines at places on pages become paragraphs again.

PDF and scans know lines only. What is decided here, by measure and never by meaning:

- A line that a gap sets apart at the head or foot of half the pages or more (digits aside) is a running line.
  Of a running head that of the first page is kept, where the lines below do not say the same: on letters it is
  the letterhead. Page numbers go.
- A line break was forced by the margin if the next line's first word would not have fitted; it was meant if it
  would have. A wider gap than the usual one, or another size of type, begins a paragraph.
- Small type at the foot of a page that begins with a number or mark is a footnote. Footnotes follow the text,
  so that no sentence is cut in two by them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tracker.letters.cleaning import clean_block, says_again
from tracker.letters.rows import with_rows


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type; places in points or pixels, counted upwards and to the right."""

    text: str
    left: float
    right: float
    base: float
    """The line that its letters stand on."""
    size: float
    """The size of its type."""
    row: bool = False
    """Whether it is a row of a table, with marks between its cells."""


Page = Sequence[Line]

_BULLET = re.compile(r"(?:[\u2022\u25cf\u25cb\u25aa\u25a0\u2023\u2043\u00b7\u2013\u2014*o-]|\uf0b7)\s+\S")
_DRAWN_BULLET = re.compile(r"^[\u2022\u25cf\u25cb\u25aa\u25a0\u2023\u2043\u00b7]\s+")
_NUMBER = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+\S")
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.)?\s*[\d|]{1,4}(?:\s*(?:of|/)\s*[\d|]{1,4})?\W*", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\(?\[?(?:\d{1,3}|[*\u2020\u2021\u00a7]+)[\])]?[.\s]*[A-Z\u201c\"(]")
_SENTENCE_END = re.compile(r"[.!?:;][\"\u201d\u2019')\]]*$")
_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]++(?!-)")
_HELD_TOGETHER = re.compile(r"\S-$")
_DIGITS = re.compile(r"\d+")
# First parts that English writes with a hyphen; any other hyphen at a line's end was the typesetter's.
_HYPHENATED = frozenset(
    re.findall(
        r"\w+",
        """self non long short medium well co ex cross third high low half year one two three four five six seven
        eight nine ten twelve twenty thirty forty fifty sixty seventy eighty ninety""",
    )
)
_EDGE_LINES = 3
_LONGEST_PAGE_NUMBER = 30
_EDGE_GAP = 1.4
_SAME_SIZE = 0.12


def flow(pages: Sequence[Page]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and the offset at which each page begins."""
    bodies, notes = [with_rows(page) for page in _without_running_lines(pages)], []
    body_size = _usual_size(bodies)
    bare: list[Page] = []
    for page in bodies:
        body, foot = _split_footnotes(page, body_size)
        bare.append(body)
        notes.append(foot)
    words = frozenset(word.lower() for page in bare for line in page for word in _WORD.findall(line.text))
    writer = _Writer(_usual_leading(bare), words)
    starts = [writer.add_page(page) for page in bare]
    for foot in notes:
        writer.add_apart(foot)
    return writer.text(), tuple(starts) or (0,)


class _Writer:
    """Joins lines into text and knows where it stands."""

    def __init__(self, leading: float, words: frozenset[str]) -> None:
        self._leading = leading
        self._words = words
        self._pieces: list[str] = []
        self._length = 0
        self._last: Line | None = None
        self._last_right = 0.0
        self._in_list = False

    def add_page(self, page: Page) -> int:
        start: int | None = None
        for run in _runs(page):
            right = max(line.right for line in run)
            for line in run:
                self._add(line, right)
                start = self._length - len(self._pieces[-1]) if start is None else start
        return self._length if start is None else start

    def add_apart(self, lines: Page) -> None:
        """Footnotes: each that begins with a mark is a paragraph of its own."""
        right = max((line.right for line in lines), default=0.0)
        for number, line in enumerate(lines):
            begins = number == 0 or _NOTE_MARK.match(line.text)
            self._append(("\n\n" if self._pieces else "") if begins else " ", line, right)

    def text(self) -> str:
        return "".join(self._pieces)

    def _add(self, line: Line, right: float) -> None:
        if self._last is None:
            self._append("", line, right)
            return
        between = self._between(self._last, line)
        if between != " ":
            # A list goes on over its own bullets only.
            self._in_list = bool(_BULLET.match(line.text) or _NUMBER.match(line.text))
        self._append(between, line, right)

    def _append(self, between: str, line: Line, right: float) -> None:
        text = clean_block(line.text.replace("\n", " "))
        if between != " ":
            text = _DRAWN_BULLET.sub("- ", text)
        if between == " " and self._pieces and _broken_word(self._pieces[-1], text, self._words):
            self._pieces[-1] = self._pieces[-1][:-1]
            self._length -= 1
            between = ""
        elif between == " " and self._pieces and _HELD_TOGETHER.search(self._pieces[-1]):
            between = ""
        self._pieces.extend((between, text))
        self._length += len(between) + len(text)
        self._last, self._last_right = line, right

    def _between(self, above: Line, line: Line) -> str:
        """What stands between two lines that follow each other: a blank, a line end, a paragraph's end."""
        step = above.base - line.base
        if above.row or line.row:
            return "\n" if above.row and line.row else "\n\n"
        if abs(step) < 0.4 * line.size and line.left >= above.right:
            return " "
        apart = step > 1.25 * self._leading
        # Where the last line of a page is its longest, the margin may lie further out.
        ended = _SENTENCE_END.search(above.text) is not None
        unknown = step <= 0 and self._last_right == above.right
        goes_on = not ended and line.text[:1].islower()
        meant = not goes_on and (_would_fit(above, line, self._last_right) or (unknown and ended))
        if _BULLET.match(line.text) or (meant and _NUMBER.match(line.text)):
            return "\n" if self._in_list and not apart else "\n\n"
        if apart or abs(line.size - above.size) > _SAME_SIZE * above.size:
            return "\n\n"
        if not meant:
            indented = step > 0 and line.left - above.left > 0.8 * line.size
            return "\n\n" if indented and ended and not self._in_list else " "
        return "\n\n" if ended or step <= 0 else "\n"


def _runs(page: Page) -> Iterable[list[Line]]:
    """Lines that follow each other down one column."""
    run: list[Line] = []
    for line in page:
        if run and line.base > run[-1].base + 0.4 * line.size:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _would_fit(above: Line, line: Line, right: float) -> bool:
    """Whether the first word of `line` would have fitted at the end of the line above."""
    letter = (line.right - line.left) / max(1, len(line.text))
    word = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    return above.right + (len(word) + 1) * letter < right - 0.5 * letter


def _broken_word(before: str, after: str, words: frozenset[str]) -> bool:
    """Whether the hyphen at the end was only set to break the word.

    It was not where English always writes it, or where the letter uses both parts as words but not the whole.
    """
    match, rest = re.search(r"([A-Za-z]+)-$", before), re.match(r"[a-z]+", after)
    if match is None or rest is None:
        return False
    first, second = match[1].lower(), rest[0]
    compound = len(first) > 2 and {first, second} <= words and first + second not in words
    return first not in _HYPHENATED and not compound


def _usual_size(pages: Sequence[Page]) -> float:
    """The size of type that most letters have."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _usual_leading(pages: Sequence[Page]) -> float:
    """The distance between lines of a paragraph: the lower median of all steps down."""
    steps = [
        above.base - below.base
        for page in pages
        for above, below in pairwise(page)
        if 0.6 * below.size < above.base - below.base < 3 * below.size
    ]
    if not steps:
        return 1.2 * _usual_size(pages)
    return median(sorted(steps)[: max(1, len(steps) // 2)])


def _without_running_lines(pages: Sequence[Page]) -> list[Page]:
    leading = _usual_leading(pages)
    heads = [_edge(page, leading) for page in pages]
    feet = [_edge(page[::-1], leading) for page in pages]
    running_heads, running_feet = _repeated(heads), _repeated(feet)
    kept: list[Page] = []
    for number, (page, head, foot) in enumerate(zip(pages, heads, feet, strict=True)):
        below = [line.text for line in page[len(head) :]]
        dropped = {
            line
            for line in head
            if (pattern := _pattern(line.text)) in running_heads
            and (number > 0 or "#" in pattern or says_again(line.text, below))
        }
        dropped |= {line for line in foot if _pattern(line.text) in running_feet}
        dropped |= {line for line in (*head[:1], *foot[:1]) if _is_page_number(line)}
        kept.append([line for line in page if line not in dropped])
    return kept


def _edge(page: Page, leading: float) -> Page:
    """The lines at one end of a page that a wide gap sets apart from the rest, outermost first."""
    for count, (outer, inner) in enumerate(pairwise(page[: _EDGE_LINES + 1]), 1):
        if abs(outer.base - inner.base) > _EDGE_GAP * leading:
            return page[:count]
    return []


def _is_page_number(line: Line) -> bool:
    return len(line.text) <= _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(line.text) is not None


def _repeated(edges: Sequence[Page]) -> set[str]:
    """Patterns of lines that stand at that end of two pages and of half of them at least."""
    counts = Counter(pattern for edge in edges for pattern in {_pattern(line.text) for line in edge})
    return {pattern for pattern, count in counts.items() if count >= 2 and count >= len(edges) / 2}


def _pattern(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split())).casefold()


def _split_footnotes(page: Page, body_size: float) -> tuple[Page, Page]:
    """The lines of a page, and the footnotes below them."""
    first = len(page)
    while first > 0 and page[first - 1].size < (1 - _SAME_SIZE) * body_size:
        first -= 1
    while first < len(page) and not _NOTE_MARK.match(page[first].text):
        first += 1
    return page[:first], page[first:]
