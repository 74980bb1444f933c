"""The job that keeps a calendar of deadlines up to date, for sharing."""

from __future__ import annotations

from pathlib import Path

from jobs import JobReport
from tracker.app import App
from tracker.service import calendar


def run(app: App, *, dry_run: bool) -> JobReport:
    """Write the file anew where anything changed; nothing to tell where no file is chosen."""
    chosen = app.settings.calendar.file
    if not chosen:
        return JobReport("calendar", ())
    file = app.place.home / Path(chosen).expanduser()
    if calendar.is_current(app.engine, app.settings, file):
        return JobReport("calendar", ())
    if dry_run:
        return JobReport("calendar", (f"{file} would be written; nothing was",))
    return JobReport("calendar", (f"{calendar.keep(app.engine, app.settings, file, app.today())} written",))
