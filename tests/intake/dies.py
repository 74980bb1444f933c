"""Run by tests in a process of its own: takes in what has come, and is killed at a given moment.

Arguments: home, port and user of the mailbox, or "-" for the folder `in` beside the home; the moment.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from jobs import find_job
from tracker.app import compose
from tracker.config import IntakeSettings, MailboxSettings, Place, Settings
from tracker.letters.mailbox import Mailbox
from tracker.service import intake
from tracker.store import mailboxes


def die(*_: Any) -> NoReturn:
    """As from outside, without any farewell."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


MOMENTS: dict[str, tuple[Any, str, Any]] = {
    "mark_seen": (Mailbox, "mark_seen", die),
    "move_mark": (mailboxes, "move_mark", die),
    "put_away": (intake, "put_away", die),
}


def main(home: Path, port: str, user: str, moment: str) -> None:
    """Take in until the moment comes."""
    owner, name, instead = MOMENTS[moment]
    setattr(owner, name, instead)
    if port == "-":
        settings = IntakeSettings(folder=str(home.parent / "in"), stable_seconds=0)
    else:
        mailbox = MailboxSettings(
            host="127.0.0.1", port=int(port), username=user, tls="none", name="Letters", timeout_seconds=10
        )
        settings = IntakeSettings(mailbox=mailbox)
    place = Place(home, f"sqlite:///{home / 'tracker.db'}", "ana", "ana")
    environ = {"TRACKER_IMAP_PASSWORD": "throw-away"}
    app = compose(place, Settings(intake=settings), lambda: datetime(2026, 6, 1, 9, tzinfo=UTC), environ)
    find_job("intake").run(app)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
