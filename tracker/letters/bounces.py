"""Reports on mail that could not be delivered (RFC 3464), as they come into the mailbox.

They are written by strangers: nothing is parsed but single lines, which such reports hold unencoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.letters.cleaning import clean
from tracker.model import RETURN_HEADER

LONGEST_REPORT = 262_144
"""Bytes that are looked at; the head of the returned mail stands before its body."""
_LONGEST_REASON = 200
_FOLD = re.compile(rb"\r?\n[ \t]+")
_FIELD = re.compile(
    rf"^(Action|Status|Diagnostic-Code|Message-ID|{RETURN_HEADER}):[ \t]*([^\r\n]*)".encode(),
    re.IGNORECASE | re.MULTILINE,
)
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that came back, by what the report says."""

    message_ids: frozenset[str]
    """All that are named, angle brackets included; the report's own is among them."""
    token: str
    reason: str
    """The code and the words of the server that refused it, one line."""


def read_bounce(report: bytes) -> Bounce | None:
    """What a report tells of a mail of ours that failed for good; None where it tells nothing such."""
    fields: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(_FOLD.sub(b" ", report[:LONGEST_REPORT])):
        fields.setdefault(name.decode().lower(), []).append(value.decode("latin-1").strip())
    tokens = [token for token in fields.get(RETURN_HEADER.lower(), ()) if _TOKEN.fullmatch(token)]
    failed = any(action.lower() == "failed" for action in fields.get("action", ()))
    if not (failed and tokens):
        return None
    said = [*fields.get("status", ())[:1], *fields.get("diagnostic-code", ())[:1]]
    reason = " ".join(clean(" ".join(said)).split())[:_LONGEST_REASON]
    return Bounce(frozenset(fields.get("message-id", ())), tokens[0], reason or "no reason given")
