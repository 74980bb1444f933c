"""Mail that is due and mail that went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

RETURN_HEADER = "X-Tracker-Token"
"""The header with which a mail of ours can be known again by a report on it."""


class MessageKind(StrEnum):
    """What a mail is for; also the name of its template folder."""

    REMINDER = "reminder"
    DIGEST = "digest"
    TEST = "test"


class MessageState(StrEnum):
    """Where a message is on its way out."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to be mailed, once: the unique key of a rung or a digest period."""

    key: str
    """Such as "reminder/c12/v1/p3/-7" or "digest/p3/2026-11-23"."""
    person_id: int
    commitment_id: int | None = None
    deadline_version: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox; may cover many slots."""

    id: int
    kind: MessageKind
    person_id: int | None
    to: str
    """The bare address."""
    subject: str
    state: MessageState
    attempts: int
    created: datetime
    message_id: str
    """The Message-ID header, with its angle brackets; derived from the slot key."""
    content_hash: str
    """The rendered bytes, kept by their hash."""
    next_attempt: datetime
    lease_owner: str | None = None
    lease_until: datetime | None = None
    sent: datetime | None = None
    reason: str | None = None
    """Why it failed, was cancelled, or came back."""
    bounced: datetime | None = None
    """When a report came that it could not be delivered."""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Mailing:
    """One mail about a commitment, and what became of it. It names the reader, not the address."""

    commitment_id: int
    message_id: int
    """The row of the outbox."""
    reader: str
    state: MessageState
    created: datetime
    sent: datetime | None
    bounced: datetime | None
    reason: str | None
    """Why it failed, was cancelled or came back; may repeat an address."""
    reply: str | None
    """What the server said when it took it; may repeat an address."""
