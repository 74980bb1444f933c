"""Bytes to text in this very process; `sandbox` is the way to read what strangers send."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from tracker.errors import UnreadableError
from tracker.letters import formats, plain_text
from tracker.letters.language import foreign_reason, language_of
from tracker.letters.lettertext import LetterText, Limits


class Read(Protocol):
    """What each format's module offers.

    It raises UnreadableError for what is no letter, and returns a LetterText with an `unread_reason` for a
    letter that a person must look at.
    """

    def __call__(self, content: bytes, source: str, limits: Limits, /) -> LetterText:
        """Text of one document."""


# Imported when a letter of that format comes: each costs tens or hundreds of milliseconds.
_MODULES = {
    formats.HTML: "web_page",
    formats.PDF: "pdf",
    formats.DOCX: "word",
    formats.DOC: "old_word",
    formats.ODT: "open_document",
    formats.RTF: "rich_text",
    formats.MAIL: "mail_file",
    formats.MBOX: "mail_file",
    formats.MSG: "outlook",
    **dict.fromkeys(formats.IMAGES, "picture"),
}


def read_letter(content: bytes, source: str, *, limits: Limits | None = None) -> LetterText:
    """The text of a letter in any format, and its language; `source` names it in messages.

    Raises UnreadableError for what is no letter at all: nothing in it, or no known format. What is a letter
    but could not be read comes back with an `unread_reason`.
    """
    return with_language(read_text(content, source, limits or Limits()))


def read_text(content: bytes, source: str, limits: Limits) -> LetterText:
    """As `read_letter`, but whatever the language."""
    if not content.strip():
        raise UnreadableError(f"{source}: is empty; there is no letter in it.")
    media_type = formats.sniff(content, source)
    letter = _reader(media_type)(content, source, limits)
    if len(letter.text) > limits.characters:
        reason = "The text is longer than a letter can be; give only the pages of the letter."
        return LetterText("", media_type, unread_reason=reason)
    if not letter.text.strip() and letter.unread_reason is None and not letter.parts:
        raise UnreadableError(f"{source}: holds nothing but blanks; there is no letter in it.")
    return letter


def read_part(content: bytes, name: str, limits: Limits) -> LetterText:
    """A letter inside another, one level of `limits.depth` used up. Raises UnreadableError."""
    if limits.depth <= 0:
        raise UnreadableError(
            f"{name}: lies deeper in other mails than is read; save it and add it on its own."
        )
    return read_text(content, name, replace(limits, depth=limits.depth - 1))


def with_language(letter: LetterText) -> LetterText:
    """The letter and its parts with their languages; one that is not English is left to a person."""
    code = language_of(letter.text)
    reason = letter.unread_reason or (None if code in {None, "en"} else foreign_reason(str(code)))
    parts = tuple(replace(part, letter=with_language(part.letter)) for part in letter.parts)
    return replace(letter, language=code, unread_reason=reason, parts=parts)


def _reader(media_type: str) -> Read:
    if media_type == formats.TEXT:
        return plain_text.read
    return cast("Read", import_module(f"tracker.letters.{_MODULES[media_type]}").read)
