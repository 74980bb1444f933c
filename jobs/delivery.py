"""The job that delivers what is in the outbox."""

from __future__ import annotations

from jobs import JobReport
from tracker.app import App
from tracker.errors import UnavailableError
from tracker.model import MessageState
from tracker.service import outbox
from tracker.service.delivery import deliver


def run(app: App, *, dry_run: bool) -> JobReport:
    """Deliver what is due by the application's clock. Raises UnavailableError where the mail server takes nothing."""
    if dry_run:
        at = app.clock()
        waiting = [
            message
            for message in outbox.listing(app.engine, MessageState.QUEUED)
            if message.next_attempt <= at
        ]
        lines = [f"to {message.to}: {message.subject}" for message in waiting]
        return JobReport("delivery", (*lines, f"{len(waiting)} would be sent; nothing was"))
    done = deliver(app.post())
    left = outbox.waiting(app.engine, app.clock())
    waits = [left] if left else []
    if done.trouble is not None and not (done.sent or done.cancelled or done.failed):
        raise UnavailableError("; ".join([str(done.trouble).rstrip("."), *waits]) + ".")
    lines = [f"{done.sent} sent"]
    lines += [f"cancelled: {line}" for line in done.cancelled]
    lines += [f"waits: {line}" for line in done.postponed]
    lines += [f"failed: {line}" for line in done.failed]
    return JobReport("delivery", (*lines, *waits), len(done.failed) + len(done.postponed))
