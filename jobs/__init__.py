"""The jobs and when they run. One module per job; each does its work once and says what it did.

A job decides nothing: it calls the service. What is due stands in the
store, so a job that was late, killed or run twice changes neither what goes out nor how often.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.errors import UnknownError
from tracker.service.words import meant

if TYPE_CHECKING:
    from tracker.app import App


@dataclass(frozen=True, slots=True)
class JobReport:
    """What one run of a job did, or would do."""

    job: str
    lines: tuple[str, ...]
    failed: int = 0
    """How many things went wrong; each has its line."""


@dataclass(frozen=True, slots=True)
class Job:
    """An entry of the schedule."""

    name: str
    purpose: str

    def run(self, app: App, *, dry_run: bool = False) -> JobReport:
        """Do the work as of the application's clock; with `dry_run` write nothing."""
        module = importlib.import_module(f"jobs.{self.name}")
        report: JobReport = module.run(app, dry_run=dry_run)
        return report


JOBS = (
    Job("intake", "take in letters from the watched folder and the mailbox"),
    Job("reminders", "put the reminders that are due into the outbox"),
    Job("digests", "put the digests that are due into the outbox"),
    Job("reports", "make the overdue report, once a month"),
    Job("calendar", "keep a calendar file of deadlines up to date"),
    Job("delivery", "deliver what is in the outbox"),
    Job("upkeep", "back the store up, once a night; count days anew by a new calendar"),
)
"""In the order of one tick: take in, then plan, then deliver."""


def find_job(name: str) -> Job:
    """The job of that name. Raises UnknownError."""
    for job in JOBS:
        if job.name == name:
            return job
    names = [job.name for job in JOBS]
    near = meant(name, names)
    hint = f"did you mean {near!r}? There" if near else "there"
    raise UnknownError(f"no job {name!r}; {hint} are: {', '.join(names)}.")
