"""Saved web pages: the letter, without what the site puts around it.

trafilatura says which blocks of the page are its main text; readability is the second opinion. Their answers
only point at the letter: the text itself is taken from the page, because both drop the short lines that make
a letter one (date, addressee, salutation, signature). The rules:

1. The blocks that trafilatura kept count, unless it kept navigation (over a tenth of its text lies in blocks
   of links) and readability kept at least half as much running text, or unless readability kept more than
   twice as much. Where neither kept anything, every block counts.
2. The letter reaches from the first to the last of them, upwards to the salutation and the short lines of the
   letterhead above it, downwards over the closing and the short lines of the signature below it. What follows
   the signature belongs to it where it begins as an annex does, or is a third as long as the letter.
3. Inside, blocks of links are left out, unless a salutation and a closing stand on both sides of them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from lxml import html

from tracker.letters import formats
from tracker.letters.blocks import Block, parse_page, read_blocks, render
from tracker.letters.lettertext import LetterText, Limits
from tracker.letters.plain_text import decode, decode_named
from tracker.model import LetterFacts

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_SALUTATION = re.compile(
    r"\s*[\"\u201c]?(?:Dear\b|To whom it may concern|Sirs?\b|Ladies and Gentlemen|Your Excellenc|Hello\b|Hi\b|Good (?:morning|afternoon))"
    r"[^\n]{0,100}$",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSING = re.compile(
    r"\s*(?:Yours\b|Sincerely\b|Respectfully\b|Faithfully\b|(?:With )?(?:very )?(?:kind|kindest|best|warm|warmest)\b[^\n]{0,20}\b(?:regards|wishes)\b"
    r"|Regards\b|Very truly\b)[^\n]{0,60}$",
    re.IGNORECASE | re.MULTILINE,
)
_IMPRINT = re.compile(r"\s*(?:\u00a9|\(c\)|Copyright\b|All rights reserved)", re.IGNORECASE)
_ANNEX = re.compile(
    r"\s*(?:P\.?\s?S\b|Annex|Appendix|Attachment|Enclos|Encl\b|Schedule|Cc\b|Note|\[?\d{1,2}\]?\s)",
    re.IGNORECASE,
)
_DATE_META = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "citation_publication_date",
    "date",
)
_SOME_LINKS = 0.2
_OF_A_LETTERHEAD = re.compile(r"\d|@|www\.|https?://", re.IGNORECASE)
_NOT_WORD = re.compile(r"\W+")
_HEAD_REACH, _HEAD_LINE = 12, 200
_FOOT_REACH, _FOOT_LINE = 6, 160
_LONG_ENOUGH = 25


def read(content: bytes, source: str, _limits: Limits) -> LetterText:
    """The letter on a page. `hints` holds the publication date that the page's head states, if any."""
    return read_markup(decode_page(content, source))


def decode_page(content: bytes, source: str) -> str:
    """Characters of a page: its byte order mark, the encoding it names, or the likeliest."""
    named = _CHARSET.search(content[:4096])
    if named and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode_named(content, named[1].decode("ascii"), source)
    return decode(content, source)


def read_markup(markup: str) -> LetterText:
    """The letter on a decoded page."""
    try:
        tree = parse_page(markup)
    except ValueError:
        return LetterText("", formats.HTML, unread_reason="The page holds no text.")
    blocks = read_blocks(tree, whole=False)
    text = render(_letter_blocks(blocks, markup))
    reason = None if text.strip() else "The page holds no text; open it in a browser and save it as PDF."
    return LetterText(text, formats.HTML, hints=LetterFacts(date=_stated_date(tree)), unread_reason=reason)


def read_mail_markup(markup: str) -> str:
    """All text of a mail's HTML body: a mail has no navigation around it."""
    try:
        return render(read_blocks(parse_page(markup), whole=True))
    except ValueError:
        return ""


def _letter_blocks(blocks: list[Block], markup: str) -> list[Block]:
    kept = _main_blocks(blocks, markup)
    if not kept:
        return blocks
    salutation = _last_before(_SALUTATION, blocks, kept[0], kept[-1])
    start = kept[0] if salutation is None else _first(blocks, kept, salutation)
    start = _reach_up(blocks, start, _HEAD_REACH if salutation is not None else 3)
    closing = _last_within(_CLOSING, blocks, salutation or start, kept[-1] + 4)
    end = kept[-1] if closing is None else _end(blocks, closing, kept[-1])
    return [
        block
        for index, block in enumerate(blocks[start : end + 1], start)
        if not _is_links(block)
        or (salutation is not None and closing is not None and salutation < index < closing)
    ]


def _first(blocks: list[Block], kept: list[int], salutation: int) -> int:
    """Where the letter begins at the latest: a menu above the salutation was kept by mistake."""
    return next((index for index in kept if index < salutation and not _is_menu(blocks[index])), salutation)


def _main_blocks(blocks: list[Block], markup: str) -> list[int]:
    """Indexes of the blocks that the libraries hold to be the main text (rule 1)."""
    squashed = [_squash(block.text) for block in blocks]

    def prose(indexes: Iterable[int]) -> int:
        return sum(len(squashed[index]) for index in indexes if not _is_links(blocks[index]))

    chosen = _kept(squashed, _trafilatura(markup))
    kept = prose(chosen)
    links = sum(len(squashed[index]) for index in chosen) - kept
    leaks = links > 0.1 * (links + kept)
    # Readability cannot keep twice as much where more than half is kept already: then it is not asked.
    if leaks or 2 * kept < prose(range(len(blocks))):
        second = _kept(squashed, _readability(markup))
        if prose(second) > 2 * kept or (leaks and 2 * prose(second) >= kept):
            chosen = second
    return [index for index in chosen if not _is_links(blocks[index])]


def _kept(squashed: list[str], opinion: str) -> list[int]:
    """Blocks whose words the opinion holds; short ones stand on too many pages to tell."""
    held = _squash(opinion)
    return [i for i, text in enumerate(squashed) if len(text) >= _LONG_ENOUGH and text[:200] in held]


def _trafilatura(markup: str) -> str:
    from trafilatura import extract  # noqa: PLC0415 - 220 ms, for pages only

    return extract(markup, include_comments=False, favor_recall=True, fast=True) or ""


def _readability(markup: str) -> str:
    from readability import Document  # noqa: PLC0415 - 70 ms, for pages only
    from readability.readability import Unparseable  # noqa: PLC0415

    try:
        summary = Document(markup).summary(html_partial=True)
    except Unparseable:
        return ""
    return "".join(html.fromstring(summary).itertext()) if summary.strip() else ""


def _squash(text: str) -> str:
    return _NOT_WORD.sub("", text).casefold()


def _is_links(block: Block) -> bool:
    """Mostly links with words; a link that shows its own address is part of the text."""
    return block.link_share > 0.5 and not block.text.lstrip("- >").startswith(("http", "www."))


def _is_menu(block: Block) -> bool:
    """Links with words between them, which are no address and hold no figure, as a letterhead or a date line does."""
    return block.link_share > _SOME_LINKS and not _OF_A_LETTERHEAD.search(block.text)


def _last_before(pattern: re.Pattern[str], blocks: list[Block], first: int, last: int) -> int | None:
    """The salutation nearest above the main text, or else the first inside it."""
    above = range(first, max(-1, first - _HEAD_REACH - 1), -1)
    inside = range(first, last + 1)
    return next((i for i in (*above, *inside) if pattern.match(blocks[i].text)), None)


def _last_within(pattern: re.Pattern[str], blocks: list[Block], first: int, last: int) -> int | None:
    places = range(min(last, len(blocks) - 1), first - 1, -1)
    return next((i for i in places if pattern.match(blocks[i].text)), None)


def _end(blocks: list[Block], closing: int, last: int) -> int:
    """The last block of a letter with a closing: an annex goes with it, an appeal of the site does not."""
    signed = _reach_down(blocks, closing)
    after = blocks[signed + 1 : last + 1]
    annexed = any(_ANNEX.match(block.text) for block in after)
    long = 3 * sum(len(block.text) for block in after) > sum(len(block.text) for block in blocks[:signed])
    return max(last, signed) if annexed or long else signed


def _reach_up(blocks: list[Block], start: int, reach: int) -> int:
    """Over the letterhead: short lines, up to the first block of links, or of words among links."""
    for index in range(start - 1, max(-1, start - 1 - reach), -1):
        block = blocks[index]
        if _is_links(block) or _is_menu(block) or len(block.text) > _HEAD_LINE:
            return index + 1
    return max(0, start - reach)


def _reach_down(blocks: list[Block], closing: int) -> int:
    """Over the signature: short lines that are no sentences, up to links, a heading or the site's imprint."""
    last = min(len(blocks) - 1, closing + _FOOT_REACH)
    return next((index - 1 for index in range(closing + 1, last + 1) if not _may_sign(blocks[index])), last)


def _may_sign(block: Block) -> bool:
    sentence = block.text.endswith((".", "!", "?")) and len(block.text.split()) > 7
    short = len(block.text) <= _FOOT_LINE
    return short and not (sentence or _is_links(block) or block.heading or _IMPRINT.match(block.text))


def _stated_date(tree: html.HtmlElement) -> dt.date | None:
    """The publication date in the page's meta elements, or in its only `time` element."""
    stated = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get(
            "content", ""
        )
        for meta in tree.iter("meta")
    }
    times = [element.get("datetime", "") for element in tree.iter("time")]
    candidates = [stated[name] for name in _DATE_META if name in stated] + (times if len(times) == 1 else [])
    return next((day for value in candidates if (day := _iso_day(value))), None)


def _iso_day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value.strip()[:10].replace("/", "-"))
    except ValueError:
        return None
