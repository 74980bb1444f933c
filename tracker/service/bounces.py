"""Mail that came back. It is marked and told; nobody is struck off, because reports can be forged."""

from __future__ import annotations

from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import Connection, Engine

from tracker.letters.bounces import Bounce
from tracker.mail.tokens import token_of
from tracker.model import Message, MessageState
from tracker.store import contents, outbox, tables
from tracker.store.unit import Act, reading, writing

TOLD_FOR = timedelta(days=14)
"""So long a mail that came back is told of in the doctor's answers and the admins' digests."""


def undelivered(connection: Connection, now: datetime) -> int:
    """How many messages failed for good, or came back of late."""
    failed = outbox.counts(connection).get(MessageState.FAILED, 0)
    return failed + outbox.bounced_since(connection, now - TOLD_FOR)


def record(engine: Engine, act: Act, bounce: Bounce) -> Message | None:
    """Mark the message that came back; None where the report does not repeat a message's token: it is not ours."""
    with reading(engine) as connection:
        message = _message(connection, bounce)
    if message is None or message.bounced is not None:
        return message
    reason = f"came back: {bounce.reason}"
    changes = {"bounced": act.at} | ({"reason": reason} if message.state is MessageState.SENT else {})
    with writing(engine, act) as unit:
        unit.update(tables.messages, message.id, changes, "message.bounced", reason)
    return message


def _message(connection: Connection, bounce: Bounce) -> Message | None:
    for message_id in sorted(bounce.message_ids):
        message = outbox.by_message_id(connection, message_id)
        if message is None:
            continue
        kept = contents.by_hash(connection, message.content_hash)
        token = token_of(kept.data) if kept else None
        if token is not None and compare_digest(token, bounce.token):
            return message
    return None
