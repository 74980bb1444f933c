"""Signs of how the product runs: when it last ticked, until when delivery rests. Not audited: nobody did anything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, select

from tracker.store.tables import heartbeat
from tracker.store.unit import write_unaudited

TICK = "tick"
"""When the scheduler last came to the end of a round."""
RESTING_UNTIL = "delivery rests until"
"""No mail is sent before: the server refuses our login or settings, and asking again could lock the account."""
MAILBOX_RESTS_UNTIL = "mailbox rests until"
MAILBOX_REFUSED_SINCE = "mailbox refused since"
"""The first of the refusals in a row of the login to the mailbox; none, where the rest does not end after it."""

CALENDAR = "working days counted by "
"""When days were last counted anew by the calendar whose name follows."""


def beat(engine: Engine, name: str, at: datetime) -> None:
    """Records the instant that `name` stands for, over the one before, in a transaction of its own."""
    write_unaudited(engine, heartbeat, {"name": name}, {"at": at})


def last_beats(connection: Connection) -> dict[str, datetime]:
    """The instant of each sign."""
    return {row.name: row.at for row in connection.execute(select(heartbeat))}
