"""What reading yields, and the limits it is held to."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model import LetterFacts

MEBIBYTE = 1024 * 1024
NO_FACTS = LetterFacts()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one letter may cost."""

    size: int = 50 * MEBIBYTE
    """Bytes of a file; a larger one is not opened."""
    unpacked: int = 128 * MEBIBYTE
    """Bytes that the parts of one compressed document may hold together."""
    characters: int = 5_000_000
    """Of text; a longer text is no letter."""
    parts: int = 200
    """Attachments and enclosed mails of one mail, which names how many more there are."""
    mails: int = 10_000
    """Of one mailbox file, which names how many more there are; each has the time of a letter of its own."""
    depth: int = 20
    """How deep mails may lie in mails."""
    pages: int = 2000
    """Of one document."""
    seconds: float = 10.0
    """Wall time for one letter."""
    memory: int = 512 * MEBIBYTE
    """Address space of the process that reads."""
    ocr: bool = False
    """Whether scans are read, too, which takes Tesseract and has limits of its own."""
    ocr_pages: int = 50
    """Pages of one scan; each may take `ocr_seconds`."""
    ocr_seconds: float = 60.0
    ocr_memory: int = 2048 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class AttachedLetter:
    """A document inside another: an attachment of a mail, a mail of a mailbox file."""

    name: str
    """As the sender gave it, for showing; never a path to write to."""
    content: bytes
    letter: LetterText


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text of one document, ready for extraction.

    `text` is in Unicode's composed form (NFC), lines end in a newline, and it holds no control or invisible
    formatting characters except tab and newline; all offsets count its characters. It is empty only where
    `unread_reason` says why, or where the document is a mailbox file, whose mails are its `parts`.
    """

    text: str
    media_type: str
    page_starts: tuple[int, ...] = (0,)
    """Offset at which each page begins; one entry where the format has no pages."""
    hints: LetterFacts = NO_FACTS
    """What the document states apart from its text, such as a page's publication date: a fallback only."""
    unread_reason: str | None = None
    """Why a person must look, and what would help; None for a letter that was read."""
    parts: tuple[AttachedLetter, ...] = ()
    left_out: tuple[str, ...] = ()
    """Names of attachments that may hold a letter and were not read: archives, sheets, what is no known format."""
    scanned_pages: tuple[int, ...] = ()
    """Pages, from 1, that are pictures of text and were not read: OCR could."""
    language: str | None = None
    """ISO 639-1 code of the language it is written in, where that could be told."""
