"""ODT: the text of OpenDocument, read from its XML.

The order is that of `word`: the page header (the letterhead), then the text with text boxes where they are
anchored, then the notes. Deleted text, comments and footers are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tracker.letters import formats
from tracker.letters.blocks import Block, render, row_blocks
from tracker.letters.cleaning import clean_block, says_again
from tracker.letters.lettertext import LetterText, Limits
from tracker.letters.packages import PackageError, open_package, read_part

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LEFT_OUT = frozenset(
    {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls", f"{_TEXT}table-of-content"}
)
_MOST_BLANKS = 100


def read(content: bytes, _source: str, limits: Limits) -> LetterText:
    """The text of an OpenDocument text."""
    try:
        with open_package(content, limits) as package:
            body = read_part(package, "content.xml")
            styles = read_part(package, "styles.xml") if "styles.xml" in package.namelist() else None
    except PackageError as error:
        return LetterText("", formats.ODT, unread_reason=str(error))
    text = render(list(_Walk(body, styles).blocks()))
    reason = (
        None
        if text
        else "The document holds no text; if it holds pictures of a letter, save it as PDF and add that."
    )
    return LetterText(text, formats.ODT, unread_reason=reason)


class _Walk:
    """One walk through a document, gathering notes on the way."""

    def __init__(self, body: etree._Element, styles: etree._Element | None) -> None:
        self._body = body
        self._styles = styles
        self._numbered = _numbered_lists([root for root in (body, styles) if root is not None])
        self._notes: list[str] = []
        self._group = 0

    def blocks(self) -> Iterator[Block]:
        header = list(self._header())
        body = [block for text in self._body.iter(f"{_OFFICE}text") for block in self._children(text)]
        yield from (block for block in header if not says_again(block.text, (each.text for each in body)))
        yield from body
        for number, note in enumerate(self._notes, 1):
            yield Block(f"{number} {note}")

    def _header(self) -> Iterator[Block]:
        """What stands at the head of the first page."""
        if self._styles is not None:
            headers = [
                next(self._styles.iter(f"{_STYLE}{name}"), None) for name in ("header-first", "header")
            ]
            first = next((header for header in headers if header is not None), None)
            yield from () if first is None else self._children(first)

    def _children(self, parent: etree._Element) -> Iterator[Block]:
        for child in parent:
            tag = child.tag
            if tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                yield from self._paragraph(child)
            elif tag == f"{_TEXT}list":
                self._group += 1
                yield from self._list(child, self._group, child.get(f"{_TEXT}style-name"))
            elif tag == f"{_TABLE}table":
                yield from self._rows(child)
            elif tag not in _LEFT_OUT and isinstance(tag, str):
                yield from self._children(child)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        # Text boxes stand inside the paragraph that they are anchored to.
        for box in element.iter(f"{_DRAW}text-box"):
            yield from self._children(box)
        if text := clean_block("".join(self._inline(element))):
            yield Block(text, heading=element.tag == f"{_TEXT}h")

    def _inline(self, element: etree._Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            yield from self._inside(child)
            yield child.tail or ""

    def _inside(self, child: etree._Element) -> Iterator[str]:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            yield " " * min(int(count) if count.isdecimal() else 1, _MOST_BLANKS)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag == f"{_TEXT}note":
            paragraphs = (" ".join(self._inline(p)) for p in child.iter(f"{_TEXT}p"))
            self._notes.append(clean_block(" ".join(paragraphs)).replace("\n", " "))
        elif child.tag not in _LEFT_OUT and child.tag != f"{_DRAW}frame" and isinstance(child.tag, str):
            yield from self._inline(child)

    def _list(
        self, element: etree._Element, group: int, style: str | None, depth: int = 1
    ) -> Iterator[Block]:
        entries = element.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header")
        for number, entry in enumerate(entries, 1):
            marker = f"{number}. " if (style, depth) in self._numbered else "- "
            for child in entry:
                if child.tag == f"{_TEXT}list":
                    yield from self._list(child, group, child.get(f"{_TEXT}style-name") or style, depth + 1)
                else:
                    for block in self._children_of_entry(child):
                        yield Block(marker + block.text, group=group if marker else 0)
                        marker = ""

    def _children_of_entry(self, child: etree._Element) -> Iterator[Block]:
        if child.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            yield from self._paragraph(child)
        else:
            yield from self._children(child)

    def _rows(self, table: etree._Element) -> Iterator[Block]:
        self._group += 1
        group = self._group
        rows = list(table.iter(f"{_TABLE}table-row"))
        for row in rows:
            cells = [list(self._children(cell)) for cell in row.iterchildren(f"{_TABLE}table-cell")]
            yield from row_blocks(cells, group, alone=len(rows) == 1)


def _numbered_lists(roots: list[etree._Element]) -> set[tuple[str | None, int]]:
    """(style name, level) of the lists that count."""
    numbered: set[tuple[str | None, int]] = set()
    for root in roots:
        for style in root.iter(f"{_TEXT}list-style"):
            for level in style.iterchildren(f"{_TEXT}list-level-style-number"):
                depth = level.get(f"{_TEXT}level", "1")
                if depth.isdecimal() and level.get(f"{_STYLE}num-format"):
                    numbered.add((style.get(f"{_STYLE}name"), int(depth)))
    return numbered
