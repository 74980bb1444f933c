"""RTF through striprtf, which passes over lists' bullets and footnotes: these are made plain first."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from tracker.letters import formats
from tracker.letters.cleaning import clean_block, says_again
from tracker.letters.lettertext import LetterText, Limits

_FOOTNOTE = re.compile(r"\{(?:\\\*)?\\footnote\b")
_HEADER = re.compile(r"\{\\header[lr]?\b")
_FIRST_HEADER = re.compile(r"\{\\headerf\b")
_TITLE_PAGE = re.compile(r"\\titlepg\b")
_LINE = re.compile(r"\\line(?![a-z])")
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_DELETED = re.compile(r"\{[^{}\\]{0,20}(?:\\[a-z]{1,32}-?\d{0,10} ?){0,40}\\deleted\b")
_BULLET = re.compile(r"^ ?(?:[\u2022\u00b7\u25cf\u25aa\uf0b7]\s+|[o-]\t+)", re.MULTILINE)
_NUMBER = re.compile(r"^ ?(\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\t+", re.MULTILINE)
_ROW = re.compile(r"^.*\|$", re.MULTILINE)
_KINDS = (
    ("bullet", re.compile(r"- .*")),
    ("number", re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)] .*")),
    ("row", re.compile(r".* \| .*")),
)


def read(content: bytes, _source: str, _limits: Limits) -> LetterText:
    """The text of an RTF document; footnotes follow it."""
    markup = content.decode("latin-1")
    try:
        body, notes = _apart(markup, _FOOTNOTE)
        body, _ = _apart(body, _DELETED)
        body, first_headers = _apart(body, _FIRST_HEADER)
        body, headers = _apart(body, _HEADER)
        # The header of the first page counts only in a document that says so.
        headers = first_headers if _TITLE_PAGE.search(markup) else headers
        head = _plain(headers[0]) if headers else ""
        text = _plain(body)
        notes = [clean_block(_plain(note)).replace("\n", " ") for note in notes]
    except (ValueError, TypeError, IndexError, LookupError, OverflowError):
        # striprtf meets damaged control words with whatever int() and chr() make of them.
        reason = "The document is damaged or cut off; fetch it again, or save it as PDF and add that."
        return LetterText("", formats.RTF, unread_reason=reason)
    body_blocks = _blocks(text)
    header = [block for block in _blocks(head) if not says_again(block, body_blocks)]
    blocks = header + body_blocks + [f"{number} {note}" for number, note in enumerate(notes, 1) if note]
    whole = "\n\n".join(blocks)
    empty = None if whole else "The document holds no text; save it as PDF and add that."
    return LetterText(whole, formats.RTF, unread_reason=empty)


def _plain(markup: str) -> str:
    # Without their control word the drawn bullets and numbers become text; HYPERLINK fields keep theirs.
    # A line break within a paragraph becomes a vertical tab, which is not the end of a paragraph.
    opened = _LINE.sub(r"\\'0b", markup.replace("\\pntext", "").replace("HYPERLINK", "LINK"))
    return str(rtf_to_text(opened, errors="replace"))  # type: ignore[no-untyped-call]


def _apart(markup: str, opening: re.Pattern[str]) -> tuple[str, list[str]]:
    """The markup without the groups that begin so, and those groups."""
    kept: list[str] = []
    groups: list[str] = []
    at = 0
    while found := opening.search(markup, at):
        end = _group_end(markup, found.start())
        kept.append(markup[at : found.start()])
        groups.append("{" + markup[found.end() : end])
        at = end
    kept.append(markup[at:])
    return "".join(kept), groups


def _group_end(markup: str, start: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(markup, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(markup)


def _blocks(text: str) -> list[str]:
    """Each line of striprtf's is a paragraph, except for bullets and rows, which stay together."""
    text = _BULLET.sub("- ", text)
    text = _NUMBER.sub(r"\1 ", text)
    text = _ROW.sub(lambda row: " | ".join(cell.strip() for cell in row[0].rstrip("|").split("|")), text)
    blocks: list[str] = []
    before: str | None = None
    for line in text.split("\n"):
        block = clean_block(line)
        kind = next((name for name, pattern in _KINDS if pattern.fullmatch(block)), None)
        if kind is not None and kind == before:
            blocks[-1] += "\n" + block
        elif block:
            blocks.append(block)
        before = kind
    return blocks
