"""The outbox: what waits, what is on its way, what went out.

A sender calls `anything_due` while reading; only where there is work does it open a unit and `claim`. It sends
outside any transaction and settles each message in a unit of its own. A claim is a lease: when it runs out, another
sender may take the message, and the first can no longer settle it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Select, and_, bindparam, func, or_, select, text

from tracker.model import Commitment, Message, MessageKind, MessageState, Slot
from tracker.store import commitments as commitment_queries
from tracker.store.slots import slot
from tracker.store.tables import BOUNCED, UNSENT, events, letters, messages, slots
from tracker.store.tables import commitments as commitments_table
from tracker.store.unit import Unit

RETRIED = "message.retried"
"""The action of a person who sends a message again."""
_POSTPONED = "message.postponed"
_RELEASED = {"lease_owner": None, "lease_until": None}


@dataclass(frozen=True, slots=True)
class Covered:
    """A slot that a message covers, with its commitment as it stands now."""

    slot: Slot
    commitment: Commitment | None
    withdrawn: bool
    """The commitment's letter was withdrawn."""
    copied: bool
    """The commitment's letter counts as a copy of another."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """Messages that neither left nor failed."""

    messages: int
    since: datetime
    """When the first of them was queued."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages in the queue."""

    messages: int
    until: datetime
    """When the first of them may be tried."""


def by_id(connection: Connection, row_id: int) -> Message | None:
    """One message by its row, not by its Message-ID."""
    row = connection.execute(select(messages).where(messages.c.id == row_id)).first()
    return _message(row) if row else None


def by_message_id(connection: Connection, message_id: str) -> Message | None:
    """The message with this Message-ID header, angle brackets included."""
    row = connection.execute(select(messages).where(messages.c.message_id == message_id)).first()
    return _message(row) if row else None


def listing(
    connection: Connection, *, states: Collection[MessageState] = (), limit: int | None = None
) -> list[Message]:
    """Messages, latest first."""
    query = select(messages).order_by(messages.c.id.desc()).limit(limit)
    if states:
        query = query.where(messages.c.state.in_([state.value for state in states]))
    return [_message(row) for row in connection.execute(query)]


def undelivered(connection: Connection) -> list[Message]:
    """Messages that failed for good, or were sent and came back, latest first."""
    lost = or_(messages.c.state == MessageState.FAILED.value, text(BOUNCED))
    return [
        _message(row)
        for row in connection.execute(select(messages).where(lost).order_by(messages.c.id.desc()))
    ]


def about(connection: Connection, commitment_id: int) -> list[Message]:
    """All mail about one commitment, oldest first."""
    query = (
        select(messages)
        .where(messages.c.id.in_(select(slots.c.message_id).where(slots.c.commitment_id == commitment_id)))
        .order_by(messages.c.id)
    )
    return [_message(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[MessageState, int]:
    """How many messages are in each state; states without any are left out."""
    query = select(messages.c.state, func.count()).group_by(messages.c.state)
    return {MessageState(state): count for state, count in connection.execute(query)}


def unsent_before(connection: Connection, instant: datetime) -> Unsent | None:
    """What was queued before `instant` and still waits; None where nothing does."""
    query = select(func.count(), func.min(messages.c.created)).where(
        text(UNSENT), messages.c.created < instant
    )
    count, since = connection.execute(query).one()
    return Unsent(count, since) if count else None


def waiting(connection: Connection) -> Waiting | None:
    """What is queued, and when the first of it is to be tried; None where nothing is."""
    query = select(func.count(), func.min(messages.c.next_attempt)).where(
        text(UNSENT), messages.c.state == MessageState.QUEUED.value
    )
    count, until = connection.execute(query).one()
    return Waiting(count, until) if count else None


def failing_since(connection: Connection, row_id: int) -> datetime | None:
    """When its first attempt failed that a server could have answered; None where none did.

    Counted anew where a person sent it again.
    """
    query = select(events.c.action, events.c.at).where(
        events.c.table_name == messages.name,
        events.c.row_id == row_id,
        events.c.action.in_([_POSTPONED, RETRIED]),
    )
    since: datetime | None = None
    for action, at in connection.execute(query.order_by(events.c.seq)):
        if action == RETRIED:
            since = None
        elif since is None:
            since = datetime.fromisoformat(at)
    return since


def bounced_since(connection: Connection, instant: datetime) -> int:
    """How many messages that were sent came back since then."""
    query = select(func.count()).where(
        text(BOUNCED), messages.c.bounced >= instant, messages.c.state == MessageState.SENT.value
    )
    return connection.execute(query).scalar_one()


def anything_due(connection: Connection, now: datetime) -> bool:
    """Whether `claim` would find work at `now`."""
    return connection.execute(_due(now).limit(1)).first() is not None


def claim(unit: Unit, owner: str, now: datetime, lease: timedelta, limit: int) -> list[Message]:
    """Takes up to `limit` due messages for `owner` until `now + lease`, longest waiting first.

    Due are queued messages whose next attempt has come, and those whose sender let its lease run out. What another
    sender is claiming at this moment is passed over. Each claim counts as an attempt.
    """
    due = _due(now).limit(limit).with_for_update(skip_locked=True)
    found = unit.connection.execute(due).mappings().all()
    claimed = {"state": MessageState.SENDING, "lease_owner": owner, "lease_until": now + lease}
    changes = [{**claimed, "attempts": row["attempts"] + 1} for row in found]
    unit.update_found(messages, found, changes, "message.claimed")
    return [
        _of({**row, **new, "version": row["version"] + 1}) for row, new in zip(found, changes, strict=True)
    ]


def covered(connection: Connection, row_ids: Collection[int]) -> dict[int, list[Covered]]:
    """For the check just before sending: what each message is about, as it stands now."""
    query = (
        select(slots, letters.c.withdrawn, letters.c.duplicate_of)
        .select_from(slots)
        .outerjoin(commitments_table, commitments_table.c.id == slots.c.commitment_id)
        .outerjoin(letters, letters.c.id == commitments_table.c.letter_id)
        .where(slots.c.message_id.in_(sorted(row_ids)))
        .order_by(slots.c.message_id, slots.c.key)
    )
    rows = connection.execute(query).all()
    ids = {row.commitment_id for row in rows if row.commitment_id is not None}
    found = commitment_queries.by_ids(connection, ids)
    result: dict[int, list[Covered]] = {row_id: [] for row_id in row_ids}
    for row in rows:
        commitment = found.get(row.commitment_id)
        copied = row.duplicate_of is not None
        result[row.message_id].append(Covered(slot(row), commitment, bool(row.withdrawn), copied))
    return result


def mark_sent(unit: Unit, replies: Mapping[int, str | None], owner: str, at: datetime) -> bool:
    """Records that the server accepted them, with what it said. False: the lease of none is `owner`'s any more."""
    changes = {"state": MessageState.SENT, "sent": at, "reason": None, **_RELEASED}
    found = _mine(unit, replies, owner)
    notes = [replies[row["id"]] for row in found]
    unit.update_found(messages, found, [changes] * len(found), "message.sent", notes)
    return bool(found)


def mark_failed(unit: Unit, row_id: int, owner: str, reason: str) -> bool:
    """Records that it will not be tried again. False: the lease is no longer `owner`'s."""
    changes = {"state": MessageState.FAILED, "reason": reason, **_RELEASED}
    return _settle(unit, [row_id], owner, changes, "message.failed", reason)


def postpone(unit: Unit, row_id: int, owner: str, until: datetime, reason: str) -> bool:
    """Back into the queue until `until`. False: the lease is no longer `owner`'s."""
    changes = {"state": MessageState.QUEUED, "next_attempt": until, "reason": reason, **_RELEASED}
    return _settle(unit, [row_id], owner, changes, _POSTPONED, reason)


def rest(unit: Unit, message: Message, owner: str, until: datetime, reason: str) -> bool:
    """Back into the queue until `until`, as all of it waits: the claim does not count. False: no longer leased to `owner`."""
    changes = {
        "state": MessageState.QUEUED,
        "attempts": message.attempts - 1,
        "next_attempt": until,
        "reason": reason,
        **_RELEASED,
    }
    return _settle(unit, [message.id], owner, changes, "message.rested", reason)


def release(unit: Unit, message: Message, owner: str) -> bool:
    """Back into the queue untried: the claim does not count. False: the lease is no longer `owner`'s."""
    changes = {"state": MessageState.QUEUED, "attempts": message.attempts - 1, **_RELEASED}
    return _settle(unit, [message.id], owner, changes, "message.released", None)


def cancel(unit: Unit, row_id: int, owner: str, reason: str) -> bool:
    """Not to be sent after all, such as "resolved meanwhile". False: the lease is no longer `owner`'s."""
    changes = {"state": MessageState.CANCELLED, "reason": reason, **_RELEASED}
    return _settle(unit, [row_id], owner, changes, "message.cancelled", reason)


def _due(now: datetime) -> Select[Any]:
    # Written out, not bound: a bound value cannot use the partial index. What is being sent was due when it was
    # claimed, so the first two conditions hold for it as well.
    lapsed = or_(messages.c.state == MessageState.QUEUED.value, messages.c.lease_until <= now)
    return (
        select(messages)
        .where(text(UNSENT), and_(messages.c.next_attempt <= now, lapsed))
        .order_by(messages.c.next_attempt, messages.c.id)
    )


def _settle(
    unit: Unit, row_ids: Collection[int], owner: str, changes: dict[str, Any], action: str, note: str | None
) -> bool:
    found = _mine(unit, row_ids, owner)
    unit.update_found(messages, found, [changes] * len(found), action, [note] * len(found))
    return bool(found)


def _mine(unit: Unit, row_ids: Collection[int], owner: str) -> Sequence[RowMapping]:
    """Those that are still leased to `owner`."""
    return unit.connection.execute(_MINE, {"row_ids": sorted(row_ids), "owner": owner}).mappings().all()


_MINE = (
    select(messages)
    .where(
        messages.c.id.in_(bindparam("row_ids", expanding=True)),
        messages.c.lease_owner == bindparam("owner"),
        messages.c.state == MessageState.SENDING.value,
    )
    .order_by(messages.c.id)
    .with_for_update()
)


def _message(row: Row[Any]) -> Message:
    return _of(dict(row._mapping))  # noqa: SLF001 - its public name


def _of(row: dict[str, Any]) -> Message:
    return Message(
        id=row["id"],
        kind=MessageKind(row["kind"]),
        person_id=row["person_id"],
        to=row["address"],
        subject=row["subject"],
        state=MessageState(row["state"]),
        attempts=row["attempts"],
        created=row["created"],
        message_id=row["message_id"],
        content_hash=row["content_hash"],
        next_attempt=row["next_attempt"],
        lease_owner=row["lease_owner"],
        lease_until=row["lease_until"],
        sent=row["sent"],
        reason=row["reason"],
        bounced=row["bounced"],
        version=row["version"],
    )
