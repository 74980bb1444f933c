"""One invented letter in every format that letters come in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from io import BytesIO

from docx import Document
from fpdf import FPDF

from tests.letter_formats.outlook_file import outlook_mail

LETTERHEAD = ("Northfield Mining plc", "12 Harbour Street", "Port Ellis")
DATE = "14 March 2024"
BODY = (
    "Dear Ms Okafor,",
    (
        "Thank you for your letter of 2 February 2024 about the dam at Upper Creek. We take the concerns of the people "
        "who live downstream of it very seriously, and our engineers have inspected the long-term drainage works "
        "together with the council\u2019s own surveyors."
    ),
    (
        "We will publish the full inspection report by 30 June 2024. We will also meet the village council within 30 "
        "days of this letter, and until the works are finished we shall repeat that meeting in every quarter."
    ),
    "In addition, we will:",
)
BULLETS = (
    (
        "install a second filter at the outfall by 1 September 2024, and keep it in repair for as long as the mine is "
        "being worked;"
    ),
    "publish monthly readings.",
)
END = (
    "If the readings exceed \u20ac-denominated limits, we will stop the pumps at once.",
    "Yours sincerely,",
)
SIGNATURE = ("Jane Holt", "Director of Operations")

LINES = (
    *LETTERHEAD, DATE, *BODY, *(f"- {bullet}" for bullet in BULLETS), *END, *SIGNATURE,
)  # fmt: skip
"""What every format must give, line by line; empty lines aside."""


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, empty ones aside."""
    return tuple(line for line in text.split("\n") if line.strip())


def as_text() -> bytes:
    blocks = [
        "\n".join(LETTERHEAD),
        DATE,
        *BODY,
        "\n".join(f"- {b}" for b in BULLETS),
        *END,
        "\n".join(SIGNATURE),
    ]
    return "\n\n".join(blocks).encode()


def as_html() -> bytes:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in BODY)
    bullets = "".join(f"<li>{escape(text)}</li>" for text in BULLETS)
    end = "".join(f"<p>{escape(text)}</p>" for text in END)
    return (
        "<!doctype html><html><head><meta charset=utf-8><title>Answer</title></head><body>"
        "<nav><a href=/>Home</a> <a href=/all>All letters</a></nav><article>"
        f"<p>{'<br>'.join(LETTERHEAD)}</p><p>{DATE}</p>{paragraphs}<ul>{bullets}</ul>{end}"
        f"<p>{'<br>'.join(SIGNATURE)}</p></article><footer>We will never share your address.</footer></body></html>"
    ).encode()


def as_docx() -> bytes:
    document = Document()
    for text in ("\n".join(LETTERHEAD), DATE, *BODY):
        document.add_paragraph(text)
    for text in BULLETS:
        document.add_paragraph(text, style="List Bullet")
    for text in (*END, "\n".join(SIGNATURE)):
        document.add_paragraph(text)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_odt() -> bytes:
    def paragraph(text: str) -> str:
        return f"<text:p>{escape(text).replace(chr(10), '<text:line-break/>')}</text:p>"

    bullets = "".join(f"<text:list-item>{paragraph(text)}</text:list-item>" for text in BULLETS)
    start = "".join(map(paragraph, ("\n".join(LETTERHEAD), DATE, *BODY)))
    end = "".join(map(paragraph, (*END, "\n".join(SIGNATURE))))
    return open_document(f"{start}<text:list>{bullets}</text:list>{end}")


def open_document(body: str, header: str = "", *, own_first: bool = False) -> bytes:
    """An ODT file around the XML of its text and of its page header; with `own_first` the first page has none."""
    first = "<style:header-first/>" if own_first else ""
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        )
    )  # fmt: skip
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            zipfile.ZIP_DEFLATED,
        )
        package.writestr(
            "styles.xml",
            f"<office:document-styles{names}><office:master-styles><style:master-page><style:header>{header}"
            f"</style:header>{first}</style:master-page></office:master-styles></office:document-styles>",
        )
    return stream.getvalue()


def as_rtf() -> bytes:
    def escaped(text: str) -> str:
        return "".join(c if c < "\x80" else f"\\u{ord(c)}?" for c in text).replace("\n", "\\line ")

    start = "".join(f"\\pard {escaped(text)}\\par\n" for text in ("\n".join(LETTERHEAD), DATE, *BODY))
    bullets = "".join(f"\\pard{{\\pntext\\f1\\'B7\\tab}}{escaped(text)}\\par\n" for text in BULLETS)
    end = "".join(f"\\pard {escaped(text)}\\par\n" for text in (*END, "\n".join(SIGNATURE)))
    return (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Times;}{\\f1\\fcharset0 Symbol;}}\\f0\n"
        f"{start}{bullets}{end}}}"
    ).encode("ascii")


class Pages(FPDF):
    """Pages as an office's word processor sets them, with a running head and page numbers."""

    def __init__(self, head: str = "", *, from_page: int = 1) -> None:
        super().__init__()
        self.head = head
        self.from_page = from_page
        self.set_font("Times", size=11)
        self.core_fonts_encoding = "windows-1252"

    def header(self) -> None:
        if self.head and self.page_no() >= self.from_page:
            self.cell(0, 5, self.head, new_x="LMARGIN", new_y="NEXT")
            self.ln(8)

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="C")

    def paragraph(self, text: str, gap: float = 3, align: str = "L") -> None:
        self.multi_cell(0, 5, text, align=align, new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)


def as_pdf(head: str = "", fill: int = 0) -> bytes:
    """`fill` repeats the second paragraph, to make a letter of several pages."""
    pages = Pages(head)
    pages.add_page()
    pages.paragraph("\n".join(LETTERHEAD))
    for text in (DATE, *BODY[:2], *(BODY[1],) * fill, *BODY[2:]):
        pages.paragraph(text, align="J")
    for text in BULLETS:
        pages.paragraph(f"\u2022 {text}", gap=0)
    pages.ln(3)
    for text in END:
        pages.paragraph(text)
    pages.paragraph("\n".join(SIGNATURE))
    return bytes(pages.output())


def as_mail() -> bytes:
    message = EmailMessage()
    message["From"] = "Jane Holt <jane.holt@northfield.example>"
    message["To"] = "Ada Okafor <okafor@rivers.example>"
    message["Date"] = "Thu, 14 Mar 2024 09:30:00 +0100"
    message["Subject"] = "The dam at Upper Creek"
    message.set_content(as_text().decode())
    return message.as_bytes()


def as_outlook() -> bytes:
    return outlook_mail("The dam at Upper Creek", "jane.holt@northfield.example", as_text().decode())


FORMATS: dict[str, Callable[[], bytes]] = {
    "text": as_text, "html": as_html, "docx": as_docx, "odt": as_odt, "rtf": as_rtf, "pdf": as_pdf,
    "mail": as_mail, "outlook": as_outlook,
}  # fmt: skip
