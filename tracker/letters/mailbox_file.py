"""Mailbox files (mbox, RFC 4155): cut into their mails, and nothing more, so that any process may do it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tracker.errors import UnreadableError
from tracker.letters import formats
from tracker.letters.lettertext import AttachedLetter, LetterText

_FROM = re.compile(rb"^From \S+ .{0,80}\d{4}[ \t]*\r?\n", re.MULTILINE)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def split(content: bytes) -> list[bytes]:
    """The mails of a mailbox file, in their order."""
    starts = list(_FROM.finditer(content))
    ends = [start.start() for start in starts[1:]] + [len(content)]
    return [
        _ESCAPED.sub(rb"\1", content[start.end() : end]).rstrip(b"\r\n") + b"\n"
        for start, end in zip(starts, ends, strict=True)
    ]


def read_mailbox(
    content: bytes, source: str, most: int, read: Callable[[bytes, str], LetterText]
) -> LetterText:
    """The first `most` mails as `parts`, each as `read` reads it under its name; a single mail as itself."""
    mails = split(content)
    if len(mails) == 1:
        return read(mails[0], source)
    parts = []
    for number, mail in enumerate(mails[:most], 1):
        name = f"mail {number} of {source}"
        try:
            parts.append(AttachedLetter(name, mail, read(mail, name)))
        except UnreadableError as error:
            parts.append(AttachedLetter(name, mail, LetterText("", formats.MAIL, unread_reason=str(error))))
    left_over = len(mails) - len(parts)
    reason = (
        f"Only the first {len(parts)} of {len(mails)} mails in the mailbox are read at once; "
        f"put the last {left_over} into a file of their own and add that."
        if left_over
        else None
    )
    return LetterText("", formats.MBOX, unread_reason=reason, parts=tuple(parts))
