"""Mails: EML files, the mails of mailbox files, web archives (MHTML).

The text begins with the header lines that a reader sees (From, To, Cc, Date, Subject), so that whoever reads
the text can tell sender and day; then the body. Quoted lines begin with "> ". Attached letters and enclosed
mails are letters of their own, in `parts`; pictures in the text, calendars, contact cards and signatures are
not letters.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.policy import default as email_default
from email.utils import parsedate_to_datetime
from functools import lru_cache
from mimetypes import guess_type
from typing import Any

from tracker.errors import UnreadableError
from tracker.letters import formats
from tracker.letters.cleaning import clean, clean_block
from tracker.letters.lettertext import AttachedLetter, LetterText, Limits
from tracker.letters.mailbox_file import read_mailbox
from tracker.letters.plain_text import decode_named
from tracker.letters.reading import read_part
from tracker.model import LetterFacts

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_LONGEST_HEADER = 4000
_LONGEST_NAME = 120
_PASSED_ON = re.compile(r"\s*(?:fwd?|wg|tr|rv|vs|enc)\s?:", re.IGNORECASE)
_QUOTED_FORWARD = re.compile(
    r"^> ?(?:Begin forwarded message|-+ ?(?:Forwarded|Original) message)", re.IGNORECASE | re.MULTILINE
)
_QUOTE_MARK = re.compile(r"^> ?", re.MULTILINE)
_SMALLEST_SCAN = 50_000
"""Bytes; smaller pictures are logos and buttons."""
_LETTER_TYPES = frozenset(
    {formats.PDF, formats.DOC, formats.DOCX, formats.ODT, formats.RTF, formats.MSG, formats.MAIL}
)
_NO_DOCUMENT = re.compile(
    r"(?:image|text|audio|video|font)/|application/(?:.*signature|pgp-|pkcs7|ics|vcard)"
)
"""Of an attachment that nobody looks into for a letter: pictures too small for one, calendars, cards, signatures."""
_TEXT_TYPES = {"text/plain": formats.TEXT, "text/html": formats.HTML}


class _Policy(EmailPolicy):
    """The default policy, with headers cut: parsing one takes time that grows with the square of its length.

    Each is parsed once, where the library would parse it at every look.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return _parsed_header(name, value)


@lru_cache(maxsize=64)
def _parsed_header(name: str, value: str) -> Any:
    return email_default.header_fetch_parse(name, value)


def read(content: bytes, source: str, limits: Limits) -> LetterText:
    """One mail, or the mails of a mailbox file as `parts`."""
    if content.startswith(b"From "):
        return read_mailbox(content, source, limits.parts, lambda mail, name: read_part(mail, name, limits))
    try:
        message = message_from_bytes(content, policy=_Policy())
        return _Mail(message, source, limits).letter()
    except RecursionError:
        return _unread(
            "The mail is nested deeper than any letter; open it in a mail program and save its parts."
        )


def compose(headers: dict[str, str], body: str) -> str:
    """Header lines, an empty line, the body."""
    lines = [f"{name}: {' '.join(clean(headers[name]).split())}" for name in _SHOWN if headers.get(name)]
    return "\n".join(lines) + "\n\n" + body.strip("\n")


def unquoted_forward(body: str) -> str:
    """A message that was passed on as a quotation ("> Begin forwarded message:"), without its marks."""
    begun = _QUOTED_FORWARD.search(body)
    return body if begun is None else body[: begun.start()] + _QUOTE_MARK.sub("", body[begun.start() :])


def shown_date(moment: dt.datetime) -> str:
    """As the sender's clock said: "14 March 2024 09:30 +0100"."""
    return f"{moment.day} {moment:%B %Y %H:%M %z}".strip()


def shown_name(name: str | None) -> str:
    """A file name for showing: its last component, without invisible characters."""
    last = re.split(r"[/\\]", clean(name or ""))[-1].strip(" .")
    return " ".join(last.split())[:_LONGEST_NAME] or "unnamed"


def read_attachment(content: bytes, name: str, stated_type: str, limits: Limits) -> AttachedLetter | None:
    """An attachment that is a letter, read; None for anything else."""
    try:
        found = formats.sniff(content, name)
    except UnreadableError:
        return None
    wanted = found in _LETTER_TYPES or (found in formats.IMAGES and len(content) >= _SMALLEST_SCAN)
    if found in _TEXT_TYPES.values():
        suffix = name.rpartition(".")[2].lower()
        wanted = stated_type in _TEXT_TYPES or suffix in {"txt", "htm", "html"}
    if not wanted:
        return None
    try:
        return AttachedLetter(name, content, read_part(content, name, limits))
    except UnreadableError:
        return None


def may_hold_letter(name: str, stated_type: str) -> bool:
    """Whether a person would look for a letter in an attachment that could not be read."""
    return not _NO_DOCUMENT.match(guess_type(name)[0] or stated_type)


class _Mail:
    """One mail on its way to being text."""

    def __init__(self, message: Message, source: str, limits: Limits) -> None:
        self._message = message
        self._source = source
        self._limits = limits
        self._bodies: list[str] = []
        self._attached: list[AttachedLetter] = []
        self._left_out: list[str] = []
        self._left_over = 0

    def letter(self) -> LetterText:
        """The mail's own text, and its attached letters."""
        if (page := self._saved_page()) is not None:
            return page
        self._visit(self._message, 0)
        sent = _date(self._message)
        headers = {name: _header(self._message, name) for name in _SHOWN}
        if sent is not None:
            headers["Date"] = shown_date(sent)
        body = "\n\n".join(text for text in self._bodies if text.strip())
        if _PASSED_ON.match(headers["Subject"]):
            body = unquoted_forward(body)
        return LetterText(
            compose(headers, body),
            formats.MAIL,
            hints=LetterFacts(date=None if sent is None else sent.date()),
            unread_reason=self._why_unread(body),
            parts=tuple(self._attached),
            left_out=tuple(self._left_out),
        )

    def _why_unread(self, body: str) -> str | None:
        if self._left_over:
            return f"The mail holds {self._left_over} more attachments than are read; save them and add them one by one."
        if not body.strip() and not self._attached:
            held = f" but {', '.join(self._left_out)}, which is not read" if self._left_out else ""
            return f"The mail holds no text and no letter{held}; open it in a mail program."
        return None

    def _saved_page(self) -> LetterText | None:
        """Browsers save pages as mails: there the page is the letter, and the headers are the browser's."""
        if (
            "Snapshot-Content-Location" not in self._message
            and "saved by" not in _header(self._message, "From").lower()
        ):
            return None
        from tracker.letters.web_page import read_markup  # noqa: PLC0415 - only pages need it

        for part in self._message.walk():
            if part.get_content_type() == "text/html":
                return read_markup(_text(part, self._source))
        return None

    def _visit(self, part: Message, depth: int) -> None:
        kind = part.get_content_type()
        if depth > self._limits.depth or len(self._attached) >= self._limits.parts:
            self._left_over += 1
        elif kind == "message/rfc822":
            self._attach(_enclosed(part), _header(_inner(part), "Subject") or "forwarded mail", kind)
        elif kind == "multipart/alternative":
            self._visit_alternatives(part, depth)
        elif part.is_multipart():
            for child in _children(part):
                self._visit(child, depth + 1)
        elif (
            kind in _TEXT_TYPES and not part.get_filename() and part.get_content_disposition() != "attachment"
        ):
            self._bodies.append(self._body(part))
        else:
            payload = part.get_payload(decode=True)
            inline = part.get("Content-ID") is not None and part.get_content_maintype() == "image"
            if isinstance(payload, bytes) and payload and not inline:
                self._attach(payload, part.get_filename(), kind)

    def _visit_alternatives(self, part: Message, depth: int) -> None:
        """Plain text, unless it is a mere remark that the mail is in HTML."""
        choices = list(_children(part))
        plain = next((c for c in choices if c.get_content_type() == "text/plain"), None)
        rich = next((c for c in reversed(choices) if c is not plain and not _is_calendar(c)), None)
        if plain is None or rich is None:
            only = rich or plain
            if only is not None:
                self._visit(only, depth + 1)
            return
        before = len(self._bodies)
        self._visit(rich, depth + 1)
        text = self._body(plain)
        if 2 * len(text) > sum(len(body) for body in self._bodies[before:]):
            self._bodies[before:] = [text]

    def _body(self, part: Message) -> str:
        text = _text(part, self._source)
        if part.get_content_type() == "text/html":
            from tracker.letters.web_page import read_mail_markup  # noqa: PLC0415 - only HTML needs lxml

            return read_mail_markup(text)
        return _unflow(clean(text), part) if part.get_param("format") == "flowed" else clean(text)

    def _attach(self, content: bytes, name: Any, kind: str) -> None:
        shown = shown_name(name and str(name))
        attached = read_attachment(content, shown, kind, self._limits)
        if attached is not None:
            self._attached.append(attached)
        elif may_hold_letter(shown, kind):
            self._left_out.append(shown)


def _text(part: Message, source: str) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return decode_named(payload, str(part.get_content_charset() or "utf-8"), source)


def _unflow(text: str, part: Message) -> str:
    """RFC 3676: a line that ends in a blank goes on in the next."""
    joint = "" if str(part.get_param("delsp")).lower() == "yes" else " "
    kept: list[str] = []
    for line in text.split("\n"):
        bare = line.removeprefix(" ")
        flows = bool(kept) and kept[-1].endswith(" ") and kept[-1] != "-- "
        if flows and bare.startswith(">") == kept[-1].startswith(">"):
            kept[-1] = kept[-1].rstrip(" ") + joint + (bare.lstrip("> ") if bare.startswith(">") else bare)
        else:
            kept.append(bare)
    return "\n".join(line if line == "-- " else line.rstrip(" ") for line in kept)


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    yield from (child for child in payload if isinstance(child, Message)) if isinstance(payload, list) else ()


def _inner(part: Message) -> Message:
    return next(_children(part), EmailMessage())


def _enclosed(part: Message) -> bytes:
    return _inner(part).as_bytes()


def _is_calendar(part: Message) -> bool:
    return part.get_content_type() in {"text/calendar", "text/x-amp-html"}


def _header(message: Message, name: str) -> str:
    """A header as a person reads it; raw where it cannot be parsed."""
    try:
        return clean_block(str(message.get(name, "")))
    except (ValueError, IndexError, LookupError, AttributeError, TypeError):
        # The parser of structured headers fails on malformed ones in these ways.
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        return clean_block(str(raw))


def _date(message: Message) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, OverflowError):
        return None


def _unread(reason: str) -> LetterText:
    return LetterText("", formats.MAIL, unread_reason=reason)
