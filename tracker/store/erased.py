"""What the chain says of personal values that were erased beside it.

The chain has only salted hashes of the values. Whoever forgets a person (`tracker.store.erasures`) replaces her name
and addresses in the values of her events, and gives those events a new salt that begins with `MARK`: from the old hash
nothing can be guessed any more, and it can no longer be recomputed. The hash of what is left stands in a record of
`erasures`, an audited table, so that from this event on the chain proves what is left. A value that was changed
otherwise has no such record. The bytes of mails to her are gone as well, with their hashes in the same record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from tracker.store.tables import erasures, event_values, events

MARK: Final = "-"
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_HASHES: Final = msgspec.json.Decoder(list[str])


@dataclass(frozen=True, slots=True)
class Recorded:
    """All erasures together."""

    values: Mapping[int, str]
    """By event, the hash of the values that were left."""
    contents: frozenset[str]
    """The hashes of what is gone."""


def recorded(connection: Connection) -> Recorded:
    """All erasures, by the events of the chain and not by their table."""
    query = (
        select(event_values.c.after)
        .select_from(events.join(event_values, event_values.c.seq == events.c.seq))
        .where(events.c.table_name == erasures.name, event_values.c.before.is_(None))
    )
    values: dict[int, str] = {}
    gone: set[str] = set()
    for after in connection.scalars(query):
        try:
            row = _OBJECT.decode(after)
            values |= {int(seq): left for seq, left in _OBJECT.decode(row["events"]).items()}
            gone.update(_HASHES.decode(row["contents"]))
        except (msgspec.DecodeError, KeyError, ValueError, TypeError):
            continue  # the chain's own check tells of it
    return Recorded(values, frozenset(gone))
