"""DOCX, read from its XML, with tracked changes as accepted.

Text goes out in this order: the first page's header (the letterhead), text boxes where they are anchored,
paragraphs and tables in their order, footnotes and endnotes at the end. Footers, comments and hidden text are
left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from tracker.letters import formats
from tracker.letters.blocks import Block, render, row_blocks
from tracker.letters.cleaning import clean_block, says_again
from tracker.letters.lettertext import LetterText, Limits
from tracker.letters.packages import PackageError, open_package
from tracker.letters.word_package import WordPackage, named
from tracker.letters.word_styles import Styles

_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = map(named, ("p", "tbl", "tr", "tc", "r"))
_REMOVED = frozenset(map(named, ("del", "moveFrom")))
_OPENED = frozenset(
    map(
        named,
        (
            "ins",
            "moveTo",
            "smartTag",
            "sdt",
            "sdtContent",
            "fldSimple",
            "customXml",
            "hyperlink",
            "dir",
            "bdo",
        ),
    )
)
_TEXT, _SYMBOL, _VALUE = named("t"), named("sym"), named("val")
_PROPERTIES, _CELL_PROPERTIES = named("pPr"), named("tcPr")
_END_DELETED = f"{named('rPr')}/{named('del')}"
_ROW_DELETED = f"{named('trPr')}/{named('del')}"
_HIDDEN = f"{named('rPr')}/{named('vanish')}"
_PIECES = {
    named("tab"): "\t", named("ptab"): "\t", named("br"): "\n", named("cr"): "\n", named("noBreakHyphen"): "-",
}  # fmt: skip
_BOX = named("txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF = frozenset({"0", "false", "off"})
_LONGEST_REPEATED = 60
"""Characters of a cell that reaches over several rows and is said in each of them: a day, a name, no promise."""


def read(content: bytes, _source: str, limits: Limits) -> LetterText:
    """The text of a Word document."""
    try:
        with open_package(content, limits) as package:
            text = _text(WordPackage(package))
    except PackageError as error:
        return LetterText("", formats.DOCX, unread_reason=str(error))
    reason = (
        None
        if text
        else "The document holds no text; if it holds pictures of a letter, save it as PDF and add that."
    )
    return LetterText(text, formats.DOCX, unread_reason=reason)


def _text(package: WordPackage) -> str:
    body = list(_Body(package.document, Styles(package)).blocks())
    header = [block for block in _header(package) if not says_again(block.text, (each.text for each in body))]
    return render([*header, *body, *_notes(package)])


class _Body:
    """Walks the paragraphs and tables of a document, counting its lists."""

    def __init__(self, root: etree._Element, styles: Styles) -> None:
        self._root = root
        self._styles = styles
        self._numbers: Counter[tuple[str, int]] = Counter()
        self._group = 0
        self._list: str | None = None
        self._carried = ""
        """The text of a paragraph whose end was deleted: it goes on in the next one."""

    def blocks(self) -> Iterator[Block]:
        body = self._root.find(named("body"))
        if body is not None:
            yield from self._walk(body)
        if self._carried:
            yield Block(self._carried)

    def _walk(self, container: etree._Element) -> Iterator[Block]:
        for child in _opened(container):
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child)
            elif child.tag == _TABLE:
                yield from self._rows(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        for text in _text_boxes(paragraph):
            yield Block(text)
        text = self._carried + _words(paragraph)
        properties = paragraph.find(_PROPERTIES)
        end_deleted = properties is not None and properties.find(_END_DELETED) is not None
        self._carried = text if end_deleted else ""
        text = clean_block(text)
        if not text or end_deleted:
            return
        style = self._styles.of(properties)
        marker = self._draw(style.list_id, style.level, style.list_kind)
        of_list = style.list_id if style.list_kind else None
        if of_list != self._list:
            self._group += 1
            self._list = of_list
        yield Block(marker + text, heading=style.heading, group=self._group if of_list else 0)

    def _draw(self, list_id: str, depth: int, kind: str | None) -> str:
        """The bullet or number that Word would draw."""
        if kind is None:
            return ""
        if kind == "bullet":
            return "- "
        self._numbers[list_id, depth] += 1
        for deeper in [key for key in self._numbers if key[0] == list_id and key[1] > depth]:
            del self._numbers[deeper]
        count = self._numbers[list_id, depth]
        return f"{chr(96 + count)}. " if kind == "lowerLetter" and count <= 26 else f"{count}. "

    def _rows(self, table: etree._Element) -> Iterator[Block]:
        self._group += 1
        self._list = None
        group = self._group
        above: dict[int, list[Block]] = {}
        rows = [row for row in _opened(table) if row.tag == _ROW and row.find(_ROW_DELETED) is None]
        for row in rows:
            yield from row_blocks(self._cells(row, above), group, alone=len(rows) == 1)

    def _cells(self, row: etree._Element, above: dict[int, list[Block]]) -> list[list[Block]]:
        """The cells of a row; `above` holds, by column, those that may reach down into the next."""
        held: list[list[Block]] = []
        column = 0
        for cell in (child for child in _opened(row) if child.tag == _CELL):
            properties = cell.find(_CELL_PROPERTIES)
            merged = None if properties is None else properties.find(named("vMerge"))
            if merged is not None and merged.get(_VALUE) != "restart":
                held.append(_said_again(above.get(column, [])))
            else:
                above[column] = list(self._walk(cell))
                held.append(above[column])
            column += _columns(properties)
        return held


def _opened(container: etree._Element) -> Iterator[etree._Element]:
    """The children, those inside wrappers too, without what tracked changes removed."""
    for child in container:
        if child.tag in _OPENED:
            yield from _opened(child)
        elif child.tag not in _REMOVED:
            yield child


def _said_again(cell: list[Block]) -> list[Block]:
    return cell if sum(len(block.text) for block in cell) <= _LONGEST_REPEATED else []


def _columns(properties: etree._Element | None) -> int:
    span = None if properties is None else properties.find(named("gridSpan"))
    value = "1" if span is None else span.get(_VALUE, "1")
    return int(value) if value.isdecimal() and len(value) < 4 else 1


def _words(paragraph: etree._Element) -> str:
    return "".join(text for run in _opened(paragraph) if run.tag == _RUN for text in _run(run))


def _run(run: etree._Element) -> Iterator[str]:
    hidden = run.find(_HIDDEN)
    if hidden is not None and hidden.get(_VALUE) not in _OFF:
        return
    for piece in run:
        if piece.tag == _TEXT:
            yield piece.text or ""
        elif piece.tag == _SYMBOL:
            yield _symbol(piece.get(named("char"), ""))
        elif piece.tag in _PIECES:
            yield _PIECES[str(piece.tag)]


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _text_boxes(paragraph: etree._Element) -> Iterable[str]:
    """Each paragraph in the text boxes anchored here, once: old and new Word get a copy each."""
    for box in paragraph.iter(_BOX):
        if next(box.iterancestors(_FALLBACK), None) is None:
            for inner in box.iter(_PARAGRAPH):
                if text := clean_block(_words(inner)):
                    yield text


def _header(package: WordPackage) -> Iterator[Block]:
    """What stands at the head of the first page."""
    section = next(package.document.iter(named("sectPr")), None)
    if section is None:
        return
    first = section.find(named("titlePg"))
    kind = "default" if first is None or first.get(_VALUE) in _OFF else "first"
    for reference in section.iterchildren(named("headerReference")):
        header = package.by_id(reference) if reference.get(named("type")) == kind else None
        if header is not None:
            texts = (text for paragraph in header.iter(_PARAGRAPH) for text in _of_header(paragraph))
            # Of a merged cell, or of a text box in two versions, once is enough.
            yield from (Block(text) for text in dict.fromkeys(texts))


def _of_header(paragraph: etree._Element) -> Iterator[str]:
    if next(paragraph.iterancestors(_FALLBACK), None) is None and (text := clean_block(_words(paragraph))):
        yield text


def _notes(package: WordPackage) -> Iterator[Block]:
    number = 0
    for root in (*package.of_kind("footnotes"), *package.of_kind("endnotes")):
        for note in root:
            # Notes with a type are Word's separator lines.
            if not isinstance(note.tag, str) or note.get(named("type")) is not None:
                continue
            text = clean_block(" ".join(_words(paragraph) for paragraph in note.iter(_PARAGRAPH)))
            if text:
                number += 1
                yield Block(f"{number} {text}")
