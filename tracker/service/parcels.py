"""Messages on their way out, checked once more before they leave: things change after planning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tracker.clock import Clock
from tracker.followup.delivery import Cancellation, still_wanted
from tracker.mail.compose import quoted_letters
from tracker.model import Message
from tracker.service.people import staff_of
from tracker.store import audit, contents, letters, outbox
from tracker.store.unit import reading


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed message with its bytes, as checked when the chain stood at `checked`."""

    message: Message
    content: bytes
    cancelled: Cancellation | None
    """Why it must not go out any more."""
    checked: int


def check(store: Connection, messages: Sequence[Message], now: datetime) -> list[Parcel]:
    """Each message with its bytes, and whether it is still wanted at `now` (UTC)."""
    with reading(store) as connection:
        return _check(connection, messages, now)


def check_again(parcels: Sequence[Parcel], clock: Clock, store: Connection) -> list[Parcel]:
    """The parcels as they are now; looked at anew only where something but the outbox itself changed."""
    with reading(store) as connection:
        if not audit.changed_beside(connection, "messages", min(parcel.checked for parcel in parcels)):
            return list(parcels)
        return _check(connection, [parcel.message for parcel in parcels], clock())


def _check(connection: Connection, messages: Sequence[Message], now: datetime) -> list[Parcel]:
    checked = audit.checkpoint(connection).count
    covered = outbox.covered(connection, [message.id for message in messages])
    kept = contents.by_hashes(connection, [message.content_hash for message in messages])
    quoted = {message.id: quoted_letters(kept[message.content_hash].data) for message in messages}
    confidential = letters.confidential_among(connection, frozenset().union(*quoted.values()))
    staff = staff_of(connection)
    parcels = []
    for message in messages:
        about = covered[message.id]
        cancelled = still_wanted(
            message,
            [each.slot for each in about],
            {each.commitment.id: each.commitment for each in about if each.commitment and not each.withdrawn},
            staff,
            now,
            quoted_letters=quoted[message.id],
            confidential_letters=confidential,
            copied=[each.commitment.id for each in about if each.commitment and each.copied],
        )
        parcels.append(Parcel(message, kept[message.content_hash].data, cancelled, checked))
    return parcels
