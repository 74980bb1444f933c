"""What the planning jobs share: enqueue what was planned, and say what it was."""

from __future__ import annotations

from jobs import JobReport
from tracker.app import App
from tracker.service.planning import Planning, enqueue


def report(job: str, app: App, found: Planning, *, dry_run: bool) -> JobReport:
    """Write what was found, unless it is a dry run, and tell it in lines."""
    mails = [planned for planned in found.planned if planned.mail is not None]
    lines = [f"to {planned.person.name}: {planned.mail.subject}" for planned in mails if planned.mail]
    if dry_run:
        lines.append(f"{len(mails)} would be queued; nothing was written")
    else:
        lines.append(f"{enqueue(app.engine, app.stamp(), found)} queued")
    lines += [f"cannot be composed: {each}" for each in found.failed]
    if found.unowned:
        lines.append(f"{found.unowned} open commitments have no owner, so nobody is reminded of them")
    return JobReport(job, tuple(lines), len(found.failed))
