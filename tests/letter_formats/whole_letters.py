"""Invented letters with lists, tables, footnotes and running heads, set in every format that letters come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html import escape
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from tests.letter_formats.outlook_file import outlook_mail
from tests.letter_formats.samples import Pages, open_document


@dataclass(frozen=True)
class Noted:
    """A paragraph with the mark of a footnote after its last word."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """A numbered list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """A table."""

    cells: tuple[tuple[str, ...], ...]


Block = str | Noted | Bullets | Steps | Rows


@dataclass(frozen=True)
class Whole:
    """A letter of about two pages."""

    head: tuple[str, ...]
    date: str
    body: tuple[Block, ...]
    note: str
    signature: tuple[str, ...]
    running_head: str
    """What stands at the head of each page."""
    from_second: bool = False
    """The first page has no running head."""


def _talk(*topics: str) -> tuple[str, ...]:
    """Paragraphs that promise nothing, long enough to fill pages."""
    return tuple(
        f"Thank you for asking about {topic}. Our staff have looked into it with care, together with the people who live "
        f"nearby, and they have read what was written about {topic} in the papers of the last two years. Much of "
        "that is right, some of it is not. The board was told of both in its spring meeting, and it has asked for "
        "the figures of the years before, which are on the shelves of the public library for everybody to see."
        for topic in topics
    )


MILL = Whole(
    ("Oldbrook Paper Mill Ltd", "4 Weir Lane", "Oldbrook"),
    "9 April 2024",
    (
        "Dear Ms Feld,",
        *_talk("the colour of the river", "the smell in Mill Street", "the trucks at night"),
        "We will publish the readings of all outfalls by 30 September 2024.",
        "Over the coming year we will:",
        Bullets(
            (
                (
                    "replace the two oldest filters by 1 December 2024, and keep the third in reserve for as long as the "
                    "new ones are being tried out;"
                ),
                "invite the fishing club to a visit within 30 days of this letter;",
                "stop deliveries between 22:00 and 6:00.",
            )
        ),
        *_talk("the price of clean steam", "the fish ladder", "the old dam"),
        Noted("The mill has used less water in each of the last five years"),
        "We shall repair the fish ladder before the end of May 2025.",
        Rows((("Outfall", "Flow in 2023"), ("North", "12 litres"), ("South", "30 litres"))),
        "If the readings exceed the limit of the licence, we will close the south outfall at once.",
        "Yours sincerely,",
    ),
    "Without the water that comes back from the second press.",
    ("Tomas Brandt", "Managing Director"),
    "Oldbrook Paper Mill Ltd",
)

COUNCIL = Whole(
    ("Harl District Council", "Town Hall", "Harl"),
    "17 January 2025",
    (
        "Dear Mr Osei,",
        *_talk("the playground in Ash Park", "the lamps on Station Road"),
        (
            "The Council will inspect every swing and slide in its parks by 28 February 2025, and it will put the results "
            "on its website within 14 days of the inspection."
        ),
        "The Council has decided on these steps:",
        Steps(
            (
                "We will close the playground until it has been made safe.",
                "We will replace the ground below the swings by 30 April 2025.",
                "We will tell the school in writing when the playground opens again.",
            )
        ),
        *_talk("the cost of the lamps", "the old trees", "the benches", "the paths", "the pond"),
        Noted("A lamp costs 240 euros a year"),
        Rows(
            (
                ("Street", "Lamps", "State"),
                ("Station Road", "14", "We will replace all lamps by 31 March 2025."),
                ("Ash Lane", "6", "in order"),
            )
        ),
        "We hope to find the money for the benches in the budget of 2026.",
        "Yours sincerely,",
    ),
    "Prices of 2024; we will update this figure every year.",
    ("Ruth Amadi", "Head of Parks"),
    "Harl District Council",
)

FARM = Whole(
    ("Tarn Valley Eggs plc", "Lower Farm", "Tarn Bridge"),
    "3 June 2024",
    (
        "Dear Dr Lund,",
        "We refer to your letter of 6 May 2024 about our barns.",
        *_talk("the heat in the barns", "the feed", "the vets", "the light"),
        (
            "Tarn Valley Eggs will move to barns without cages by the end of 2026. We commit to reporting our progress every "
            "six months, and we will not build any new cages from today on."
        ),
        "In detail we promise to:",
        Bullets(
            (
                "give each hen at least 1,100 cm\u00b2 of floor;",
                "have all barns audited by an outside vet by 15 November 2024; and",
                "publish the audit in full.",
            )
        ),
        *_talk("the price of eggs", "the shops", "the lorries", "the neighbours"),
        Noted("Our three barns hold 48,000 hens"),
        Rows((("Barn", "Hens"), ("One", "20,000"), ("Two", "20,000"), ("Three", "8,000"))),
        "Should a barn grow warmer than 30 degrees, our staff will open its roof and call the vet.",
        "Sincerely,",
    ),
    "As counted on 1 May 2024.",
    ("Ines Moreau", "Animal Welfare Officer"),
    "Tarn Valley Eggs plc, Lower Farm, Tarn Bridge",
)

PORT = Whole(
    ("Port of Ellmouth Authority", "Quay House", "Ellmouth"),
    "28 November 2023",
    (
        "Dear Professor Ade,",
        *_talk("the dust from the coal pier", "the noise of the cranes", "the dredging", "the seals"),
        (
            "We undertake to cover the coal pier no later than 31 August 2024; until then we will water the heaps "
            "twice a day."
        ),
        Steps(
            (
                "By 15 January 2024 we will set up two more stations that measure dust.",
                "We will share their readings with your institute every month.",
            )
        ),
        *_talk("the ferry", "the night shift", "the fish market", "the lighthouse", "the tides"),
        Noted("The station at the church measured too much dust on nine days of 2022"),
        "We will answer your remaining questions within two weeks of receipt of your list.",
        Rows((("Station", "Days over the limit"), ("Church", "9"), ("School", "2"))),
        "We are not able to move the coal pier, and we do not plan to.",
        "With kind regards,",
    ),
    "The limit is 50 micrograms in a cubic metre.",
    ("Peer Holm", "Harbour Master"),
    "Our answer to the Fairwater Watch",
    from_second=True,
)

ESTATE = Whole(
    ("Seri Hill Plantations Bhd", "Hill Office", "Seri"),
    "3 July 2023",
    (
        "Dear Ms Sand,",
        *_talk("the clearing below the ridge", "the houses of the pickers", "the spraying gangs"),
        "We have agreed on this action plan with the workers' committee, and will carry out every action in it:",
        Rows(
            (
                ("No", "Action", "Lead", "By"),
                (
                    "1",
                    "Credit all arrears of overtime to the 214 pickers, with a slip that shows how they were reckoned",
                    "Wages",
                    "31 August 2023",
                ),
                ("2", "Install lockers for passports at every gate", "Estate", "31 October 2023"),
                (
                    "3",
                    "Retrain all spraying gangs in the use of masks and gloves, and repeat the training for each new gang",
                    "Safety",
                    "15 December 2023",
                ),
                ("4", "Publish the map of the village", "Estate", "30 June 2024"),
            )
        ),
        *_talk("the school bus", "the market", "the clinic", "the chapel"),
        Noted("The estate employs 900 pickers"),
        "We will report on this plan to the committee and to you in every quarter.",
        "Yours faithfully,",
    ),
    "On 1 January 2023.",
    ("Mei Tan", "Head of Estates"),
    "Seri Hill Plantations Bhd",
)

LETTERS = {"mill": MILL, "council": COUNCIL, "farm": FARM, "port": PORT, "estate": ESTATE}


def as_text(letter: Whole) -> bytes:
    """Plain text with an empty line between paragraphs."""
    return _written(letter).encode()


def _written(letter: Whole) -> str:
    blocks = ["\n".join(letter.head), letter.date]
    for block in letter.body:
        match block:
            case Noted(text):
                blocks.append(f"{text} [1].")
            case Bullets(items):
                blocks.append("\n".join(f"- {item}" for item in items))
            case Steps(items):
                blocks.append("\n".join(f"{number}. {item}" for number, item in enumerate(items, 1)))
            case Rows(cells):
                blocks.append("\n".join(" | ".join(row) for row in cells))
            case text:
                blocks.append(text)
    return "\n\n".join([*blocks, "\n".join(letter.signature), f"[1] {letter.note}"])


def as_wrapped_text(letter: Whole) -> bytes:
    """Plain text as typewriters and old mail programs set it: no line is longer than 72 characters."""
    from textwrap import wrap

    lines: list[str] = []
    for line in _written(letter).split("\n"):
        hang = "   " if line.startswith(("- ", "1. ", "2. ", "3. ")) else ""
        lines += (
            wrap(line, 72, subsequent_indent=hang, break_long_words=False) if " | " not in line else [line]
        )
        lines += [""] if not line else []
    return "\n".join(lines).encode()


def as_html(letter: Whole) -> bytes:
    """A page of a site, with its menu."""
    return (
        "<!doctype html><html><head><meta charset=utf-8><title>Our answer</title></head><body>"
        "<nav><a href=/>Home</a> <a href=/all>All letters</a></nav><main><article>"
        f"{_markup(letter)}</article></main><footer>We will never share your address.</footer></body></html>"
    ).encode()


def _markup(letter: Whole) -> str:
    parts = [f"<p>{'<br>'.join(map(escape, letter.head))}</p><p>{letter.date}</p>"]
    for block in letter.body:
        match block:
            case Noted(text):
                parts.append(f'<p>{escape(text)}<sup><a href="#note">1</a></sup>.</p>')
            case Bullets(items):
                parts.append(f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>")
            case Steps(items):
                parts.append(f"<ol>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ol>")
            case Rows(cells):
                rows = "".join(
                    f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in cells
                )
                parts.append(f"<table>{rows}</table>")
            case text:
                parts.append(f"<p>{escape(text)}</p>")
    parts.append(f"<p>{'<br>'.join(map(escape, letter.signature))}</p>")
    return "".join([*parts, f'<p id="note">1 {escape(letter.note)}</p>'])


def as_docx(letter: Whole) -> bytes:
    """A Word document with a page header, a page number and a real footnote."""
    document = Document()
    document.sections[0].different_first_page_header_footer = letter.from_second
    document.sections[0].header.paragraphs[0].text = letter.running_head
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 2"
    for text in ("\n".join(letter.head), letter.date):
        document.add_paragraph(text)
    for block in letter.body:
        match block:
            case Noted(text):
                _add_footnote(document, document.add_paragraph(text), letter.note)
            case Bullets(items):
                for item in items:
                    document.add_paragraph(item, style="List Bullet")
            case Steps(items):
                for item in items:
                    document.add_paragraph(item, style="List Number")
            case Rows(cells):
                _add_table(document, cells)
            case text:
                document.add_paragraph(text)
    document.add_paragraph("\n".join(letter.signature))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_table(document: WordDocument, cells: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(len(cells), len(cells[0]))
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def _add_footnote(document: WordDocument, paragraph: Paragraph, note: str) -> None:
    names = nsdecls("w")
    mark = parse_xml(f"<w:r {names}><w:footnoteReference w:id='1'/></w:r>")
    paragraph._p.append(mark)  # type: ignore[arg-type]  # any element may stand in it
    paragraph.add_run(".")
    notes = (
        f"<w:footnotes {names}><w:footnote w:id='1'><w:p><w:r><w:footnoteRef/></w:r>"
        f"<w:r><w:t>{escape(note)}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def as_odt(letter: Whole) -> bytes:
    """An OpenDocument text with a page header and a real footnote."""

    def paragraph(text: str) -> str:
        return f"<text:p>{escape(text).replace(chr(10), '<text:line-break/>')}</text:p>"

    def items(texts: tuple[str, ...]) -> str:
        return "".join(f"<text:list-item>{paragraph(text)}</text:list-item>" for text in texts)

    note = (
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        f"{paragraph(letter.note)}</text:note-body></text:note>"
    )
    parts = [paragraph("\n".join(letter.head)), paragraph(letter.date)]
    for block in letter.body:
        match block:
            case Noted(text):
                parts.append(f"<text:p>{escape(text)}{note}.</text:p>")
            case Bullets(texts) | Steps(texts):
                parts.append(f"<text:list>{items(texts)}</text:list>")
            case Rows(cells):
                rows = "".join(
                    "<table:table-row>"
                    + "".join(f"<table:table-cell>{paragraph(cell)}</table:table-cell>" for cell in row)
                    + "</table:table-row>"
                    for row in cells
                )
                parts.append(f"<table:table>{rows}</table:table>")
            case text:
                parts.append(paragraph(text))
    parts.append(paragraph("\n".join(letter.signature)))
    return open_document("".join(parts), paragraph(letter.running_head), own_first=letter.from_second)


def as_rtf(letter: Whole) -> bytes:
    """Rich text with a page header, a page number and a real footnote."""

    def escaped(text: str) -> str:
        return "".join(c if c < "\x80" else f"\\u{ord(c)}?" for c in text).replace("\n", "\\line ")

    def paragraph(text: str, mark: str = "") -> str:
        drawn = f"{{\\pntext {mark}\\tab}}" if mark else ""
        return f"\\pard {drawn}{escaped(text)}\\par\n"

    parts = [
        "\\titlepg" if letter.from_second else "",
        f"{{\\header\\pard {escaped(letter.running_head)}\\par}}{{\\footer\\pard Page \\chpgn\\par}}",
        paragraph("\n".join(letter.head)),
        paragraph(letter.date),
    ]
    for block in letter.body:
        match block:
            case Noted(text):
                note = f"{{\\super\\chftn}}{{\\footnote\\pard {{\\super\\chftn}} {escaped(letter.note)}}}"
                parts.append(f"\\pard {escaped(text)}{note}.\\par\n")
            case Bullets(items):
                parts += [paragraph(item, "\\'B7") for item in items]
            case Steps(items):
                parts += [paragraph(item, f"{number}.") for number, item in enumerate(items, 1)]
            case Rows(cells):
                parts += [
                    f"\\trowd {''.join(escaped(cell) + chr(92) + 'cell ' for cell in row)}\\row\n"
                    for row in cells
                ]
            case text:
                parts.append(paragraph(text))
    parts.append(paragraph("\n".join(letter.signature)))
    fonts = "{\\fonttbl{\\f0\\fcharset0 Times;}{\\f1\\fcharset0 Symbol;}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252{fonts}\\f0\n{''.join(parts)}}}".encode("ascii")


def as_pdf(letter: Whole) -> bytes:
    """Pages with a running head, page numbers, and the footnote in small type at the foot of the last one."""
    pages = Pages(letter.running_head, from_page=2 if letter.from_second else 1)
    pages.add_page()
    pages.paragraph("\n".join(letter.head))
    pages.paragraph(letter.date)
    for block in letter.body:
        match block:
            case Noted(text):
                pages.paragraph(f"{text}1.", align="J")
            case Bullets(items):
                _list(pages, [f"\u2022 {item}" for item in items])
            case Steps(items):
                _list(pages, [f"{number}. {item}" for number, item in enumerate(items, 1)])
            case Rows(cells):
                _table(pages, cells)
            case text:
                pages.paragraph(text, align="J")
    pages.paragraph("\n".join(letter.signature))
    pages.set_y(-32)
    pages.set_font("Times", size=8)
    pages.multi_cell(0, 4, f"1 {letter.note}", new_x="LMARGIN", new_y="NEXT")
    pages.set_font("Times", size=11)
    return bytes(pages.output())


def _list(pages: Pages, items: list[str]) -> None:
    for item in items:
        pages.paragraph(item, gap=0)
    pages.ln(3)


def _table(pages: Pages, cells: tuple[tuple[str, ...], ...]) -> None:
    """Ruled, each column as wide as its longest words, within bounds: then a cell has several lines."""
    widths = tuple(min(50, max(8, *map(len, column))) for column in zip(*cells, strict=True))
    with pages.table(
        col_widths=widths, line_height=6, text_align="LEFT", first_row_as_headings=False
    ) as table:
        for texts in cells:
            row = table.row()
            for text in texts:
                row.cell(text)
    pages.ln(3)


def as_mail(letter: Whole) -> bytes:
    """A mail in plain text."""
    return _mail(letter, _written(letter)).as_bytes()


def as_rich_mail(letter: Whole) -> bytes:
    """A mail in HTML with a mere remark in plain text."""
    message = _mail(letter, "This mail is in HTML.")
    message.add_alternative(f"<html><body>{_markup(letter)}</body></html>", subtype="html")
    return message.as_bytes()


def as_web_archive(letter: Whole) -> bytes:
    """A page as a browser saves it whole (MHTML)."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://letters.example/answer"
    message["Subject"] = "Our answer"
    message["MIME-Version"] = "1.0"
    message.set_content(as_html(letter).decode(), subtype="html")
    message.make_related()
    return message.as_bytes()


def as_outlook(letter: Whole) -> bytes:
    """An Outlook mail."""
    sent = parsedate_to_datetime(_DAYS[letter.date])
    return outlook_mail("Our answer", _sender(letter), _written(letter), sent=sent)


def _mail(letter: Whole, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{letter.signature[0]} <{_sender(letter)}>"
    message["To"] = "Fairwater Watch <post@fairwater.example>"
    message["Date"] = _DAYS[letter.date]
    message["Subject"] = "Our answer"
    message.set_content(text)
    return message


def _sender(letter: Whole) -> str:
    return f"post@{letter.head[0].split()[0].lower()}.example"


_DAYS = {
    MILL.date: "Tue, 09 Apr 2024 09:30:00 +0200",
    COUNCIL.date: "Fri, 17 Jan 2025 09:30:00 +0100",
    FARM.date: "Mon, 03 Jun 2024 09:30:00 +0200",
    PORT.date: "Tue, 28 Nov 2023 09:30:00 +0100",
    ESTATE.date: "Mon, 03 Jul 2023 09:30:00 +0800",
}

FORMATS: dict[str, Callable[[Whole], bytes]] = {
    "text": as_text, "wrapped": as_wrapped_text, "html": as_html, "docx": as_docx, "odt": as_odt, "rtf": as_rtf,
    "pdf": as_pdf, "mail": as_mail, "rich mail": as_rich_mail, "web archive": as_web_archive, "outlook": as_outlook,
}  # fmt: skip
