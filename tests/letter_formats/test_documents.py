"""What office programs put around the words: changes, notes, lists, tables, heads."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.letter_formats.outlook_file import compound_file
from tests.letter_formats.samples import open_document
from tracker.letters import LetterText, read_letter

W = nsdecls("w")


def read(document: WordDocument) -> LetterText:
    stream = BytesIO()
    document.save(stream)
    return read_letter(stream.getvalue(), "a.docx")


def append(document: WordDocument, xml: str) -> None:
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def test_tracked_changes_are_read_as_accepted() -> None:
    document = Document()
    append(
        document,
        f"<w:p {W}><w:r><w:t>We will pay </w:t></w:r><w:ins><w:r><w:t>all of it</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>half</w:delText></w:r></w:del><w:moveFrom><w:r><w:t> never</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t> in May.</w:t></w:r></w:moveTo></w:p>",
    )
    assert read(document).text == "We will pay all of it in May."


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    document = Document()
    append(
        document,
        f"<w:p {W}><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>We will pay </w:t></w:r></w:p>",
    )
    document.add_paragraph("in May.")
    assert read(document).text == "We will pay in May."


def test_rows_and_words_that_no_reader_sees_are_left_out() -> None:
    document = Document()
    append(
        document,
        f"<w:tbl {W}><w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>gone, too</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    )
    append(
        document,
        f"<w:p {W}><w:r><w:t>We will pay</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> nothing</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> in May.</w:t></w:r></w:p>",
    )
    assert read(document).text == "We will pay in May."


def test_a_cell_over_several_rows_is_said_in_each_if_it_is_short() -> None:
    document = Document()
    table = document.add_table(2, 3)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ("North", "pay", "now", "", "mend", "now"), strict=True
    ):
        cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    promise = "We will answer every letter that we are sent about the works, from wherever."
    table.cell(0, 1).merge(table.cell(1, 1)).text = promise
    assert read(document).text == f"North | {promise} | now\nNorth |  | now"


def test_lists_that_a_style_makes_are_lists() -> None:
    document = Document()
    styles = document.styles
    numbering = styles["List Bullet"].element.pPr.numPr
    style = styles.add_style("Steps of ours", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(deepcopy(numbering))
    child = styles.add_style("Steps & more", WD_STYLE_TYPE.PARAGRAPH)
    child.base_style = style
    for text in ("one", "two"):
        document.add_paragraph(text, style=child)
    assert read(document).text == "- one\n- two"


def rewritten(document: WordDocument, change: Callable[[str, bytes], tuple[str, bytes]]) -> LetterText:
    """The document with its parts under other names, or with other words in them."""
    stream, changed = BytesIO(), BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package, zipfile.ZipFile(changed, "w") as other:
        for name in package.namelist():
            other.writestr(*change(name, package.read(name)))
    return read_letter(changed.getvalue(), "a.docx")


def test_the_strict_form_is_read() -> None:
    document = Document()
    document.add_paragraph("We will pay.", style="List Bullet")

    def strict(name: str, content: bytes) -> tuple[str, bytes]:
        return name, content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    assert rewritten(document, strict).text == "- We will pay."


def test_parts_may_have_other_names_and_prefixes() -> None:
    document = Document()
    document.add_paragraph("Steps", style="Heading 1")
    document.add_paragraph("We will pay.", style="List Number")

    def other(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "word/styles.xml":
            content = content.replace(b"w:", b"x:").replace(b"xmlns:w=", b"xmlns:x=")
        changed = (
            content.replace(b"document.xml", b"document2.xml")
            if name.endswith(("s].xml", ".rels"))
            else content
        )
        return name.replace("document.xml", "document2.xml"), changed

    assert rewritten(document, other).text == "Steps\n\n1. We will pay."


def test_content_controls_and_fields_are_read() -> None:
    document = Document()
    append(
        document,
        f"<w:sdt {W}><w:sdtContent><w:p><w:fldSimple w:instr='DATE'><w:r><w:t>14 March 2024</w:t></w:r>"
        "</w:fldSimple></w:p></w:sdtContent></w:sdt>",
    )
    assert read(document).text == "14 March 2024"


def test_tables_are_rows_and_laid_out_letters_are_not() -> None:
    document = Document()
    document.add_paragraph("Before")
    data = document.add_table(2, 2)
    for cell, text in zip([c for row in data.rows for c in row.cells], "abcd", strict=True):
        cell.text = text
    layout = document.add_table(1, 2)
    layout.cell(0, 0).text = "Port Ellis"
    layout.cell(0, 1).text = "First paragraph."
    layout.cell(0, 1).add_paragraph("Second paragraph.")
    merged = document.add_table(1, 3)
    merged.cell(0, 0).merge(merged.cell(0, 2)).text = "Whole width"
    document.add_paragraph("After")
    assert read(document).text == (
        "Before\n\na | b\nc | d\n\nPort Ellis\n\nFirst paragraph.\n\nSecond paragraph.\n\nWhole width\n\nAfter"
    )


def test_a_letterhead_of_two_cells_keeps_its_lines() -> None:
    document = Document()
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "Northfield Mining plc\n12 Harbour Street"
    head.cell(0, 1).text = "14 March 2024"
    assert read(document).text == "Northfield Mining plc\n12 Harbour Street\n\n14 March 2024"


def test_the_letterhead_comes_first_and_the_footer_stays_out() -> None:
    document = Document()
    document.add_paragraph("We will pay.")
    document.sections[0].header.paragraphs[0].text = "Northfield Mining plc"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    assert read(document).text == "Northfield Mining plc\n\nWe will pay."


def test_numbered_lists_count_and_lists_stay_apart() -> None:
    document = Document()
    for style, text in (("List Number", "one"), ("List Number", "two"), ("List Bullet", "three")):
        document.add_paragraph(text, style=style)
    assert read(document).text == "1. one\n2. two\n\n- three"


def test_text_boxes_are_read_once() -> None:
    document = Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed date</w:t></w:r></w:p></w:txbxContent>"
    append(
        document,
        f"<w:p {W} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>Dear Ms Okafor,</w:t></w:r></w:p>",
    )
    assert read(document).text == "Boxed date\n\nDear Ms Okafor,"


def test_footnotes_of_word_follow_the_text() -> None:
    document = Document()
    document.add_paragraph("We will pay.")
    notes = (
        f"<w:footnotes {W}><w:footnote w:type='separator'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='1'><w:p><w:r><w:t>As agreed in 2019.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert read(document).text == "We will pay.\n\n1 As agreed in 2019."


def test_open_document_keeps_heads_notes_lists_and_rows() -> None:
    body = (
        "<text:tracked-changes><text:p>deleted words</text:p></text:tracked-changes>"
        "<text:p>We<text:s text:c='2'/>will pay<text:note><text:note-citation>7</text:note-citation><text:note-body>"
        "<text:p>As agreed.</text:p></text:note-body></text:note>.<office:annotation><text:p>why?</text:p>"
        "</office:annotation></text:p>"
        "<text:list><text:list-item><text:p>one</text:p><text:p>more of one</text:p></text:list-item>"
        "<text:list-item><text:p>two</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Site</text:p></table:table-cell>"
        "<table:table-cell><text:p>May</text:p></table:table-cell></table:table-row></table:table>"
        "<text:section><text:p><draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>"
        "last</text:p></text:section>"
    )
    letter = read_letter(open_document(body, "<text:p>Northfield</text:p>"), "a.odt")
    assert letter.text == (
        "Northfield\n\nWe will pay.\n\n- one\n\nmore of one\n\n- two\n\nSite | May\n\nboxed\n\nlast\n\n1 As agreed."
    )


def test_rich_text_keeps_heads_notes_and_rows() -> None:
    markup = (
        r"{\rtf1\ansi{\header\pard Northfield\par}{\footer\pard Page 1\par}"
        r"\pard We will pay{\footnote\pard As agreed.\par} all{\deleted none} of it\par"
        r"\trowd Site\cell May\cell\row \pard{\field{\*\fldinst{HYPERLINK x}}{\fldrslt here}}\par}"
    )
    letter = read_letter(markup.encode(), "a.rtf")
    assert letter.text == "Northfield\n\nWe will pay all of it\n\nSite | May\n\nhere\n\n1 As agreed."


def test_word_documents_of_the_old_format_wait_for_a_person() -> None:
    letter = read_letter(compound_file({"WordDocument": bytes(5000)}), "letter.doc")
    assert letter.text == ""
    assert letter.media_type == "application/msword"
    assert "save it as .docx" in (letter.unread_reason or "")


def test_documents_without_words_are_left_to_a_person() -> None:
    for content in (open_document("<text:p/>"), rb"{\rtf1\ansi \par}"):
        letter = read_letter(content, "a")
        assert letter.text == ""
        assert letter.unread_reason is not None
    assert read(Document()).unread_reason is not None
