"""The job that puts due digests into the outbox."""

from __future__ import annotations

from jobs import JobReport
from jobs.planning import report
from tracker.app import App
from tracker.service.digesting import due_digests


def run(app: App, *, dry_run: bool) -> JobReport:
    """Plan the digests that are due by the application's clock."""
    found = due_digests(app.engine, app.settings, app.clock(), app.is_working)
    return report("digests", app, found, dry_run=dry_run)
