"""Planned mail goes into the outbox, each slot only once.

Deciding and composing happen outside any transaction (see `reminding` and `digesting`); slots, messages and events
are then written together. A second planner, or the same one after a crash, finds the slots taken and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from tracker.followup.horizon import Mark
from tracker.mail.compose import Mail
from tracker.mail.tokens import stamped
from tracker.model import MessageKind, MessageState, Person, Slot
from tracker.store import marks, slots, tables
from tracker.store.unit import Act, TakenError, Unit, writing

BATCH = 50
"""Mails in one transaction: each one waits for the disk."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail that is due."""

    kind: MessageKind
    person: Person
    """Who reads it."""
    slots: tuple[Slot, ...]
    mail: Mail | None
    """None for a digest that has nothing to say: its slot is taken all the same."""


@dataclass(frozen=True, slots=True)
class Planning:
    """What one round of planning came to."""

    planned: tuple[Planned, ...] = ()
    unowned: int = 0
    """Commitments, of those looked at, that nobody is reminded of."""
    failed: tuple[str, ...] = ()
    """Mails that could not be composed, one sentence each; they are tried again in the next round."""
    marks: tuple[Mark, ...] = ()
    """To be kept when all of it stands in the outbox."""


def enqueue(engine: Engine, act: Act, found: Planning) -> int:
    """Write what was planned; returns how many mails were new.

    Where another planner was faster with part of a mail, the whole mail is left, and the next round plans the rest.
    """
    written = 0
    complete = not found.failed
    for first in range(0, len(found.planned), BATCH):
        batch = found.planned[first : first + BATCH]
        if _enqueue(engine, act, batch):
            written += _mails(batch)
            continue
        for planned in batch:
            if _enqueue(engine, act, [planned]):
                written += _mails([planned])
            else:
                complete = False
    if complete and found.marks:
        marks.keep(engine, found.marks)
    return written


def _mails(batch: Sequence[Planned]) -> int:
    return sum(planned.mail is not None for planned in batch)


def _enqueue(engine: Engine, act: Act, batch: Sequence[Planned]) -> bool:
    """Write these mails with their slots; False, and nothing written, where another planner was faster."""
    try:
        with writing(engine, act) as unit:
            _write(unit, batch)
    except TakenError:
        return False
    return True


def _write(unit: Unit, batch: Sequence[Planned]) -> None:
    mails = [(planned, planned.mail) for planned in batch if planned.mail is not None]
    hashes = unit.keep_many([(stamped(mail.content), "message/rfc822") for _, mail in mails])
    rows = [
        _message_row(planned, mail, content_hash, unit.act.at)
        for (planned, mail), content_hash in zip(mails, hashes, strict=True)
    ]
    # Where such a mail, known by its Message-ID, is in the outbox already, another planner was faster.
    numbers = iter(unit.insert_many_if_new(tables.messages, rows, "message.queued"))
    taken = []
    for planned in batch:
        message_id = None if planned.mail is None else next(numbers)
        taken += [(slot, message_id) for slot in planned.slots]
    slots.take(unit, taken)


def _message_row(planned: Planned, mail: Mail, content_hash: str, at: datetime) -> dict[str, Any]:
    return {
        "kind": planned.kind,
        "person_id": planned.person.id,
        "address": mail.to,
        "subject": mail.subject,
        "state": MessageState.QUEUED,
        "attempts": 0,
        "created": at,
        "message_id": mail.message_id,
        "content_hash": content_hash,
        "next_attempt": at,
    }
