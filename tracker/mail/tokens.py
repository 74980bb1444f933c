"""A word in each mail that nobody can guess: a report that repeats it was written by somebody who had the mail."""

from __future__ import annotations

import secrets
from email.parser import BytesHeaderParser

from tracker.model import RETURN_HEADER


def stamped(content: bytes) -> bytes:
    """The mail with a new token in its header."""
    return f"{RETURN_HEADER}: {secrets.token_hex(16)}\r\n".encode() + content


def token_of(content: bytes) -> str | None:
    """The token of a mail."""
    token: str | None = BytesHeaderParser().parsebytes(content).get(RETURN_HEADER)
    return token
