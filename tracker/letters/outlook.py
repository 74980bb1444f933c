"""Outlook's MSG files through python-oxmsg; the text has the shape that `mail_file` gives it."""

from __future__ import annotations

import re
import struct
from typing import cast

from oxmsg import Message
from oxmsg.attachment import Attachment
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.storage import Storage, Stream

from tracker.letters import formats
from tracker.letters.cleaning import clean
from tracker.letters.lettertext import AttachedLetter, LetterText, Limits
from tracker.letters.mail_file import compose, may_hold_letter, read_attachment, shown_date, shown_name
from tracker.letters.web_page import read_mail_markup
from tracker.model import LetterFacts

_FAILURES = (
    OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, struct.error,
    UnrecognizedCodePageError, UnsupportedEncodingError,
)  # fmt: skip
_ENCLOSED = "__substg1.0_3701000D"
_PROPERTIES = "__properties_version1.0"
_SHORT_HEADER = 24
_UNNAMED = "forwarded mail"
_DAMAGED = "The Outlook mail is damaged or cut off; save it again as .eml or PDF and add that."


def read(content: bytes, _source: str, limits: Limits) -> LetterText:
    """One mail with its attached letters."""
    try:
        return _letter(Message.load(content), limits)
    except _FAILURES:
        # python-oxmsg meets a damaged file with whatever the missing stream makes it stumble over.
        return LetterText("", formats.MSG, unread_reason=_DAMAGED)


def _letter(message: Message, limits: Limits, depth: int = 0) -> LetterText:
    sent = message.sent_date
    to = ", ".join(f"{person.name} <{person.email_address}>".strip() for person in message.recipients[:100])
    headers = {"From": message.sender or "", "To": to, "Subject": message.subject}
    if sent is not None:
        headers["Date"] = shown_date(sent)
    body = clean(message.body or "")
    rich = _rich_body(message)
    if rich and 2 * len(body) <= len(rich):
        body = rich
    storages = list(cast("Storage", message._storage).iter_attachment_storages())  # noqa: SLF001 - python-oxmsg hides enclosed mails
    parts: list[AttachedLetter] = []
    left_out: list[str] = []
    for each in storages[: limits.parts]:
        part = _part(each, limits, depth)
        if isinstance(part, AttachedLetter):
            parts.append(part)
        elif part is not None:
            left_out.append(part)
    reason = None if body.strip() or parts else "The mail holds no text and no letter; open it in Outlook."
    if left_over := len(storages[limits.parts :]):
        reason = (
            f"The mail holds {left_over} more attachments than are read; save them and add them one by one."
        )
    return LetterText(
        compose(headers, body),
        formats.MSG,
        hints=LetterFacts(date=None if sent is None else sent.date()),
        unread_reason=reason,
        parts=tuple(parts),
        left_out=tuple(left_out),
    )


def _rich_body(message: Message) -> str:
    try:
        markup = message.html_body
    except (LookupError, UnicodeError, UnrecognizedCodePageError, UnsupportedEncodingError):
        return ""
    return read_mail_markup(re.sub(r"\r\n?", "\n", markup)) if markup else ""


def _part(storage: Storage, limits: Limits, depth: int) -> AttachedLetter | str | None:
    """A letter or a mail attached to a mail; the name of what may hold a letter and was not read; else None."""
    enclosed = next((each for each in storage.storages if each.name == _ENCLOSED), None)
    if enclosed is not None:
        return _enclosed_mail(enclosed, limits, depth + 1)
    attachment = Attachment(storage)
    content = attachment.file_bytes if attachment.attached_by_value else None
    if not content:
        return None
    name, kind = shown_name(attachment.file_name), attachment.mime_type or ""
    letter = read_attachment(content, name, kind, limits)
    return letter or (name if may_hold_letter(name, kind) else None)


def _enclosed_mail(storage: Storage, limits: Limits, depth: int) -> AttachedLetter:
    """A mail attached as Outlook keeps it; it is no file of its own, so its text stands for its bytes."""
    if depth > limits.depth:
        reason = "The mail lies deeper in other mails than is read; open it in Outlook, save it and add it on its own."
        return AttachedLetter(
            _UNNAMED, storage.properties_stream_bytes, LetterText("", formats.MSG, unread_reason=reason)
        )
    message = Message(_as_whole(storage))
    letter = _letter(message, limits, depth)
    return AttachedLetter(shown_name(message.subject or _UNNAMED), letter.text.encode(), letter)


def _as_whole(storage: Storage) -> Storage:
    """An enclosed mail's header is eight bytes shorter than the one that python-oxmsg looks for ([MS-OXMSG] 2.4.1)."""
    streams = tuple(
        Stream(each.path, each.bytes_[:_SHORT_HEADER] + bytes(8) + each.bytes_[_SHORT_HEADER:])
        if each.name == _PROPERTIES
        else Stream(each.path, each.bytes_)
        for each in storage.streams
    )
    return Storage(storage.path, streams, storage.storages)
