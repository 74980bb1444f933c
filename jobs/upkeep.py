"""The job that backs the store up every night, and counts working days anew when the calendar changed."""

from __future__ import annotations

from jobs import JobReport
from tracker.app import App
from tracker.service import backup
from tracker.service.calendars import changed_calendar, moving, recount


def run(app: App, *, dry_run: bool) -> JobReport:
    """Write tonight's backup where it is due by the application's clock, and move days that a new calendar moves.

    Nothing to tell where there is nothing to do.
    """
    lines = _recount(app, dry_run=dry_run)
    settings, folder = app.settings.backup, app.backup_folder
    if dry_run:
        due = backup.is_due(app.engine, settings, folder, app.clock(), app.zone)
        return JobReport("upkeep", (*lines, "a backup would be written; none was") if due else lines)
    written = backup.nightly(app.engine, settings, folder, app.clock(), app.zone)
    return JobReport("upkeep", (*lines, f"backup written: {written}") if written else lines)


def _recount(app: App, *, dry_run: bool) -> tuple[str, ...]:
    calendar = changed_calendar(app.engine, app.settings.office)
    if calendar is None:
        return ()
    if dry_run:
        moved, would = moving(app.engine, app.reading), "would get new days; none did"
    else:
        moved, would = recount(app.engine, app.stamp(), app.reading, calendar), "have new days"
    return (f"the calendar changed: commitments {', '.join(map(str, moved))} {would}",) if moved else ()
