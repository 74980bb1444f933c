"""DOCX through python-docx, with tracked changes as accepted.

Text goes out in this order: the first page's header (the letterhead), text boxes where they are anchored,
paragraphs and tables in their order, footnotes and endnotes at the end. Footers are left out.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from tracker.letters import formats
from tracker.letters.blocks import Block, render, row_blocks
from tracker.letters.cleaning import clean_block, says_again
from tracker.letters.lettertext import LetterText, Limits
from tracker.letters.packages import PackageError, open_package, parse_xml

_REMOVED = [qn(f"w:{name}") for name in ("del", "moveFrom")]
_UNWRAPPED = [
    qn(f"w:{name}") for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")
]
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DAMAGED = "The document is damaged or cut off; fetch it again, or save it as PDF and add that."


def read(content: bytes, _source: str, limits: Limits) -> LetterText:
    """The text of a Word document."""
    try:
        open_package(content, limits).close()
        document = Document(BytesIO(content))
        body = list(_Body(document).blocks())
        header = [
            each for each in _header(document) if not says_again(each.text, (block.text for block in body))
        ]
        blocks = [*header, *body, *_notes(document)]
    except PackageError as error:
        return LetterText("", formats.DOCX, unread_reason=str(error))
    except (
        PythonDocxError,
        BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        OSError,
    ):
        # python-docx meets a damaged package with whatever the missing part makes it stumble over.
        return LetterText("", formats.DOCX, unread_reason=_DAMAGED)
    text = render(blocks)
    reason = (
        None
        if text
        else "The document holds no text; if it holds pictures of a letter, save it as PDF and add that."
    )
    return LetterText(text, formats.DOCX, unread_reason=reason)


class _Body:
    """Walks the paragraphs and tables of a document, counting its lists."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._formats = _list_formats(document)
        self._styles = {
            style.get(qn("w:styleId"), ""): _value(style, "w:name")
            for style in document.styles.element.iterchildren(qn("w:style"))
        }
        self._group = 0
        self._list: str | None = None

    def blocks(self) -> Iterator[Block]:
        _accept_changes(self._document.element.body)
        yield from self._walk(self._document)

    def _walk(self, container: WordDocument | _Cell) -> Iterator[Block]:
        for block in container.iter_inner_content():
            if isinstance(block, Table):
                yield from self._rows(block)
            else:
                yield from self._paragraph(block)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Block]:
        for text in _text_boxes(paragraph._p):  # noqa: SLF001 - python-docx has no text boxes
            yield Block(text)
        text = clean_block(paragraph.text)
        if not text:
            return
        style = self._styles.get(paragraph._p.style or "", "")  # noqa: SLF001 - asking the paragraph is 100 times slower
        marker, of_list = self._marker(paragraph, style)
        if of_list != self._list:
            self._group += 1
            self._list = of_list
        yield Block(
            marker + text,
            heading=style.lower().startswith(("heading", "title")),
            group=self._group if of_list else 0,
        )

    def _marker(self, paragraph: Paragraph, style: str) -> tuple[str, str | None]:
        """The bullet or number that Word would draw, and the list it is of."""
        numbering = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")  # noqa: SLF001 - python-docx has no lists
        number = numbering.find(qn("w:numId")) if numbering is not None else None
        if numbering is None or number is None:
            kind = (
                "bullet"
                if style.startswith("List Bullet")
                else "decimal"
                if style.startswith("List Number")
                else None
            )
            return self._draw(style, "0", kind), style if kind else None
        level = numbering.find(qn("w:ilvl"))
        list_id = str(number.get(qn("w:val")))
        depth = str(level.get(qn("w:val"))) if level is not None else "0"
        kind = self._formats.get((list_id, depth), "bullet") if list_id != "0" else None
        return self._draw(list_id, depth, kind), list_id if kind else None

    def _draw(self, list_id: str, depth: str, kind: str | None) -> str:
        if kind is None or kind == "none":
            return ""
        if kind == "bullet":
            return "- "
        self._numbers[list_id, depth] += 1
        for deeper in [key for key in self._numbers if key[0] == list_id and key[1] > depth]:
            del self._numbers[deeper]
        count = self._numbers[list_id, depth]
        return f"{chr(96 + count)}. " if kind == "lowerLetter" and count <= 26 else f"{count}. "

    def _rows(self, table: Table) -> Iterator[Block]:
        self._group += 1
        self._list = None
        group = self._group
        for row in table.rows:
            # A merged cell appears once for each column it spans.
            cells = list({id(cell._tc): cell for cell in row.cells}.values())  # noqa: SLF001
            held = [list(self._walk(cell)) for cell in cells]
            yield from row_blocks(held, group)


def _header(document: WordDocument) -> Iterator[Block]:
    section = document.sections[0] if len(document.sections) else None
    if section is None:
        return
    header = section.first_page_header if section.different_first_page_header_footer else section.header
    if not header.is_linked_to_previous:
        _accept_changes(header._element)  # noqa: SLF001 - python-docx has no tracked changes
        for paragraph in header.iter_inner_content():
            if isinstance(paragraph, Paragraph):
                texts = [*_text_boxes(paragraph._p), clean_block(paragraph.text)]  # noqa: SLF001
                yield from (Block(text) for text in texts if text)
            else:
                cells = (clean_block(cell.text) for row in paragraph.rows for cell in row.cells)
                yield from (Block(text) for text in dict.fromkeys(cells) if text)


def _notes(document: WordDocument) -> Iterator[Block]:
    number = 0
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for relation in document.part.rels.values():
            if relation.reltype != kind or relation.is_external:
                continue
            root = parse_xml(relation.target_part.blob)
            _accept_changes(root)
            for note in root:
                # Notes with a type are Word's separator lines.
                text = clean_block(" ".join(_run_text(p) for p in note.iter(qn("w:p"))))
                if note.get(qn("w:type")) is None and text:
                    number += 1
                    yield Block(f"{number} {text}")


def _accept_changes(root: Any) -> None:
    """Drop what was deleted, keep what was inserted, and open the wrappers that python-docx passes over."""
    for element in list(root.iter(*_REMOVED)):
        element.getparent().remove(element)
    for element in list(root.iter(*_UNWRAPPED)):
        parent = element.getparent()
        at = parent.index(element)
        parent[at : at + 1] = list(element)


def _text_boxes(paragraph: Any) -> Iterable[str]:
    """Each paragraph in the text boxes anchored here, once: old and new Word get a copy each."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if next(box.iterancestors(_FALLBACK), None) is None:
            for inner in box.iter(qn("w:p")):
                if text := clean_block(_run_text(inner)):
                    yield text


def _run_text(paragraph: Any) -> str:
    tags = {qn("w:t"): None, qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
    found = (tags[element.tag] or element.text or "" for element in paragraph.iter(*tags))
    return "".join(found)


def _list_formats(document: WordDocument) -> dict[tuple[str, str], str]:
    """(list id, level) -> "bullet", "decimal", …, from the numbering part."""
    part = next(
        (r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING), None
    )
    if part is None:
        return {}
    root = parse_xml(part.blob)
    levels: dict[str | None, dict[str, str]] = {
        abstract.get(qn("w:abstractNumId")): {
            level.get(qn("w:ilvl"), "0"): _value(level, "w:numFmt") for level in abstract.iter(qn("w:lvl"))
        }
        for abstract in root.iter(qn("w:abstractNum"))
    }
    return {
        (number.get(qn("w:numId"), ""), depth): kind
        for number in root.iter(qn("w:num"))
        for depth, kind in levels.get(_value(number, "w:abstractNumId"), {}).items()
    }


def _value(element: etree._Element, name: str) -> str:
    child = element.find(qn(name))
    return "" if child is None else child.get(qn("w:val"), "")
