"""The invented letters laid out on pages as offices and browsers do it; what is drawn when is part of that."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from fpdf import FPDF

from tests.letter_formats.whole_letters import Bullets, Noted, Rows, Steps, Whole

IMPRINT = "Registered office: Long Quay 1, Ellmouth. Registered in Ellmouth no. 1234567. We will never ask for your password."


class Sheet(FPDF):
    """Pages of A5, so that letters break often."""

    def __init__(self, letter: Whole, *, left: float = 15) -> None:
        super().__init__(format=(148, 210))
        self.letter = letter
        self.core_fonts_encoding = "windows-1252"
        self.set_margins(left, 15, 15)
        self.set_auto_page_break(auto=True, margin=25)
        self.set_font("Times", size=10)
        self.add_page()

    def text_of(self, text: str, *, align: str = "J", gap: float = 3) -> None:
        self.multi_cell(0, 4.5, text, align=align, new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)

    def body(self, *, dots: bool = False) -> bytes:
        """All below the letterhead."""
        for block in self.letter.body:
            match block:
                case Noted(text):
                    self.text_of(f"{text}.")
                case Bullets(items):
                    self.entries([(item, "" if dots else "\u2022") for item in items])
                case Steps(items):
                    self.entries([(item, f"{number}.") for number, item in enumerate(items, 1)])
                case Rows(cells):
                    self.rows(cells)
                case text:
                    self.text_of(text)
        self.text_of("\n".join(self.letter.signature), align="L")
        self.set_font("Times", size=7)
        self.text_of(f"1 {self.letter.note}", align="L")
        return bytes(self.output())

    def entries(self, items: list[tuple[str, str]]) -> None:
        """A list with hanging marks; a dot where the mark is empty."""
        left = self.l_margin
        for text, mark in items:
            if self.will_page_break(14):
                self.add_page()
            if mark:
                self.cell(6, 4.5, mark)
            else:
                self.circle(left + 2, self.get_y() + 2.2, 0.6, style="F")
                self.set_x(left + 6)
            self.set_left_margin(left + 6)
            self.multi_cell(0, 4.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
            self.set_left_margin(left)
            self.set_x(left)
        self.ln(3)

    def rows(self, cells: tuple[tuple[str, ...], ...]) -> None:
        widths = tuple(min(40, max(10, *map(len, column))) for column in zip(*cells, strict=True))
        with self.table(
            width=self.epw,
            align="LEFT",
            col_widths=widths,
            line_height=4.5,
            padding=1.5,
            text_align="LEFT",
            first_row_as_headings=False,
        ) as table:
            for texts in cells:
                row = table.row()
                for text in texts:
                    row.cell(text)
        self.ln(3)


class FirstPageImprint(Sheet):
    """The sender on the left and the day on the right; an imprint below the first page only."""

    def footer(self) -> None:
        if self.page_no() == 1:
            self.set_y(-18)
            self.set_font("Times", size=7)
            self.multi_cell(0, 3, IMPRINT, align="C")
            self.set_font("Times", size=10)


class LaterHeads(Sheet):
    """From the second page on who gets it, when and which page it is, drawn after the text."""

    def footer(self) -> None:
        if self.page_no() > 1:
            self.set_y(5)
            self.cell(0, 4, self.letter.date, new_x="LMARGIN", new_y="NEXT")
            self.cell(0, 4, f"Page {self.page_no()}", new_x="LMARGIN", new_y="NEXT")


class LateHeads(Sheet):
    """A running head and page numbers, both drawn after the text."""

    def footer(self) -> None:
        self.set_y(4)
        self.cell(0, 4, "Private and confidential")
        self.set_y(-12)
        self.cell(0, 4, f"{IMPRINT[:40]}    {self.page_no()} of {{nb}}")


def imprint(letter: Whole) -> bytes:
    sheet = FirstPageImprint(letter)
    top = sheet.get_y()
    sheet.text_of("\n".join(letter.head), align="L", gap=6)
    below = sheet.get_y()
    sheet.set_y(top)
    sheet.text_of(letter.date, align="R")
    sheet.set_y(below)
    return sheet.body()


def to_the_right(letter: Whole) -> bytes:
    sheet = LaterHeads(letter)
    for text in ("\n".join(letter.head), letter.date):
        sheet.text_of(text, align="R")
    return sheet.body(dots=True)


def head_last(letter: Whole) -> bytes:
    """As above, and the letterhead is a box of its own that is drawn after the first paragraphs."""
    sheet = LateHeads(letter)
    top = sheet.get_y() + 5
    sheet.set_y(top + 30)
    sheet.text_of(letter.body[0] if isinstance(letter.body[0], str) else "")
    sheet.text_of(letter.body[1] if isinstance(letter.body[1], str) else "")
    below = sheet.get_y()
    sheet.set_y(top)
    for text in ("\n".join(letter.head), letter.date):
        sheet.text_of(text, align="L")
    sheet.set_y(below)
    sheet.letter = Whole(letter.head, letter.date, letter.body[2:], letter.note, letter.signature, "")
    return sheet.body()


def beside(letter: Whole) -> bytes:
    """The address in a narrow column of small type beside the letter."""
    sheet = LateHeads(letter, left=32)
    sheet.set_font("Times", size=7)
    for number, line in enumerate(("Quay House", "Long Quay 1", "Ellmouth", "post@quay.example")):
        sheet.text(8, 60 + 4 * number, line)
    sheet.set_font("Times", size=10)
    for text in ("\n".join(letter.head), letter.date):
        sheet.text_of(text, align="L")
    return sheet.body()


LAYOUTS: dict[str, Callable[[Whole], bytes]] = {
    "imprint": imprint, "to the right": to_the_right, "head last": head_last, "beside": beside,
}  # fmt: skip


def as_printed_page(letter: Whole, *, hyphens: str = "auto") -> str:
    """HTML for a browser to print."""
    style = (
        f"body{{font:11pt/1.35 serif}} p,li{{text-align:justify;hyphens:{hyphens}}} td{{border:1px solid;padding:4pt}}"
        ".head{display:flex;justify-content:space-between} table{border-collapse:collapse} td{vertical-align:top}"
    )
    parts = [
        f"<style>{style}</style>",
        f"<div class=head><p>{'<br>'.join(map(escape, letter.head))}</p><p>{letter.date}</p></div>",
    ]
    for block in letter.body:
        match block:
            case Noted(text):
                parts.append(f"<p>{escape(text)}.</p>")
            case Bullets(items):
                parts.append(f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>")
            case Steps(items):
                parts.append(f"<ol>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ol>")
            case Rows(cells):
                rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in cells)
                parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
            case text:
                parts.append(f"<p>{escape(text)}</p>")
    return f"<html lang=en>{''.join(parts)}<p>{'<br>'.join(map(escape, letter.signature))}</p><p>1 {letter.note}</p></html>"
