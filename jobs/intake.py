"""The job that takes in letters from the watched folder and the mailbox."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from jobs import JobReport
from tracker.app import App
from tracker.config import password
from tracker.errors import LoginRefusedError, TrackerError
from tracker.letters.folder import look
from tracker.letters.mailbox import open_mailbox
from tracker.service import logins
from tracker.service.intake import Desk, Intake, new_mails, take_folder, take_mailbox
from tracker.service.words import count


def run(app: App, *, dry_run: bool) -> JobReport:
    """Take in what has come; nothing to tell where neither a folder nor a mailbox is configured.

    Trouble with one way in does not keep letters from the other; alone it is raised.
    """
    if dry_run:
        return JobReport("intake", tuple(_forecast(app)))
    takings = list(_takings(app))
    notes = [note for taken in takings for note in taken.notes]
    added = sum(taken.added for taken in takings)
    known = sum(taken.known for taken in takings)
    left = sum(taken.left for taken in takings)
    stopped = [taken.stopped for taken in takings if taken.stopped]
    if len(stopped) == 1 and not (added or notes):
        raise stopped[0]
    lines = [f"{added} letters taken in"] if takings else []
    lines += [f"{known} were here before"] if known else []
    lines += [f"{left} wait for the next run"] if left else []
    failed = sum(taken.failed for taken in takings) + len(stopped)
    return JobReport("intake", (*lines, *notes, *map(str, stopped)), failed)


def _takings(app: App) -> Iterator[Intake]:
    settings = app.settings.intake
    folder = _folder(app)
    if folder is None and settings.mailbox.host is None:
        return
    desk = Desk(
        app.engine,
        app.stamp,
        app.readers,
        app.reading,
        app.settings.office.default_owner,
        app.zone,
        settings.batch,
    )
    if folder is not None:
        yield take_folder(desk, folder, lambda: time.sleep(settings.stable_seconds))
    if settings.mailbox.host is not None:
        yield _mails(app, desk)


def _mails(app: App, desk: Desk) -> Intake:
    settings = app.settings.intake.mailbox
    now = app.clock()
    if (until := logins.resting_until(app.engine, now)) is not None:
        note = f"the mailbox refused the login and is left alone until {until:%Y-%m-%d %H:%M} UTC; see: tracker doctor"
        return Intake(notes=[note], failed=1)
    try:
        with open_mailbox(settings, _password(app)) as mailbox:
            logins.accepted(app.engine)
            return take_mailbox(desk, mailbox, settings.known_senders)
    except LoginRefusedError as error:
        logins.refused(app.engine, now)
        return Intake(stopped=error)
    except TrackerError as error:
        return Intake(stopped=error)


def _forecast(app: App) -> Iterator[str]:
    """What lies there now; nothing is read, moved or marked."""
    settings = app.settings.intake
    if (folder := _folder(app)) is not None:
        yield f"{count(len(look(folder)), 'file')} would be taken in; nothing was"
    if settings.mailbox.host is not None:
        with open_mailbox(settings.mailbox, _password(app), read_only=True) as mailbox:
            mails = new_mails(app.engine, mailbox, settings.batch)
        yield f"{count(len(mails), 'mail')} would be taken in; nothing was"


def _folder(app: App) -> Path | None:
    """The watched folder; a path that is not absolute begins in the home folder of the store."""
    folder = app.settings.intake.folder
    return app.place.home / Path(folder).expanduser() if folder else None


def check_mailbox(app: App) -> str:
    """Whether the mailbox can be opened; changes nothing in it. Raises ConfigError, UnavailableError."""
    settings = app.settings.intake.mailbox
    return logins.check(
        app.engine, app.clock(), lambda: open_mailbox(settings, _password(app), read_only=True)
    )


def _password(app: App) -> str | None:
    file = app.settings.intake.mailbox.password_file
    return password("TRACKER_IMAP_PASSWORD", "intake.mailbox.password_file", file, app.environ)
