"""When the mailbox's server may be asked again after it refused our login: each refusal in a row doubles the wait.

Asking at every tick with a wrong password would lock the account on many servers.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tracker.errors import LoginRefusedError
from tracker.letters.mailbox import Mailbox
from tracker.store import heartbeat
from tracker.store.unit import reading

SHORTEST_REST = timedelta(minutes=5)
LONGEST_REST = timedelta(hours=4)


def resting_until(engine: Engine, now: datetime) -> datetime | None:
    """Until when the mailbox is left alone; None where it may be asked."""
    with reading(engine) as connection:
        until = heartbeat.last_beats(connection).get(heartbeat.MAILBOX_RESTS_UNTIL)
    return until if until is not None and now < until else None


def refused(engine: Engine, now: datetime) -> None:
    """Leave the mailbox alone: for as long as its server has been refusing, within the two bounds."""
    with reading(engine) as connection:
        beats = heartbeat.last_beats(connection)
    since, until = beats.get(heartbeat.MAILBOX_REFUSED_SINCE), beats.get(heartbeat.MAILBOX_RESTS_UNTIL)
    if since is None or until is None or until <= since:
        since = now
        heartbeat.beat(engine, heartbeat.MAILBOX_REFUSED_SINCE, since)
    rest = min(max(now - since, SHORTEST_REST), LONGEST_REST)
    heartbeat.beat(engine, heartbeat.MAILBOX_RESTS_UNTIL, now + rest)


def accepted(engine: Engine) -> None:
    """Ask as usual from now on."""
    with reading(engine) as connection:
        beats = heartbeat.last_beats(connection)
    since, until = beats.get(heartbeat.MAILBOX_REFUSED_SINCE), beats.get(heartbeat.MAILBOX_RESTS_UNTIL)
    if since is not None and until is not None and until > since:
        heartbeat.beat(engine, heartbeat.MAILBOX_RESTS_UNTIL, since)


def check(engine: Engine, now: datetime, open_mailbox: Callable[[], AbstractContextManager[Mailbox]]) -> str:
    """Log in and open the mailbox without changing it, even while it rests; a login that works ends the rest.

    Raises ConfigError, UnavailableError.
    """
    try:
        with open_mailbox() as mailbox:
            accepted(engine)
            return f"{mailbox.url} can be opened"
    except LoginRefusedError as error:
        until = resting_until(engine, now)
        if until is None:
            raise
        raise LoginRefusedError(f"{error} The scheduler asks again at {until:%H:%M} UTC.") from error
