"""The job that makes the overdue report, once a month."""

from __future__ import annotations

from pathlib import Path

from jobs import JobReport
from jobs.planning import report
from tracker.app import App
from tracker.service import monthly


def run(app: App, *, dry_run: bool) -> JobReport:
    """Write and plan what is due by the application's clock; nothing to tell where neither folder nor mail is chosen."""
    lines = tuple(_file(app, dry_run=dry_run))
    if not app.settings.reports.mail:
        return JobReport("reports", lines)
    found = monthly.due_mails(app.engine, app.settings, app.clock(), app.is_working)
    mailed = report("reports", app, found, dry_run=dry_run)
    return JobReport("reports", (*lines, *mailed.lines), mailed.failed)


def _file(app: App, *, dry_run: bool) -> list[str]:
    chosen = app.settings.reports.folder
    if not chosen:
        return []
    folder = app.place.home / Path(chosen).expanduser()
    file = monthly.next_file(app.settings, folder, app.clock(), app.is_working)
    if file is None:
        return []
    if dry_run:
        return [f"{file} would be written; nothing was"]
    written = monthly.write(app.engine, app.settings, file, app.clock())
    return [f"{written} written"] if written else []
