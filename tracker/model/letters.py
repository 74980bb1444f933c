"""Letters as they are kept."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum


class LetterState(StrEnum):
    """Whether the machine could read it, or a person must."""

    READ = "read"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Letter:
    """A document from a counterparty. Its bytes and its text are kept by their SHA-256 (hex)."""

    id: int
    content_hash: str
    text_hash: str | None
    source: str
    """The path, address or Message-ID that it came from."""
    media_type: str
    sender: str | None
    """Canonical name of the organisation bound."""
    recipient: str | None
    date: dt.date | None
    """The letter's own date."""
    received: dt.date
    reference: str | None
    case: str | None
    confidential: bool
    state: LetterState
    unread_reason: str | None = None
    withdrawn: bool = False
    version: int = 1
    received_known: bool = True
    """Somebody, or the mail server, said on which day it was received; else that is the day it was added."""
    language: str | None = None
    """ISO 639-1 code, where it could be told."""
    page_starts: tuple[int, ...] = ()
    """Offset in the text at which each page begins; empty where the format has no pages."""
    part_of: int | None = None
    """Id of the letter that it came in: the mail that it was attached to."""
    duplicate_of: int | None = None
    """Id of the letter whose text it repeats in another format: its promises stand in no list."""

    def page_of(self, offset: int) -> int | None:
        """The page, from 1, on which the character at `offset` stands; None without pages."""
        return bisect_right(self.page_starts, offset) or None
