"""What pages add to a letter: running heads and feet, page numbers, footnotes, the sender's imprint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tracker.letters.cleaning import says_again
from tracker.letters.lines import SAME_SIZE, Line, Page, usual_leading, usual_size

_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.)?\s*[\d|]{1,3}(?:\s*(?:of|/)\s*[\d|]{1,3})?\W*", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\(?\[?(?:\d{1,3}|[*\u2020\u2021\u00a7]+)[\])]?[.\s]*[A-Z\u201c\"(]")
_DIGITS = re.compile(r"\d+")
_IMPRINT = re.compile(
    r"\bregistered (?:office|in|no|number|company|charity)|\breg\. ?(?:no|office)|\bcompany (?:no|number)\b|\bVAT\b"
    r"|\bP\.? ?O\.? ?Box\b|\b(?:tel|fax|phone|telephone)\b[ .:+]|\bwww\.|https?://|\S@\S",
    re.IGNORECASE,
)
_MARKING = re.compile(
    r"[\W_]*(?:strictly |private |and |in |commercial(?:ly)? |without |official|sensitive|internal|draft|copy|prejudice|restricted|confiden(?:tial|ce)|[:,-]| )+[\W_]*"
)
_EDGE_LINES = 3
_LONGEST_PAGE_NUMBER = 30
_EDGE_GAP = 1.4
_SAME_BASE = 0.3


def apart(pages: Sequence[Page]) -> tuple[list[Page], list[Page]]:
    """The letter's own lines, page by page, and what stands at the foot of each page but is no part of its text."""
    bodies, feet = _without_running_lines(pages)
    size = usual_size(bodies)
    notes: list[Page] = []
    kept: list[Page] = []
    last = len(bodies) - 1
    for number, (body, foot) in enumerate(zip(bodies, feet, strict=True)):
        bare, note = _split_footnotes(body, size)
        aside = [line for line in foot if line in bare] if number < last and _interrupts(foot, size) else []
        kept.append([line for line in bare if line not in aside] if aside else bare)
        notes.append([*note, *aside])
    return kept, notes


def _interrupts(foot: Page, size: float) -> bool:
    """Whether lines at the foot of a page are none that the text goes on from: small type, or an imprint."""
    small = all(line.size < (1 - SAME_SIZE) * size for line in foot)
    return bool(foot) and (small or any(_IMPRINT.search(line.text) for line in foot))


def _without_running_lines(pages: Sequence[Page]) -> tuple[list[Page], list[Page]]:
    """The lines of each page without running ones, head first and foot last; and what is left of each foot."""
    leading = usual_leading(pages)
    heads = [_edge(page, leading, at_foot=False) for page in pages]
    feet = [_edge(page, leading, at_foot=True) for page in pages]
    running_heads, running_feet = _repeated(heads), _repeated(feet)
    kept: list[Page] = []
    for number, (page, head, foot) in enumerate(zip(pages, heads, feet, strict=True)):
        if not head and not foot:
            kept.append(page)
            continue
        below = [line.text for line in page if line not in head]
        dropped = {
            line
            for line in head
            if (pattern := _pattern(line.text)) in running_heads
            and (number > 0 or "#" in pattern or _MARKING.fullmatch(pattern) or says_again(line.text, below))
        }
        dropped |= {line for line in foot if _pattern(line.text) in running_feet}
        dropped |= {line for line in (*head, *foot) if _is_page_number(line) and _is_alone(line, page)}
        if number > 0 and _continues(head, pages[0]):
            dropped.update(head)
        middle = [line for line in page if line not in head and line not in foot]
        kept.append([line for line in (*head, *middle, *foot) if line not in dropped])
    return kept, [[line for line in foot if line in page] for foot, page in zip(feet, kept, strict=True)]


def _continues(head: Page, first: Page) -> bool:
    """Whether the head of a later page only says whose letter it is: what the first page said, and which page."""
    said = [line.text for line in first]
    return all(_is_page_number(line) or says_again(line.text, said) for line in head)


def _edge(page: Page, leading: float, *, at_foot: bool) -> Page:
    """The lines at one end of a page that a wide gap sets apart from the rest, in their order.

    Where they stand decides: many programs draw them last.
    """
    down = sorted(page, key=lambda line: line.base, reverse=not at_foot)
    found: list[Line] = []
    lines = 0
    for at, line in enumerate(down):
        if found and abs(line.base - found[-1].base) > _SAME_BASE * line.size:
            if abs(line.base - found[-1].base) > _EDGE_GAP * leading:
                return [each for each in page if each in down[:at]]
            lines += 1
            if lines == _EDGE_LINES:
                return []
        found.append(line)
    return []


def _is_page_number(line: Line) -> bool:
    return len(line.text) <= _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(line.text) is not None


def _is_alone(line: Line, page: Page) -> bool:
    """Whether nothing stands beside it: a number beside others is a cell of a table."""
    return all(other is line or abs(other.base - line.base) > _SAME_BASE * line.size for other in page)


def _repeated(edges: Sequence[Page]) -> set[str]:
    """Patterns of lines that stand at that end of two pages and of half of them at least."""
    counts = Counter(pattern for edge in edges for pattern in {_pattern(line.text) for line in edge})
    return {pattern for pattern, count in counts.items() if count >= 2 and count >= len(edges) / 2}


def _pattern(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split())).casefold()


def _split_footnotes(page: Page, body_size: float) -> tuple[Page, Page]:
    """The lines of a page, and the footnotes below them."""
    first = len(page)
    while first > 0 and page[first - 1].size < (1 - SAME_SIZE) * body_size:
        first -= 1
    while first < len(page) and not _NOTE_MARK.match(page[first].text):
        first += 1
    return page[:first], page[first:]
