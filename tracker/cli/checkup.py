"""The doctor's round: every question is asked, whatever the answer to the one before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jobs import intake
from tracker.app import App
from tracker.cli.session import Session
from tracker.config import config_faults
from tracker.errors import TrackerError
from tracker.service import health, outbox
from tracker.service.health import Check, Checkpoint, ask


def examine(session: Session, send_test: str | None, witness: Checkpoint | None) -> list[Check]:
    """All answers. Settings that cannot be used leave out what depends on them, but not the store."""
    config = ask("config", lambda: _config(session))
    sound = config[0].state == "ok"
    app = session.app if sound else session.app_as_shipped
    checks = config + _store(app, witness, sound=sound)
    if sound:
        checks += ask("words", lambda: _words(app))
        checks += ask("templates", lambda: health.templates(app.settings, app.clock()))
        checks += ask("mail", lambda: outbox.check_transport(app.new_transport()))
        if app.settings.intake.mailbox.host is not None:
            checks += ask("mailbox", lambda: intake.check_mailbox(app))
        if send_test:
            checks += ask("test mail", lambda: _send_test(app, send_test))
    return checks


def _store(app: App, witness: Checkpoint | None, *, sound: bool) -> list[Check]:
    """What the store answers, as far as it can be opened."""
    store = ask("store", lambda: f"{app.engine.url.render_as_string(hide_password=True)}, schema up to date")
    if store[0].state == "ok":
        return store + _asked_of(app, witness, sound=sound)
    return store + health.damaged_record(_file_of(app), witness)


def _file_of(app: App) -> Path | None:
    try:
        return app.store_file
    except TrackerError:  # an address that cannot be used, which is said already
        return None


def _asked_of(app: App, witness: Checkpoint | None, *, sound: bool) -> list[Check]:
    engine, settings, now = app.engine, app.settings, app.clock()
    checks = health.audit_record(engine, witness)
    checks += ask("clock", lambda: health.clock(engine, now))
    if sound:
        tick = settings.jobs.tick_seconds
        checks += ask("settings", lambda: health.settings_in_force(engine, settings, _intake_folder(app)))
        checks += ask("people", lambda: health.readers(engine, settings))
        checks += ask("scheduler", lambda: health.scheduler(engine, now, tick))
        checks += ask("outbox", lambda: health.mail_queue(engine, settings, now))
        checks += ask("backup", lambda: health.backups(engine, settings, app.backup_folder, now))
    return checks


def _intake_folder(app: App) -> Path | None:
    folder = app.settings.intake.folder
    return app.place.home / Path(folder).expanduser() if folder else None


def pulse(session: Session) -> Check:
    """Whether the scheduler ticks; anything but a fresh sign of life is bad."""
    app = session.app
    tick = app.settings.jobs.tick_seconds
    (check,) = ask("scheduler", lambda: health.scheduler(app.engine, app.clock(), tick))
    return check if check.state == "ok" else replace(check, state="bad")


def _config(session: Session) -> list[Check]:
    place = session.place
    faults = config_faults(place.config)
    if faults:
        return [Check("config", "bad", fault) for fault in faults]
    _ = session.app
    return [Check("config", "ok", f"home {place.home}, settings {place.config or 'as shipped'}")]


def _words(app: App) -> str:
    app.reading.calendar.is_working(app.today())
    return "word list, review days and working days can be read"


def _send_test(app: App, address: str) -> str:
    outbox.send_test(app.settings, app.new_transport(), address, app.clock())
    return f"sent to {address}"
