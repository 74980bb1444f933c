"""HTML as a list of blocks: paragraphs, headings, bullets, rows, each on its own, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from tracker.letters.cleaning import clean_block

_BLOCK_TAGS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
        footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th
        thead tr ul""",
    )
)
_UNREAD_TAGS = frozenset(
    re.findall(
        r"\w+",
        """head script style noscript template svg math canvas iframe object embed audio video map select
        option button input textarea dialog""",
    )
)
_FURNITURE_TAGS = frozenset({"nav", "aside", "menu"})
_FURNITURE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"}
)
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|breadcrumbs?|newsletter|subscribe|social|share|sharing|related|sidebar"
    r"|menu|navbar|comments?|advert|promo)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A site may well mark its whole page as "has-sidebar".
_LONGEST_FURNITURE = 1500
_LARGEST_SHARE = 0.4
_PAGE_FRAME_TAGS = frozenset({"header", "footer"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOTE = re.compile(r"[0-9]{1,3}|[*\u2020\u2021]")
_LONGEST_ROW = 400


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that stands on its own on the page."""

    text: str
    """With its bullet or number, and "> " before each line for every level of quotation."""
    link_share: float = 0.0
    """Part of its letters that are links to other pages, 0 to 1."""
    heading: bool = False
    group: int = 0
    """The list or table that a bullet or row belongs to, from 1; its blocks stand without empty lines."""


@dataclass
class _Page:
    """The state of one walk through a page."""

    blocks: list[Block] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    link_letters: int = 0
    in_link: int = 0
    in_pre: int = 0
    quotes: int = 0
    lists: list[int | None] = field(default_factory=list)
    """The next number of each open list; None for bullets."""
    groups: int = 0
    marker: str = ""
    heading: bool = False

    def add(self, text: str | None) -> None:
        if text:
            kept = text if self.in_pre else _BLANKS.sub(" ", text)
            self.buffer.append(kept)
            if self.in_link:
                self.link_letters += len(kept.strip())

    def flush(self, group: int = 0) -> None:
        """End the block that was being gathered."""
        raw = "".join(self.buffer)
        share = min(1.0, self.link_letters / max(1, len(raw.strip())))
        self.buffer.clear()
        self.link_letters = 0
        for part in re.split(r"\n[ \n]*\n", raw):
            if text := clean_block(part):
                lines = (self.marker + text).split("\n")
                quoted = "\n".join("> " * self.quotes + line for line in lines)
                inside = self.groups if self.marker else group
                self.blocks.append(Block(quoted, share, self.heading, inside))
                self.marker = ""


def parse_page(markup: str) -> html.HtmlElement:
    """The tree of a page, however broken. Raises ValueError where there is none."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    # An encoding named inside would contradict text that is decoded already.
    markup = re.sub(r"^\s*<\?xml[^>]*>", "", markup, count=1).replace("\x00", "")
    try:
        tree = html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ValueError("the page is empty") from error
    return tree


def read_blocks(tree: html.HtmlElement, *, whole: bool) -> list[Block]:
    """The visible blocks under `tree`; unless `whole`, without what the page itself marks as furniture."""
    page = _Page()
    length = sum(map(len, tree.itertext()))
    longest = int(min(_LONGEST_FURNITURE, _LARGEST_SHARE * length))

    def left_out(element: etree._Element, tag: str) -> bool:
        return not tag or _unread(element, tag) or (not whole and _furniture(element, tag, longest))

    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if left_out(element, tag):
                walk.skip_subtree()
            elif tag == "sup" and (mark := _note_mark(element)):
                page.add(mark)
                walk.skip_subtree()
            elif tag == "tr" and (cells := _data_cells(element)):
                _add_row(page, element, cells)
                walk.skip_subtree()
            else:
                _enter(page, element, tag)
        else:
            if not left_out(element, tag):
                _leave(page, element, tag)
            if element is not tree:
                page.add(element.tail)
    page.flush()
    return page.blocks


def render(blocks: list[Block]) -> str:
    """Blocks as text: an empty line between them, except within a list."""
    pieces: list[str] = []
    group = 0
    for block in blocks:
        if pieces:
            pieces.append("\n" if block.group and block.group == group else "\n\n")
        pieces.append(block.text)
        group = block.group
    return "".join(pieces)


def row_blocks(cells: list[list[Block]], group: int, *, alone: bool = False) -> list[Block]:
    """The cells of one row as one line, where it is data; else each block on its own: a laid-out letter.

    A row that is `alone` in its table with several lines in a cell lays out two addresses.
    """
    texts = [" ".join(block.text.replace("\n", " ") for block in cell) for cell in cells]
    filled = sum(1 for text in texts if text)
    plain = all(len(cell) <= 1 for cell in cells) and not (
        alone and any("\n" in block.text for cell in cells for block in cell)
    )
    if filled >= 2 and plain and sum(map(len, texts)) <= _LONGEST_ROW:
        return [Block(" | ".join(texts), group=group)]
    return [block for cell in cells for block in cell]


def _unread(element: etree._Element, tag: str) -> bool:
    return (
        tag in _UNREAD_TAGS
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
    )


def _furniture(element: etree._Element, tag: str, longest: int) -> bool:
    if tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if tag != "body" and _FURNITURE_NAMES.search(names) and _is_short(element, longest):
        return True
    # A header or footer inside the article is a letterhead or a signature as often as not.
    return tag in _PAGE_FRAME_TAGS and not any(
        parent.tag in {"article", "main"} for parent in element.iterancestors()
    )


def _note_mark(element: etree._Element) -> str:
    """The mark of a note that it links to, in brackets: else it would run on from a year or a sum."""
    text = "".join(element.itertext()).strip(" []()")
    parent = element.getparent()
    linked = next(element.iter("a"), None) is not None or (parent is not None and parent.tag == "a")
    return f"[{text}]" if linked and _NOTE.fullmatch(text) else ""


def _is_short(element: etree._Element, longest: int) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > longest:
            return False
    return True


def _enter(page: _Page, element: etree._Element, tag: str) -> None:
    if tag in _BLOCK_TAGS:
        page.flush()
    if tag == "table":
        page.groups += 1
    elif tag == "br":
        page.buffer.append("\n")
    elif tag in {"ol", "ul", "menu"}:
        page.groups += not page.lists
        page.lists.append(1 if tag == "ol" else None)
    elif tag == "li":
        page.marker = _marker(page)
    elif tag == "blockquote":
        page.quotes += 1
    elif tag == "pre":
        page.in_pre += 1
    elif tag in _HEADINGS:
        page.heading = True
    if _is_link(element, tag):
        page.in_link += 1
    page.add(element.text)


def _leave(page: _Page, element: etree._Element, tag: str) -> None:
    if tag in _BLOCK_TAGS:
        page.flush()
    if tag in {"ol", "ul", "menu"} and page.lists:
        page.lists.pop()
    elif tag == "li":
        page.marker = ""
    elif tag == "blockquote":
        page.quotes -= 1
    elif tag == "pre":
        page.in_pre -= 1
    elif tag in _HEADINGS:
        page.heading = False
    if _is_link(element, tag):
        page.in_link -= 1


def _marker(page: _Page) -> str:
    if not page.lists or page.lists[-1] is None:
        return "- "
    number = page.lists[-1]
    page.lists[-1] = number + 1
    return f"{number}. "


def _is_link(element: etree._Element, tag: str) -> bool:
    """A link to another page; addresses, telephone numbers and notes belong to the letter."""
    target = element.get("href") or ""
    return tag == "a" and bool(target) and not target.startswith(("mailto:", "tel:", "#"))


def _data_cells(row: etree._Element) -> list[str]:
    """The cells of a row of data; none where the table only lays out the page."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    if (
        len(cells) < 2
        or next(row.iter("br", "table", "div", "li", "script", "style", "h1", "h2", "h3"), None) is not None
    ):
        return []
    texts = [clean_block(" ".join(cell.itertext())).replace("\n", " ") for cell in cells]
    filled = sum(1 for text in texts if text)
    return texts if filled >= 2 and sum(map(len, texts)) <= _LONGEST_ROW else []


def _add_row(page: _Page, row: etree._Element, cells: list[str]) -> None:
    page.flush()
    page.add(" | ".join(cells))
    page.link_letters = sum(
        len("".join(link.itertext()).strip()) for link in row.iter("a") if _is_link(link, "a")
    )
    page.flush(page.groups)
