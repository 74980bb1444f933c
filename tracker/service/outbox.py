"""The outbox as people look at it and set it right: list, show, send again, cancel, test the way out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from tracker.config import Settings
from tracker.errors import RefusedError, UsageError
from tracker.mail.compose import compose_test, sender_address
from tracker.mail.transports import Transport
from tracker.model import Event, Message, MessageState, Slot
from tracker.service import unknown
from tracker.store import audit, contents, heartbeat, outbox, slots, tables
from tracker.store.unit import Act, reading, writing

WAITING = frozenset({MessageState.QUEUED, MessageState.FAILED})
"""What a person may still send again or cancel: nobody is sending it, and it has not arrived."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message with its bytes, what it covers and what happened to it."""

    message: Message
    content: bytes
    slots: tuple[Slot, ...]
    history: tuple[Event, ...]


def listing(engine: Engine, state: MessageState | None = None) -> list[Message]:
    """Messages, newest first."""
    with reading(engine) as connection:
        return outbox.listing(connection, states=(state,) if state else ())


def undelivered(engine: Engine) -> list[Message]:
    """Messages that failed for good or came back, newest first."""
    with reading(engine) as connection:
        return outbox.undelivered(connection)


def waiting(engine: Engine, now: datetime) -> str | None:
    """A clause on what waits in the queue at `now` (UTC), and until when; None where nothing does."""
    with reading(engine) as connection:
        found = outbox.waiting(connection)
        resting = heartbeat.last_beats(connection).get(heartbeat.RESTING_UNTIL, now)
    if found is None:
        return None
    many = "1 message waits" if found.messages == 1 else f"{found.messages} messages wait"
    until = max(found.until, resting)
    if until <= now:
        return f"{many} for the next run"
    return f"{many}, the first until {until:%Y-%m-%d %H:%M:%S} UTC"


def view(engine: Engine, number: int) -> MessageView:
    """One message. Raises UnknownError."""
    with reading(engine) as connection:
        message = _find(connection, number)
        kept = contents.by_hash(connection, message.content_hash)
        assert kept is not None
        return MessageView(
            message,
            kept.data,
            tuple(slots.of_message(connection, number)),
            tuple(audit.history(connection, tables.messages, number)),
        )


def retry(engine: Engine, act: Act, number: int, note: str | None = None) -> None:
    """Send a failed or waiting message, or one that came back, with the next delivery. Raises UnknownError, RefusedError."""
    with writing(engine, act) as unit:
        message = _find(unit.connection, number)
        if not (message.state is MessageState.SENT and message.bounced):
            message = _find_waiting(unit.connection, number, "sent again")
        changes = {
            "state": MessageState.QUEUED,
            "next_attempt": act.at,
            "sent": None,
            "reason": None,
            "bounced": None,
        }
        unit.update(tables.messages, number, changes, outbox.RETRIED, note, message.version)
    heartbeat.beat(
        engine, heartbeat.RESTING_UNTIL, act.at
    )  # whoever asks for it mended what the queue rests for


def cancel(engine: Engine, act: Act, number: int, note: str) -> None:
    """Never send a failed or waiting message. Raises UnknownError, RefusedError, UsageError without a note."""
    if not note.strip():
        raise UsageError("Say why it is not to be sent: --note TEXT.")
    with writing(engine, act) as unit:
        message = _find_waiting(unit.connection, number, "cancelled")
        changes = {"state": MessageState.CANCELLED, "reason": note}
        unit.update(tables.messages, number, changes, "message.cancelled", note, message.version)


def send_test(settings: Settings, transport: Transport, address: str, now: datetime) -> None:
    """Send one mail past the outbox, to show that mail arrives. Raises DeliveryError, UsageError."""
    mail = compose_test(address, settings, now)
    sender = sender_address(settings.mail, settings.office).addr_spec

    async def send() -> None:
        async with transport:
            await transport.send(mail.content, sender, mail.to, mail.message_id)

    asyncio.run(send())


def check_transport(transport: Transport) -> str:
    """One sentence on how mail would leave now. Raises DeliveryError."""

    async def check() -> str:
        async with transport:
            return await transport.check()

    return asyncio.run(check())


def _find(connection: Connection, number: int) -> Message:
    message = outbox.by_id(connection, number)
    if message is None:
        raise unknown.no_id(connection, tables.messages, "message", number, "tracker outbox")
    return message


def _find_waiting(connection: Connection, number: int, verb: str) -> Message:
    message = _find(connection, number)
    if message.state not in WAITING:
        raise RefusedError(f"message {number} is {message.state}; only queued and failed ones can be {verb}.")
    return message
