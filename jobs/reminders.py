"""The job that puts due reminders into the outbox."""

from __future__ import annotations

from jobs import JobReport
from jobs.planning import report
from tracker.app import App
from tracker.service.reminding import due_reminders


def run(app: App, *, dry_run: bool) -> JobReport:
    """Plan the reminders that are due by the application's clock."""
    found = due_reminders(app.engine, app.settings, app.clock(), app.is_working, afresh=dry_run)
    return report("reminders", app, found, dry_run=dry_run)
